import { FileCode2, FileUp, FolderOpen, FolderUp, Play } from 'lucide-react';
import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { AppError, type Failure, toFailure } from '../../../shared/errors.ts';
import type { JobDraft, JobInspection } from '../../../shared/jobs.ts';
import { cleanName } from '../../../shared/text.ts';
import { formatBytes } from '../../../shared/units.ts';
import { AsyncButton, Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { TabBar, TabPanel, Tabs } from '../../components/tabs.tsx';
import type { NewJobTab } from '../../stores/new-job.ts';
import { useSettings, useStores } from '../../stores/stores.ts';
import { plural } from '../../words.ts';
import { ExampleList } from './example-list.tsx';
import {
  emptyFields,
  type FieldName,
  type FieldTexts,
  fieldsOf,
  formDraft,
  type JobFields,
  pathDraft,
  problemsOf,
} from './job-fields.ts';
import { JobFieldsForm } from './job-fields-form.tsx';
import { NamedModels } from './named-models.tsx';

const tabs: readonly { value: NewJobTab; label: string }[] = [
  { value: 'disk', label: 'From disk' },
  { value: 'form', label: 'Write a script' },
  { value: 'examples', label: 'Examples' },
];

/** Three ways to a new job: a folder or script on disk, a form, an example. */
export function NewJobDialog() {
  const { newJob } = useStores();
  const { open, tab, inspection } = useStore(newJob);
  const formId = useId();
  const [busy, setBusy] = useState(false);
  const hasForm = tab === 'form' || (tab === 'disk' && inspection !== null);

  return (
    <Dialog
      open={open}
      onClose={newJob.hide}
      title="New job"
      description="It runs in a container, apart from this system and without a network."
      footer={
        <>
          <Button onClick={newJob.hide}>Cancel</Button>
          {hasForm && (
            <Button tone="primary" type="submit" form={formId} icon={Play} pending={busy}>
              Run job
            </Button>
          )}
        </>
      }
    >
      <Tabs
        value={tab}
        onValueChange={(value) => newJob.setTab(tabs.find((other) => other.value === value)?.value ?? 'disk')}
        className="flex min-h-0 flex-1 flex-col"
      >
        <TabBar label="How to make the job" tabs={tabs} className="px-5" />
        <TabPanel value="disk" className="overflow-y-auto px-5 py-4" tabIndex={-1}>
          {inspection ? (
            <ReviewForm key={inspection.path} id={formId} inspection={inspection} onBusy={setBusy} />
          ) : (
            <PickFromDisk />
          )}
        </TabPanel>
        <TabPanel value="form" className="overflow-y-auto px-5 py-4" tabIndex={-1}>
          <ScriptForm id={formId} onBusy={setBusy} />
        </TabPanel>
        <TabPanel value="examples" className="overflow-y-auto px-5 py-4" tabIndex={-1}>
          <ExampleList onStarted={newJob.hide} />
        </TabPanel>
      </Tabs>
    </Dialog>
  );
}

function PickFromDisk() {
  const { newJob } = useStores();
  const inspecting = useStore(newJob, (state) => state.inspecting);
  const refusal = useStore(newJob, (state) => state.refusal);
  return (
    <div className="flex flex-col gap-4">
      {refusal && <ProblemNote failure={refusal} />}
      <div className="flex flex-col items-center rounded-lg border border-line-strong border-dashed px-6 py-10 text-center">
        <FolderUp aria-hidden className="mb-3 size-8 text-ink-3" />
        <p className="font-medium">{inspecting ? 'Looking at it…' : 'Drop a job folder or a Python script here'}</p>
        <p className="mt-1 max-w-sm text-ink-2">
          A folder has a script.py, and may have a requirements.txt, a job.json, a wheels folder and input files.
        </p>
        <div className="mt-5 flex gap-2">
          <AsyncButton icon={FolderOpen} action={() => newJob.pick('folder')}>
            Choose folder…
          </AsyncButton>
          <AsyncButton icon={FileCode2} action={() => newJob.pick('script')}>
            Choose script…
          </AsyncButton>
        </div>
      </div>
    </div>
  );
}

interface FormState {
  fields: JobFields;
  problems: FieldTexts;
  failure: Failure | null;
  onChange: (fields: JobFields) => void;
  onSubmit: (event: FormEvent) => void;
}

interface FormOptions {
  initial: JobFields;
  withScript: boolean;
  draft: (fields: JobFields) => JobDraft;
  onBusy: (busy: boolean) => void;
}

/** A field complains once it was touched; submitting touches all. */
function useJobForm({ initial, withScript, draft, onBusy }: FormOptions): FormState {
  const { client, jobs, newJob, view } = useStores();
  const limits = useSettings()?.values.limits ?? null;
  const [fields, setFields] = useState(initial);
  const [touched, setTouched] = useState<ReadonlySet<FieldName> | 'all'>(new Set());
  const [failure, setFailure] = useState<Failure | null>(null);
  const sending = useRef(false);
  const all = problemsOf(fields, withScript, limits);
  const problems: FieldTexts = {};
  for (const name of ['name', 'scriptText', 'requirementsText', 'gpuCount', 'gpuMinMemory', 'timeout'] as const) {
    const problem = all[name];
    if (problem && (touched === 'all' || touched.has(name))) problems[name] = problem;
  }

  const send = async () => {
    sending.current = true;
    onBusy(true);
    setFailure(null);
    try {
      const job = await client.request('jobs.submit', draft(fields));
      jobs.accept(job);
      newJob.hide();
      view.go({ view: 'job', id: job.id });
    } catch (error) {
      setFailure(toFailure(error));
      if (!(error instanceof AppError)) throw error;
    } finally {
      sending.current = false;
      onBusy(false);
    }
  };

  return {
    fields,
    problems,
    failure,
    onChange: (next) => {
      setFailure(null);
      setFields(next);
      const changed = (['scriptText', 'requirementsText', 'gpuCount', 'gpuMinMemory', 'timeout'] as const).filter(
        (name) => next[name] !== fields[name],
      );
      if (touched !== 'all') setTouched(new Set([...touched, ...changed]));
    },
    onSubmit: (event) => {
      event.preventDefault();
      setTouched('all');
      if (Object.keys(all).length === 0 && !sending.current) void send();
      else {
        const form = event.currentTarget;
        requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      }
    },
  };
}

function JobForm({
  id,
  form,
  withScript,
  children,
}: {
  id: string;
  form: FormState;
  withScript: boolean;
  children?: ReactNode;
}) {
  return (
    <form id={id} onSubmit={form.onSubmit} className="flex flex-col gap-4" noValidate>
      {children}
      <JobFieldsForm fields={form.fields} problems={form.problems} withScript={withScript} onChange={form.onChange} />
      {form.failure && <ProblemNote failure={form.failure} />}
    </form>
  );
}

function ScriptForm({ id, onBusy }: { id: string; onBusy: (busy: boolean) => void }) {
  const form = useJobForm({ initial: emptyFields, withScript: true, draft: formDraft, onBusy });
  return <JobForm id={id} form={form} withScript />;
}

interface ReviewFormProps {
  id: string;
  inspection: JobInspection;
  onBusy: (busy: boolean) => void;
}

function ReviewForm({ id, inspection, onBusy }: ReviewFormProps) {
  const { newJob } = useStores();
  const form = useJobForm({
    initial: fieldsOf(inspection),
    withScript: false,
    draft: (fields) => pathDraft(inspection, fields),
    onBusy,
  });
  const { spec, files, bytes, wheels, path } = inspection;
  return (
    <JobForm id={id} form={form} withScript={false}>
      <div className="flex items-center gap-3 rounded-lg border border-line bg-sunken px-3 py-2.5">
        <FileUp aria-hidden className="size-5 shrink-0 text-ink-3" />
        <div className="min-w-0 flex-1">
          <p className="truncate font-mono text-xs" title={cleanName(path)} data-selectable>
            <bdi>{path.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')}</bdi>
          </p>
          <p className="truncate text-ink-2 text-xs">
            runs {cleanName(spec.script)} · {plural(files, 'file')}, {formatBytes(bytes)}
            {wheels.length > 0 && ` · carries ${plural(wheels.length, 'wheel')}`}
          </p>
        </div>
        <Button size="sm" onClick={newJob.forget}>
          Choose another
        </Button>
      </div>
      {spec.models.length > 0 && <NamedModels models={spec.models} />}
    </JobForm>
  );
}
