import { useStore } from 'zustand';
import type { Failure } from '../../../shared/errors.ts';
import type { Settings } from '../../../shared/settings.ts';
import { countOf } from '../../stores/job-list.ts';
import { useGpus, useQueue, useSettings, useStorage, useStores, useWords } from '../../stores/stores.ts';
import { FirstJob } from '../jobs/first-run.tsx';
import { useMachine } from '../settings/use-setting.ts';
import { attentionOf, riskySettings } from './attention.ts';
import { Disk } from './disk.tsx';
import { FirstSteps } from './first-steps.tsx';
import { GpuStrip } from './gpu-strip.tsx';
import { RunningNow } from './running-now.tsx';
import { Safety } from './safety.tsx';
import { Today } from './today.tsx';
import { useSummary } from './use-summary.ts';

/** The home of the app: is the machine safe, what runs, and what did it come to. */
export function OverviewView() {
  const { t } = useWords();
  const values = useSettings()?.values;
  return (
    <div data-testid="overview" className="@container min-h-0 flex-1 overflow-y-auto [scrollbar-gutter:stable]">
      <div className="mx-auto flex max-w-[110rem] flex-col gap-4 px-5 py-4">
        <h1 className="sr-only">{t('overview.title')}</h1>
        {values && <Answers values={values} />}
      </div>
    </div>
  );
}

function Answers({ values }: { values: Settings }) {
  const { jobs } = useStores();
  const loaded = useStore(jobs, (state) => state.list.loaded);
  const none = useStore(jobs, (state) => countOf(state.list.counts, 'all') === 0);
  const { summary, failure, retry } = useSummary();
  const { perHour } = values.pricing;
  const { hotCelsius } = values.desktop;
  const safety = <SafetyNow values={values} gpuFailure={summary?.gpuFailure ?? null} />;
  // Which of the two it will be is known in a moment: nothing comes up only to go away again.
  if (!loaded) return safety;
  if (none) {
    return (
      <>
        <FirstSteps pricePerHour={perHour} />
        {safety}
        <FirstJob />
      </>
    );
  }
  return (
    <>
      {safety}
      <div className="grid @min-[44rem]:grid-cols-[minmax(0,3fr)_minmax(17rem,2fr)] items-start gap-4">
        <div className="flex min-w-0 flex-col gap-4">
          <RunningNow />
          <GpuStrip hotCelsius={hotCelsius} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Today summary={summary} failure={failure} retry={retry} pricePerHour={perHour} />
          <Disk cacheMiB={values.network.cacheMiB} />
        </div>
      </div>
    </>
  );
}

/** Apart, because the GPUs are read each second. */
function SafetyNow({ values, gpuFailure }: { values: Settings; gpuFailure: Failure | null }) {
  const gpus = useGpus();
  const storage = useStorage();
  const queue = useQueue();
  const pausedBy = useSettings()?.locked['queue.accepting'] ?? null;
  const risky = riskySettings(values, useMachine(), useWords());
  const { hotCelsius } = values.desktop;
  return (
    <Safety
      values={values}
      attention={attentionOf({ gpus, gpuFailure, storage, queue, hotCelsius, pausedBy, risky })}
    />
  );
}
