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
import type { Words } from '../../language/words.ts';
import { useStores, useWords } from '../../stores/stores.ts';
import { describeRefusal, plural } from '../../words.ts';
import { priceFacts } from './price-facts.ts';

export function Requirements({ job }: { job: Job }) {
  const { t } = useWords();
  const { requirements } = job.spec;
  if (requirements.length === 0) {
    return (
      <Empty icon={PackageOpen} title={t('job.requirements.none')}>
        {t('job.requirements.noneText')}
      </Empty>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center justify-between">
        <p className="text-ink-2">{t('job.requirements.count', { count: requirements.length })}</p>
        <CopyButton label={t('job.requirements.copy')} text={() => requirements.join('\n')} />
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

function limitFacts(limits: JobLimits, allowedHosts: readonly string[], words: Words): readonly Fact[] {
  const { t, formatBytes, formatCount } = words;
  return [
    [t('job.limits.setupTime'), formatSeconds(limits.setupTimeoutSeconds)],
    [t('job.limits.executionTime'), formatSeconds(limits.timeoutSeconds)],
    [t('job.limits.setupNetwork'), limits.setupNetwork ? t('job.limits.on') : t('job.limits.off')],
    ...(limits.setupNetwork && limits.egress ? egressFacts(limits.egress, words) : []),
    ...allowedFacts(allowedHosts, words),
    [t('job.limits.packages'), limits.wheelsOnly ? t('job.limits.wheelsOnly') : t('job.limits.wheelsAndBuilds')],
    [t('job.limits.detectedModels'), limits.detectedModels ? t('job.limits.fetched') : t('job.limits.notFetched')],
    [t('job.limits.executionNetwork'), t('job.limits.never')],
    [t('job.limits.setupGpus'), limits.gpusInSetup ? t('job.limits.visible') : t('job.limits.hidden')],
    [t('job.limits.memory'), formatBytes(limits.memoryBytes)],
    [t('job.limits.cpus'), formatCount(limits.cpus)],
    [t('job.limits.processes'), formatCount(limits.pids)],
    [t('job.limits.temporarySpace'), formatBytes(limits.tmpBytes)],
    [t('job.limits.sharedMemory'), formatBytes(limits.shmBytes)],
    [t('job.limits.packageSpace'), formatBytes(limits.environmentBytes)],
    [t('job.limits.outputSpace'), formatBytes(limits.outputsBytes)],
    [t('job.limits.logSize'), formatBytes(limits.logBytes)],
    [t('job.limits.image'), cleanName(limits.image)],
  ];
}

function egressFacts(egress: EgressPolicy, { t, formatBytes }: Words): readonly Fact[] {
  return [
    [t('job.limits.upload'), t('job.limits.uploadEach', { size: formatBytes(egress.uploadBytes) })],
    [t('job.limits.download'), t('job.limits.downloadEach', { size: formatBytes(egress.downloadBytes) })],
  ];
}

function allowedFacts(hosts: readonly string[], { t }: Words): readonly Fact[] {
  return hosts.length === 0 ? [] : [[t('job.limits.allowedHosts'), <Hosts key="hosts" hosts={hosts} />]];
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
  const words = useWords();
  const { t } = words;
  if (job.limits === null) {
    return (
      <>
        <p className="mb-4 text-ink-2">{t('job.limits.toCome')}</p>
        {job.allowedHosts.length > 0 && <Facts facts={allowedFacts(job.allowedHosts, words)} />}
      </>
    );
  }
  return (
    <>
      <p className="mb-4 text-ink-2">{t('job.limits.inForce')}</p>
      <Facts facts={[...limitFacts(job.limits, job.allowedHosts, words), ...priceFacts(job, words)]} />
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
