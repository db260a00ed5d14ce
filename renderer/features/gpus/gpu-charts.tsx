import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { BandLanes } from '../../components/chart/band-lanes.tsx';
import { createChartCursor } from '../../components/chart/cursor.ts';
import { TimeChart } from '../../components/chart/time-chart.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { useStores, useWords } from '../../stores/stores.ts';
import { chartsOf, jobBands, seriesOf } from './gpu-series.ts';

/** Pixels. */
const chartHeight = 72;
const axisHeight = 22;

/** What was recorded of a GPU: charts above one another on one time axis, and under it the jobs that held the GPU. */
export function GpuCharts({ uuid }: { uuid: string }) {
  const { gpuHistory, view } = useStores();
  const words = useWords();
  const history = useStore(gpuHistory, (state) => state.history);
  const failure = useStore(gpuHistory, (state) => state.failure);
  const [cursor] = useState(createChartCursor);
  const series = seriesOf(history, uuid);
  const { from = 0, to = 0, stepMs = 0, jobs } = history ?? {};
  const window = useMemo(() => ({ from, to }), [from, to]);
  const bands = useMemo(() => jobBands(jobs ?? [], uuid, words), [jobs, uuid, words]);
  const charts = useMemo(() => {
    if (series === undefined) return [];
    return chartsOf(series, stepMs, words).map((chart) => ({ ...chart, bands: [...bands, ...chart.bands] }));
  }, [series, stepMs, bands, words]);

  return (
    <div className="flex flex-col gap-1" data-testid="gpu-charts">
      {failure && <ProblemNote failure={failure} />}
      {charts.map(({ label, ...chart }, index) => {
        const last = index === charts.length - 1;
        return (
          <TimeChart
            key={label}
            label={label}
            times={series?.times ?? []}
            window={window}
            {...chart}
            height={last ? chartHeight + axisHeight : chartHeight}
            axis={last}
            cursor={cursor}
          />
        );
      })}
      {charts.length > 0 ? (
        <BandLanes
          label={words.t('gpus.jobs')}
          empty={words.t('gpus.noJobs')}
          bands={bands}
          window={window}
          onOpen={(id) => view.go({ view: 'job', id })}
        />
      ) : (
        !failure && <Waiting known={history !== null} />
      )}
    </div>
  );
}

/** Keeps the room that the charts will take. */
function Waiting({ known }: { known: boolean }) {
  const { t } = useWords();
  return (
    <p className="grid place-items-center rounded-md bg-sunken text-ink-3" style={{ height: 7 * chartHeight }}>
      {t(known ? 'gpus.noHistory' : 'gpus.readingHistory')}
    </p>
  );
}
