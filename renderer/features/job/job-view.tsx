import { ArrowLeft, FolderOpen, Link } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { type Failure, toFailure } from '../../../shared/errors.ts';
import { isFinal, type Job } from '../../../shared/jobs.ts';
import { linkTo } from '../../../shared/links.ts';
import { StateBadge } from '../../components/badge.tsx';
import { AsyncButton, Button, IconButton } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { TabBar, TabPanel, Tabs } from '../../components/tabs.tsx';
import { elapsedOf } from '../../elapsed.ts';
import type { Words } from '../../language/words.ts';
import { isRunning } from '../../stores/job-list.ts';
import { useGpus, useJob, useNow, useStores, useWords } from '../../stores/stores.ts';
import { CancelJob, DeleteJob, RunAgain } from '../jobs/job-actions.tsx';
import { EnvironmentPanel } from './environment-panel.tsx';
import { FailureCard } from './failure-card.tsx';
import { FetchPanel } from './fetch-panel.tsx';
import { Limits, Requirements } from './job-panels.tsx';
import { LogPanel } from './log-panel.tsx';
import { ModelsPanel } from './models-panel.tsx';
import { NetworkPanel } from './network-panel.tsx';
import { OutputsPanel } from './outputs/outputs-panel.tsx';
import { PhaseTimeline, RunningStep, SetupWasKept } from './phase-timeline.tsx';
import { UsagePanel } from './usage/usage-panel.tsx';

export function JobView({ id }: { id: string }) {
  const { jobs, ledger, log, view } = useStores();
  const { t } = useWords();
  const job = useJob(id);
  const [failure, setFailure] = useState<Failure | null>(null);

  useEffect(() => {
    jobs.open(id).catch((error) => setFailure(toFailure(error)));
    void log.open(id);
    void ledger.open(id);
    return () => {
      jobs.close(id);
      log.close();
      ledger.close();
    };
  }, [jobs, ledger, log, id]);

  if (job) return <KnownJob job={job} />;
  return (
    <div className="flex flex-col items-start gap-4 p-6">
      <Button icon={ArrowLeft} onClick={() => view.go({ view: 'jobs' })}>
        {t('job.allJobs')}
      </Button>
      {failure && <ProblemNote failure={failure} />}
    </div>
  );
}

function KnownJob({ job }: { job: Job }) {
  const { ledger } = useStores();
  const words = useWords();
  const requests = useStore(ledger, (state) => state.entries.length);
  const running = isRunning(job.state);
  return (
    <>
      {/* In a low window it scrolls, so that the tabs below keep some room. */}
      <div className="flex max-h-3/5 shrink-0 flex-col gap-3 overflow-y-auto px-5 pt-3 pb-3">
        <Header job={job} />
        <PhaseTimeline job={job} />
        <SetupWasKept job={job} />
        {running && <RunningStep job={job} />}
        {running && job.fetching && <FetchPanel progress={job.fetching} />}
        {job.state === 'queued' && job.waitingFor !== null && (
          <p className="text-ink-2">{words.describeWait(job.waitingFor)}.</p>
        )}
        {job.failure && <FailureCard job={job} failure={job.failure} />}
      </div>
      <Tabs defaultValue="log" className="flex min-h-0 flex-1 flex-col">
        <TabBar label={words.t('job.tabs')} className="shrink-0 px-5" tabs={tabsOf(job, requests, words)} />
        <TabPanel value="log" className="flex flex-1 flex-col" tabIndex={-1}>
          <LogPanel jobId={job.id} live={!isFinal(job.state)} />
        </TabPanel>
        <TabPanel value="usage" className="flex flex-1 flex-col overflow-y-auto px-5 py-4">
          <UsagePanel job={job} />
        </TabPanel>
        <TabPanel value="outputs" className="flex flex-1 flex-col" tabIndex={-1}>
          <OutputsPanel job={job} />
        </TabPanel>
        <TabPanel value="network" className="flex flex-1 flex-col" tabIndex={-1}>
          <NetworkPanel job={job} />
        </TabPanel>
        <TabPanel value="requirements" className="flex-1 overflow-y-auto px-5 py-4">
          <Requirements job={job} />
        </TabPanel>
        <TabPanel value="environment" className="flex flex-1 flex-col" tabIndex={-1}>
          <EnvironmentPanel job={job} />
        </TabPanel>
        <TabPanel value="models" className="flex-1 overflow-y-auto px-5 py-4">
          <ModelsPanel job={job} />
        </TabPanel>
        <TabPanel value="limits" className="flex-1 overflow-y-auto px-5 py-4">
          <Limits job={job} />
        </TabPanel>
      </Tabs>
    </>
  );
}

function tabsOf(job: Job, requests: number, { t }: Words) {
  return [
    { value: 'log', label: t('job.tab.log') },
    { value: 'usage', label: t('usage.tab') },
    { value: 'outputs', label: <Counted word={t('job.tab.outputs')} count={job.outputs?.files} /> },
    { value: 'network', label: <Counted word={t('job.tab.network')} count={requests} /> },
    { value: 'requirements', label: <Counted word={t('job.tab.requirements')} count={job.spec.requirements.length} /> },
    { value: 'environment', label: t('job.tab.environment') },
    { value: 'models', label: <Counted word={t('job.tab.models')} count={job.spec.models.length} /> },
    { value: 'limits', label: t('job.tab.limits') },
  ];
}

function Counted({ word, count }: { word: string; count: number | undefined }) {
  const { formatCount } = useWords();
  return (
    <>
      {word}
      {count !== undefined && count > 0 && (
        <span className="ml-1.5 font-normal text-ink-3 text-xs">{formatCount(count)}</span>
      )}
    </>
  );
}

function Header({ job }: { job: Job }) {
  const { client, view } = useStores();
  const { t, nameOf } = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <header className="flex items-start gap-2">
      <IconButton
        icon={ArrowLeft}
        label={t('job.allJobs')}
        size="md"
        className="-ml-2"
        onClick={() => view.go({ view: 'jobs' })}
      />
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-3">
          <h1
            ref={heading}
            tabIndex={-1}
            className="min-w-0 truncate font-semibold text-lg outline-none"
            title={nameOf(job.spec.name)}
          >
            <bdi>{nameOf(job.spec.name)}</bdi>
          </h1>
          <StateBadge state={job.state} />
          <Elapsed job={job} />
        </div>
        <Summary job={job} />
      </div>
      <div className="flex shrink-0 items-center gap-2">
        <CopyButton compact label={t('job.copyId')} text={() => job.id} />
        <CopyButton compact icon={Link} label={t('job.copyLink')} text={() => linkTo({ view: 'job', id: job.id })} />
        {job.outputs !== null && (
          <AsyncButton icon={FolderOpen} action={() => client.request('jobs.openOutputs', job.id)}>
            {t('job.openOutputs')}
          </AsyncButton>
        )}
        <CancelJob job={job} />
        {job.failure?.remedy?.action?.kind !== 'run_again' && <RunAgain job={job} />}
        <DeleteJob job={job} />
      </div>
    </header>
  );
}

function Elapsed({ job }: { job: Job }) {
  const now = useNow();
  const { formatDuration, formatRunning } = useWords();
  const elapsed = elapsedOf(job, now);
  if (elapsed === null) return null;
  return (
    <span data-testid="job-elapsed" className="whitespace-nowrap text-ink-2">
      {isFinal(job.state) ? formatDuration(elapsed) : formatRunning(elapsed)}
    </span>
  );
}

function Summary({ job }: { job: Job }) {
  const gpus = useGpus();
  const { t, describeSource, formatMoment } = useWords();
  const known = gpus.status === 'ok' ? gpus.gpus : gpus.status === 'lost' ? gpus.lastSeen : [];
  const held = job.gpuUuids.map((uuid) => known.find((gpu) => gpu.uuid === uuid)?.index ?? uuid.slice(0, 12));
  const parts = [
    describeSource(job.source),
    t('job.summary.created', { moment: formatMoment(job.createdAt, Date.now()) }),
    held.length > 0
      ? t('job.summary.gpus', { count: held.length, indices: held.join(', ') })
      : job.spec.gpus.count === 0
        ? t('job.summary.noGpu')
        : t('job.summary.asks', { count: job.spec.gpus.count }),
    ...(job.exitCode === null ? [] : [t('job.summary.exit', { status: String(job.exitCode) })]),
  ];
  return (
    <p className="truncate text-ink-3 text-xs">
      {parts.map((part, index) => (
        <span key={part}>
          {index > 0 && ' · '}
          <bdi>{part}</bdi>
        </span>
      ))}
    </p>
  );
}
