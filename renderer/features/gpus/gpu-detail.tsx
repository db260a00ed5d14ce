import { Gauge } from 'lucide-react';
import { memo } from 'react';
import type { ThrottleReason } from '../../../shared/gpus.ts';
import { cleanName } from '../../../shared/text.ts';
import { cx } from '../../components/cx.ts';
import { useWords } from '../../stores/stores.ts';
import { GpuCharts } from './gpu-charts.tsx';
import { GpuProcesses } from './gpu-processes.tsx';
import { Holder } from './holder.tsx';
import { readingsOf } from './readings.ts';
import { useGpu } from './use-gpu.ts';
import { Value } from './value.tsx';

interface GpuDetailProps {
  uuid: string;
  /** The values are from before the driver was lost. */
  stale: boolean;
}

/** Everything about one GPU. */
export const GpuDetail = memo(function GpuDetail({ uuid, stale }: GpuDetailProps) {
  return (
    <section
      aria-labelledby="gpu-detail"
      data-testid="gpu-detail"
      data-uuid={uuid}
      className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-4 shadow-card"
    >
      <Now uuid={uuid} stale={stale} />
      <GpuCharts uuid={uuid} />
      {!stale && <GpuProcesses uuid={uuid} />}
    </section>
  );
});

function Now({ uuid, stale }: GpuDetailProps) {
  const gpu = useGpu(uuid);
  const words = useWords();
  if (gpu === undefined) return null;
  return (
    <>
      <header className="flex items-center gap-3">
        <span className="grid size-8 shrink-0 place-items-center rounded-md bg-idle-soft font-semibold text-ink-2">
          {gpu.index}
        </span>
        <div className="min-w-0 flex-1">
          <h2 id="gpu-detail" className="truncate font-semibold text-md" title={cleanName(gpu.name)}>
            {cleanName(gpu.name)}
          </h2>
          <p className="truncate font-mono text-2xs text-ink-3" title={uuid} data-selectable>
            {uuid}
          </p>
        </div>
        <div className="flex min-w-0 max-w-1/2">
          <Holder uuid={uuid} />
        </div>
      </header>
      {!stale && <Clocks heldBy={gpu.throttledBy} />}
      <div className={cx('@container border-line border-y py-3', stale && 'grayscale')}>
        <dl
          aria-label={words.t(stale ? 'gpus.lastValues' : 'gpus.now')}
          className="grid grid-cols-4 gap-x-4 gap-y-3 @4xl:grid-cols-8"
        >
          {readingsOf(gpu, words).map((reading) => (
            <div key={reading.label} className="min-w-0" title={reading.hint}>
              <dt className="truncate text-2xs text-ink-3">{reading.label}</dt>
              <dd className="flex items-baseline gap-1 whitespace-nowrap">
                <Value reading={reading} className="font-semibold text-md" />
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </>
  );
}

/** Why the clocks are held down. It is there when they are not too: reasons come and go, and nothing may jump then. */
function Clocks({ heldBy }: { heldBy: readonly ThrottleReason[] }) {
  const { t, describeThrottle } = useWords();
  const free = heldBy.length === 0;
  return (
    <div className={cx('flex gap-2 rounded-md px-3 py-2', free ? 'bg-sunken text-ink-3' : 'bg-warn-soft')}>
      <Gauge aria-hidden className={cx('mt-0.5 size-4 shrink-0', free ? 'text-ink-3' : 'text-warn')} />
      {free ? (
        <p>{t('gpus.clocksFree')}</p>
      ) : (
        <ul>
          {heldBy.map((reason) => (
            <li key={reason}>
              <span className="font-medium text-warn-ink">{t(`gpus.clocksHeldFor.${reason}`)}</span>{' '}
              {describeThrottle(reason).meaning}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
