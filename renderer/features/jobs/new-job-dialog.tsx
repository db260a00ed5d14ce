import { FileCode2, FileUp, FolderOpen, FolderUp, Play } from 'lucide-react';
import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { AppError, type Failure, toFailure } from '../../../shared/errors.ts';
import type { JobDraft, JobInspection } from '../../../shared/jobs.ts';
import { cleanName } from '../../../shared/text.ts';
import { AsyncButton, Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { TabBar, TabPanel, Tabs } from '../../components/tabs.tsx';
import type { NewJobTab } from '../../stores/new-job.ts';
import { useSettings, useStores, useWords } from '../../stores/stores.ts';
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

const ways: readonly NewJobTab[] = ['disk', 'form', 'examples'];

/** Three ways to a new job: a folder or script on disk, a form, an example. */
export function NewJobDialog() {
  const { newJob } = useStores();
  const { open, tab, inspection } = useStore(newJob);
  const { t } = useWords();
  const formId = useId();
  const [busy, setBusy] = useState(false);
  const hasForm = tab === 'form' || (tab === 'disk' && inspection !== null);

  return (
    <Dialog
      open={open}
      onClose={newJob.hide}
      title={t('jobs.new.title')}
      description={t('jobs.new.description')}
      footer={
        <>
          <Button onClick={newJob.hide}>{t('jobs.new.close')}</Button>
          {hasForm && (
            <Button tone="primary" type="submit" form={formId} icon={Play} pending={busy}>
              {t('jobs.new.run')}
            </Button>
          )}
        </>
      }
    >
      <Tabs
        value={tab}
        onValueChange={(value) => newJob.setTab(ways.find((way) => way === value) ?? 'disk')}
        className="flex min-h-0 flex-1 flex-col"
      >
        <TabBar
          label={t('jobs.new.ways')}
          tabs={ways.map((way) => ({ value: way, label: t(`jobs.new.way.${way}`) }))}
          className="px-5"
        />
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
  const { t } = useWords();
  const inspecting = useStore(newJob, (state) => state.inspecting);
  const refusal = useStore(newJob, (state) => state.refusal);
  return (
    <div className="flex flex-col gap-4">
      {refusal && <ProblemNote failure={refusal} />}
      <div className="flex flex-col items-center rounded-lg border border-line-strong border-dashed px-6 py-10 text-center">
        <FolderUp aria-hidden className="mb-3 size-8 text-ink-3" />
        <p className="font-medium">{t(inspecting ? 'jobs.new.inspecting' : 'jobs.new.drop')}</p>
        <p className="mt-1 max-w-sm text-ink-2">{t('jobs.new.contents')}</p>
        <div className="mt-5 flex gap-2">
          <AsyncButton icon={FolderOpen} action={() => newJob.pick('folder')}>
            {t('jobs.new.chooseFolder')}
          </AsyncButton>
          <AsyncButton icon={FileCode2} action={() => newJob.pick('script')}>
            {t('jobs.new.chooseScript')}
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
  const words = useWords();
  const [fields, setFields] = useState(initial);
  const [touched, setTouched] = useState<ReadonlySet<FieldName> | 'all'>(new Set());
  const [failure, setFailure] = useState<Failure | null>(null);
  const sending = useRef(false);
  const all = problemsOf(fields, withScript, limits, words);
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
  const { t, formatBytes } = useWords();
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
            {t('jobs.new.runs', { script: cleanName(spec.script), files, size: formatBytes(bytes) })}
            {wheels.length > 0 && ` · ${t('jobs.new.carries', { count: wheels.length })}`}
          </p>
        </div>
        <Button size="sm" onClick={newJob.forget}>
          {t('jobs.new.chooseAnother')}
        </Button>
      </div>
      {spec.models.length > 0 && <NamedModels models={spec.models} />}
    </JobForm>
  );
}
