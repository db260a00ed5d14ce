import { ChartLine } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { isFinal, type Job } from '../../../../shared/jobs.ts';
import { createChartCursor } from '../../../components/chart/cursor.ts';
import type { ChartBand, ChartWindow } from '../../../components/chart/model.ts';
import { TimeChart } from '../../../components/chart/time-chart.tsx';
import { Empty } from '../../../components/empty.tsx';
import { ProblemNote } from '../../../components/problem-note.tsx';
import { useStores, useWords } from '../../../stores/stores.ts';
import { whyItEnded } from './event-list.ts';
import { EventTimeline } from './event-timeline.tsx';
import { PeakTiles } from './peak-tiles.tsx';
import { PhaseLane } from './phase-lane.tsx';
import { gpuCharts, usageCharts } from './usage-charts.ts';
import { createUsageFeed } from './usage-feed.ts';

/** Pixels. */
const chartHeight = 76;
const axisHeight = 22;

/** Milliseconds that the charts cover at least: of the first seconds of a job a line could not be read. */
const shortest = 10_000;

/** What the job uses and used, and what happened to it. */
export function UsagePanel({ job }: { job: Job }) {
  const { client } = useStores();
  const words = useWords();
  const { t } = words;
  const why = whyItEnded(job, words);
  const { id, state } = job;
  const [feed] = useState(() => createUsageFeed({ client, id }));
  const failure = useStore(feed, (shown) => shown.failure);
  const events = useStore(feed, (shown) => shown.events);
  // Each new state brings new events, and the last one the last readings.
  useEffect(() => feed.open(!isFinal(state), document), [feed, state]);

  if (state === 'queued') {
    return (
      <Empty icon={ChartLine} title={t('usage.queued.title')}>
        {t('usage.queued.text')}
      </Empty>
    );
  }
  return (
    <div className="@container" data-testid="usage">
      {why !== null && (
        <p data-testid="why-ended" className="mb-4 font-medium wrap-anywhere" data-selectable>
          {why}
        </p>
      )}
      {failure && <ProblemNote failure={failure} />}
      <div className="grid grid-cols-1 items-start gap-x-6 gap-y-5 @5xl:grid-cols-[minmax(0,1fr)_20rem]">
        <Measured job={job} feed={feed} />
        <EventTimeline job={job} events={events} />
      </div>
    </div>
  );
}

interface MeasuredProps {
  job: Job;
  feed: ReturnType<typeof createUsageFeed>;
}

function Measured({ job, feed }: MeasuredProps) {
  const words = useWords();
  const { t, describePhase } = words;
  const { limits, phases, startedAt, endedAt, gpuUuids } = job;
  const usage = useStore(feed, (shown) => shown.usage);
  const gpus = useStore(feed, (shown) => shown.gpus);
  const [cursor] = useState(createChartCursor);
  const charts = useMemo(
    () => [...(usage ? usageCharts(usage, limits, words) : []), ...(gpus ? gpuCharts(gpus, words) : [])],
    [usage, gpus, limits, words],
  );
  const last = (usage?.times.at(-1) ?? startedAt ?? 0) + (usage?.stepMs ?? 0);
  const from = startedAt ?? 0;
  const to = Math.max(endedAt ?? last, from + shortest);
  const window = useMemo<ChartWindow>(() => ({ from, to }), [from, to]);
  const bands = useMemo(
    () =>
      phases.map(
        (record): ChartBand => ({
          id: `${record.phase} ${record.startedAt}`,
          name: describePhase(record.phase),
          from: record.startedAt,
          to: record.endedAt,
          tone: record.phase === 'executing' ? 'now' : 'past',
        }),
      ),
    [phases, describePhase],
  );
  if (usage === null) return <div className="h-96" />;
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <PeakTiles peaks={usage.peaks} limits={limits} />
      <section aria-label={t('usage.charts')} className="rounded-lg border border-line bg-surface p-4 shadow-card">
        {charts.length === 0 ? (
          <Empty icon={ChartLine} title={t('usage.nothing.title')}>
            {t('usage.nothing.text')}
          </Empty>
        ) : (
          <div className="flex flex-col gap-1" data-testid="usage-charts">
            {charts.map(({ label, ...chart }, index) => {
              const lowest = index === charts.length - 1;
              return (
                <TimeChart
                  key={label}
                  label={label}
                  {...chart}
                  window={window}
                  bands={bands}
                  height={lowest ? chartHeight + axisHeight : chartHeight}
                  axis={lowest}
                  cursor={cursor}
                />
              );
            })}
            <PhaseLane bands={bands} window={window} />
          </div>
        )}
        {gpuUuids.length > 0 && gpus?.gpus.length === 0 && isFinal(job.state) && (
          <p className="mt-3 text-ink-3 text-xs">{t('usage.gpusGone')}</p>
        )}
      </section>
    </div>
  );
}
