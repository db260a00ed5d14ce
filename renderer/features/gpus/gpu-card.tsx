import type { Gpu } from '../../../shared/gpus.ts';
import type { Job } from '../../../shared/jobs.ts';
import { cleanName } from '../../../shared/text.ts';
import { cx } from '../../components/cx.ts';
import { Meter } from '../../components/meter.tsx';
import { useStores } from '../../stores/stores.ts';
import { nameOf } from '../../words.ts';

/** Degrees Celsius from which a value is shown as warm, and as hot. */
const warm = 80;
const hot = 90;

interface GpuCardProps {
  gpu: Gpu;
  holder: Job | undefined;
  /** The values are from before the driver was lost. */
  stale: boolean;
}

export function GpuCard({ gpu, holder, stale }: GpuCardProps) {
  const part = (value: number | null, whole: number | null) => (value === null || !whole ? null : value / whole);
  const used = part(gpu.memoryUsedMiB, gpu.memoryTotalMiB);
  return (
    <li
      data-testid="gpu-card"
      data-uuid={gpu.uuid}
      className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-4 shadow-card"
    >
      <header className="flex items-start gap-3">
        <span className="grid size-8 shrink-0 place-items-center rounded-md bg-idle-soft font-semibold text-ink-2">
          {gpu.index}
        </span>
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold" title={cleanName(gpu.name)}>
            {cleanName(gpu.name)}
          </h2>
          <p className="truncate font-mono text-2xs text-ink-3" title={gpu.uuid} data-selectable>
            {gpu.uuid}
          </p>
        </div>
        <Holder job={holder} />
      </header>
      <div className={cx('flex flex-col gap-4', stale && 'text-ink-3 grayscale')}>
        <div className="grid grid-cols-2 gap-5">
          <Gauge
            label="Utilisation"
            value={whole(gpu.utilisationPercent)}
            unit="%"
            fraction={part(gpu.utilisationPercent, 100)}
          />
          <Gauge
            label="Memory"
            value={gpu.memoryUsedMiB === null ? null : (gpu.memoryUsedMiB / 1024).toFixed(1)}
            unit={`of ${(gpu.memoryTotalMiB / 1024).toFixed(gpu.memoryTotalMiB >= 10_240 ? 0 : 1)} GiB`}
            fraction={used}
            tone={used !== null && used > 0.95 ? 'warn' : 'accent'}
          />
        </div>
        <dl className="grid grid-cols-4 gap-3 border-line border-t pt-3">
          <Reading
            label="Temperature"
            value={whole(gpu.temperatureC)}
            unit="°C"
            fraction={part(gpu.temperatureC, 100)}
            tone={heat(gpu.temperatureC)}
          />
          <Reading
            label="Power"
            value={whole(gpu.powerW)}
            unit={gpu.powerLimitW === null ? 'W' : `/ ${Math.round(gpu.powerLimitW)} W`}
            fraction={part(gpu.powerW, gpu.powerLimitW)}
          />
          <Reading label="Fan" value={whole(gpu.fanPercent)} unit="%" fraction={part(gpu.fanPercent, 100)} />
          <Reading
            label="Clock"
            value={gpu.clockMHz === null ? null : whole(gpu.clockMHz)}
            unit="MHz"
            fraction={null}
          />
        </dl>
      </div>
    </li>
  );
}

const whole = (value: number | null) => (value === null ? null : String(Math.round(value)));

function heat(temperature: number | null): 'accent' | 'warn' | 'bad' {
  if (temperature === null || temperature < warm) return 'accent';
  return temperature < hot ? 'warn' : 'bad';
}

function Holder({ job }: { job: Job | undefined }) {
  const { view } = useStores();
  if (job === undefined) return <span className="mt-1 shrink-0 text-ink-3 text-xs">Free</span>;
  const name = nameOf(job.spec.name);
  return (
    <button
      type="button"
      title={`Held by ${name}`}
      onClick={() => view.go({ view: 'job', id: job.id })}
      className="flex h-6 max-w-[45%] shrink-0 items-center gap-1.5 rounded-full bg-accent-soft px-2.5 font-medium text-accent-ink text-xs hover:underline"
    >
      <span className="sr-only">Held by </span>
      <bdi className="truncate">{name}</bdi>
    </button>
  );
}

interface ReadingProps {
  label: string;
  value: string | null;
  unit: string;
  fraction: number | null;
  tone?: 'accent' | 'warn' | 'bad';
}

function Gauge({ label, value, unit, fraction, tone = 'accent' }: ReadingProps) {
  return (
    <div className="min-w-0">
      <p className="text-ink-3 text-xs">{label}</p>
      <p className="flex items-baseline gap-1.5 whitespace-nowrap">
        <Value value={value} className="font-semibold text-xl" />
        {value !== null && <span className="text-ink-3 text-xs">{unit}</span>}
      </p>
      <Meter fraction={fraction} tone={tone} className="mt-1.5 h-2" />
    </div>
  );
}

function Reading({ label, value, unit, fraction, tone = 'accent' }: ReadingProps) {
  return (
    <div className="min-w-0">
      <dt className="truncate text-ink-3 text-2xs">{label}</dt>
      <dd className="flex items-baseline gap-1 whitespace-nowrap">
        <Value
          value={value}
          className={cx('font-medium', tone === 'warn' && 'text-warn-ink', tone === 'bad' && 'text-bad-ink')}
        />
        {value !== null && <span className="truncate text-2xs text-ink-3">{unit}</span>}
      </dd>
      {label === 'Clock' ? null : <Meter fraction={fraction} tone={tone} className="mt-1 h-1" />}
    </div>
  );
}

function Value({ value, className }: { value: string | null; className: string }) {
  if (value !== null) return <span className={className}>{value}</span>;
  return (
    <span className={cx(className, 'text-ink-3')} title="The driver does not report this">
      –<span className="sr-only">not reported by the driver</span>
    </span>
  );
}
