import { Toolbar } from 'radix-ui';
import { memo, useEffect, useRef, useState } from 'react';
import { useWords } from '../../stores/stores.ts';
import { cx } from '../cx.ts';
import { Popover } from '../popover.tsx';
import { type BandSlot, layOutBands } from './band-layout.ts';
import { ChartRow } from './chart-row.tsx';
import { type ChartBand, type ChartWindow, plotInset } from './model.ts';

interface BandLanesProps {
  label: string;
  /** Stands where there are none. */
  empty: string;
  bands: readonly ChartBand[];
  window: ChartWindow;
  onOpen: (id: string) => void;
}

/** Pixels. */
const leastWidth = 10;
const laneHeight = 24;

const looks: Readonly<Record<ChartBand['tone'], string>> = {
  now: 'bg-accent-soft text-accent-ink ring-accent/40',
  past: 'bg-idle-soft text-ink-2 ring-line-strong',
  warn: 'bg-warn-soft text-warn-ink ring-warn/40',
};

/**
 * What lasted a while, as named bars under the charts of the same window. One stop for the tab key; the arrow keys go
 * from bar to bar. Bars too short to stand apart share one that lists them.
 */
export const BandLanes = memo(function BandLanes({ label, empty, bands, window, onOpen }: BandLanesProps) {
  const [host, width] = useWidth();
  const slots = width === 0 ? [] : layOutBands(bands, window, leastWidth / width);
  const lanes = slots.reduce((most, { lane }) => Math.max(most, lane + 1), 1);
  return (
    <ChartRow as="div" heading={<span className="pt-1 font-medium text-xs">{label}</span>}>
      <div style={{ paddingLeft: plotInset.left, paddingRight: plotInset.right }}>
        <Toolbar.Root
          ref={host}
          aria-label={label}
          className="relative rounded-sm bg-sunken"
          style={{ height: lanes * laneHeight }}
        >
          {slots.map((slot) => (
            <Bar key={slot.bands[0]?.id} slot={slot} onOpen={onOpen} />
          ))}
          {width > 0 && slots.length === 0 && <p className="truncate px-2 text-ink-3 text-xs leading-6">{empty}</p>}
        </Toolbar.Root>
      </div>
    </ChartRow>
  );
});

interface BarProps extends Pick<BandLanesProps, 'onOpen'> {
  slot: BandSlot;
}

function Bar({ slot: { bands, left, width, lane }, onOpen }: BarProps) {
  const { t } = useWords();
  const [first, ...others] = bands;
  if (first === undefined) return null;
  const look = cx(
    'absolute h-5 overflow-hidden rounded-sm px-1.5 text-left text-2xs leading-5 ring-1 ring-inset hover:ring-current',
    looks[bands.find(({ tone }) => tone !== 'past')?.tone ?? 'past'],
  );
  const place = { left: `${left * 100}%`, width: `${width * 100}%`, top: lane * laneHeight + 2 };
  if (others.length === 0) {
    return (
      <Toolbar.Button className={look} style={place} title={first.name} onClick={() => onOpen(first.id)}>
        <bdi className="block truncate">{first.name}</bdi>
      </Toolbar.Button>
    );
  }
  const words = t('app.chart.jobsCloseTogether', { count: bands.length });
  return (
    <Popover
      label={words}
      className="max-h-72 w-64 p-1.5"
      trigger={
        <Toolbar.Button className={cx(look, 'px-0 text-center')} style={place} title={words} aria-label={words}>
          {bands.length}
        </Toolbar.Button>
      }
    >
      {bands.map((band) => (
        <button
          key={band.id}
          type="button"
          title={band.name}
          onClick={() => onOpen(band.id)}
          className="block w-full truncate rounded-md px-2.5 py-1.5 text-left hover:bg-hover"
        >
          <bdi>{band.name}</bdi>
        </button>
      ))}
    </Popover>
  );
}

/** Follows the width of an element in pixels; 0 before it is known. */
function useWidth() {
  const host = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (host.current === null) return;
    const sizes = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    sizes.observe(host.current);
    return () => sizes.disconnect();
  }, []);
  return [host, width] as const;
}
