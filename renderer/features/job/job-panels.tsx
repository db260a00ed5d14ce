import { PackageOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import type { EgressPolicy } from '../../../shared/egress.ts';
import type { Job, JobLimits } from '../../../shared/jobs.ts';
import { cleanName, plainLine } from '../../../shared/text.ts';
import { formatSeconds } from '../../../shared/units.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Facts } from '../../components/facts.tsx';
import type { Words } from '../../language/words.ts';
import { useWords } from '../../stores/stores.ts';
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
