import { FolderOpen, PackageOpen } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { EgressPolicy } from '../../../shared/egress.ts';
import { isFinal, type Job, type JobLimits, type OutputEntry } from '../../../shared/jobs.ts';
import { cleanName, plainLine } from '../../../shared/text.ts';
import { formatBytes, formatSeconds } from '../../../shared/units.ts';
import { AsyncButton } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Facts } from '../../components/facts.tsx';
import { useStores } from '../../stores/stores.ts';
import { describeRefusal, plural } from '../../words.ts';

export function Requirements({ job }: { job: Job }) {
  const { requirements } = job.spec;
  if (requirements.length === 0) {
    return (
      <Empty icon={PackageOpen} title="No requirements">
        The job requires no packages: it runs with those of the image.
      </Empty>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center justify-between">
        <p className="text-ink-2">{plural(requirements.length, 'package')}, installed during setup.</p>
        <CopyButton label="Copy" text={() => requirements.join('\n')} />
      </div>
      <ul className="rounded-lg border border-line bg-surface py-1.5" data-selectable>
        {requirements.map((requirement) => (
          <li key={requirement} className="px-3 py-0.5 font-mono text-xs leading-5 wrap-anywhere">
            {cleanName(requirement)}
          </li>
        ))}
      </ul>
    </div>
  );
}

type Fact = readonly [term: string, value: ReactNode];

function limitFacts(limits: JobLimits, allowedHosts: readonly string[]): readonly Fact[] {
  return [
    ['Time, setup', formatSeconds(limits.setupTimeoutSeconds)],
    ['Time, execution', formatSeconds(limits.timeoutSeconds)],
    ['Network in setup', limits.setupNetwork ? 'On' : 'Off'],
    ...(limits.setupNetwork && limits.egress ? egressFacts(limits.egress) : []),
    ...allowedFacts(allowedHosts),
    ['Packages in setup', limits.wheelsOnly ? 'Wheels only' : 'Wheels and builds'],
    ['Models found in the script', limits.detectedModels ? 'Fetched' : 'Not fetched'],
    ['Network in execution', 'None, always'],
    ['GPUs in setup', limits.gpusInSetup ? 'Visible' : 'Hidden'],
    ['Memory', formatBytes(limits.memoryBytes)],
    ['CPUs', String(limits.cpus)],
    ['Processes', limits.pids.toLocaleString('en')],
    ['Temporary space', formatBytes(limits.tmpBytes)],
    ['Shared memory', formatBytes(limits.shmBytes)],
    ['Package space', formatBytes(limits.environmentBytes)],
    ['Output space', formatBytes(limits.outputsBytes)],
    ['Log size', formatBytes(limits.logBytes)],
    ['Image', cleanName(limits.image)],
  ];
}

function egressFacts(egress: EgressPolicy): readonly Fact[] {
  return [
    ['Upload cap', `${formatBytes(egress.uploadBytes)} to each allowed host`],
    ['Download cap', `${formatBytes(egress.downloadBytes)} from each allowed host`],
  ];
}

function allowedFacts(hosts: readonly string[]): readonly Fact[] {
  return hosts.length === 0 ? [] : [['Allowed for this job', <Hosts key="hosts" hosts={hosts} />]];
}

function Hosts({ hosts }: { hosts: readonly string[] }) {
  return (
    <ul>
      {hosts.map((host) => (
        <li key={host} className="font-mono text-xs leading-5">
          {plainLine(host)}
        </li>
      ))}
    </ul>
  );
}

export function Limits({ job }: { job: Job }) {
  if (job.limits === null) {
    return (
      <>
        <p className="mb-4 text-ink-2">The limits are settled when the job starts, from the settings of that moment.</p>
        {job.allowedHosts.length > 0 && <Facts facts={allowedFacts(job.allowedHosts)} />}
      </>
    );
  }
  return (
    <>
      <p className="mb-4 text-ink-2">
        In force for this job from its start; later changes to settings do not touch it.
      </p>
      <Facts facts={limitFacts(job.limits, job.allowedHosts)} />
    </>
  );
}

/** Rows that are drawn at most; the folder has the rest. */
const shownFiles = 500;

export function Outputs({ job }: { job: Job }) {
  const { client, toasts } = useStores();
  const [files, setFiles] = useState<readonly OutputEntry[] | null>(null);
  const { id, outputs } = job;
  const done = outputs !== null;

  useEffect(() => {
    if (!done) return;
    let wanted = true;
    client.request('jobs.outputs', id).then((entries) => wanted && setFiles(entries), toasts.getState().fail);
    return () => {
      wanted = false;
    };
  }, [client, toasts, id, done]);

  if (outputs === null) {
    return (
      <Empty icon={FolderOpen} title={isFinal(job.state) ? 'No outputs were kept' : 'No outputs yet'}>
        {isFinal(job.state)
          ? 'The job ended before its outputs could be copied out.'
          : 'What the job writes to /outputs is copied out when it is through.'}
      </Empty>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-center justify-between">
        <p className="text-ink-2">
          {plural(outputs.files, 'file')}, {formatBytes(outputs.bytes)}
        </p>
        <AsyncButton size="sm" icon={FolderOpen} action={() => client.request('jobs.openOutputs', id)}>
          Open folder
        </AsyncButton>
      </div>
      {files !== null && files.length > 0 && (
        <ul aria-label="Files" className="rounded-lg border border-line bg-surface py-1.5">
          {files.slice(0, shownFiles).map((file) => (
            <li key={file.path} className="flex items-baseline justify-between gap-6 px-3 py-0.5">
              <bdi className="min-w-0 font-mono text-xs leading-5 wrap-anywhere" data-selectable>
                {cleanPath(file.path)}
              </bdi>
              <span className="shrink-0 text-ink-3 text-xs">{formatBytes(file.bytes)}</span>
            </li>
          ))}
          {files.length > shownFiles && (
            <li className="px-3 py-0.5 text-ink-3 text-xs">
              … and {plural(files.length - shownFiles, 'more file', 'more files')} in the folder
            </li>
          )}
        </ul>
      )}
      {outputs.refusedCount > 0 && (
        <section aria-label="Not copied out">
          <h2 className="mb-2 font-medium text-warn-ink">
            {plural(outputs.refusedCount, 'entry', 'entries')} not copied out
          </h2>
          <ul className="rounded-lg border border-warn/30 bg-warn-soft py-1.5">
            {outputs.refused.map((refused) => (
              <li key={refused.path} className="flex items-baseline justify-between gap-6 px-3 py-0.5">
                <bdi className="min-w-0 font-mono text-xs leading-5 wrap-anywhere" data-selectable>
                  {cleanPath(refused.path)}
                </bdi>
                <span className="shrink-0 text-xs">{describeRefusal(refused.reason)}</span>
              </li>
            ))}
            {outputs.refusedCount > outputs.refused.length && (
              <li className="px-3 py-0.5 text-xs">… and {outputs.refusedCount - outputs.refused.length} more</li>
            )}
          </ul>
        </section>
      )}
    </div>
  );
}

/** A path that a stranger chose, cleaned piece by piece: whole even where it is long. */
const cleanPath = (path: string) => path.split('/').map(cleanName).join('/');
