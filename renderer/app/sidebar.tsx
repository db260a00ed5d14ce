import { Cpu, HardDrive, LayoutDashboard, ListTree, type LucideIcon, Settings2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { cx } from '../components/cx.ts';
import { Mark } from '../components/mark.tsx';
import { useMedia } from '../components/media.ts';
import { Meter } from '../components/meter.tsx';
import { holders } from '../stores/jobs.ts';
import { useGpus, useQueue, useStores, useWords } from '../stores/stores.ts';
import type { Route } from '../stores/view.ts';

/** Views and, where there is room, the GPUs at a glance. */
export function Sidebar() {
  const { view, gpus } = useStores();
  const { t } = useWords();
  const current = useStore(view, (state) => state.route.view);
  const queue = useQueue();
  const running = queue?.running ?? 0;
  // The number alone: with the samples, all of the sidebar would be rendered for each of them.
  const gpuCount = useStore(gpus, ({ value }) => (value.status === 'ok' ? value.gpus.length : null));
  // The class `lg` of what shows them.
  const roomy = useMedia('(min-width: 64rem)');

  return (
    <aside className="flex min-w-16 shrink-0 flex-col border-line border-r bg-surface lg:w-52">
      <div className="flex h-13 items-center justify-center gap-2.5 lg:justify-start lg:px-4">
        <Mark className="size-6.5 shrink-0" />
        <span className="hidden font-semibold leading-4 lg:block">
          ComputeSwarm
          <span className="block font-normal text-2xs text-ink-3 leading-3.5">Seller</span>
        </span>
      </div>
      <nav aria-label={t('app.views')} className="flex flex-col gap-0.5 p-1 lg:p-2">
        <Item
          icon={LayoutDashboard}
          label={t('app.view.overview')}
          to={{ view: 'overview' }}
          active={current === 'overview'}
        />
        <Item
          icon={ListTree}
          label={t('app.view.jobs')}
          to={{ view: 'jobs' }}
          active={current === 'jobs' || current === 'job'}
          aside={running > 0 ? <span className="text-accent-ink">{running}</span> : null}
        />
        <Item
          icon={Cpu}
          label={t('app.view.gpus')}
          to={{ view: 'gpus' }}
          active={current === 'gpus'}
          aside={gpuCount}
        />
        <Item icon={HardDrive} label={t('app.view.storage')} to={{ view: 'storage' }} active={current === 'storage'} />
        <Item
          icon={Settings2}
          label={t('app.view.settings')}
          to={{ view: 'settings', section: 'setup' }}
          active={current === 'settings'}
        />
      </nav>
      {roomy && <GpuGlance />}
    </aside>
  );
}

interface ItemProps {
  icon: LucideIcon;
  label: string;
  to: Route;
  active: boolean;
  aside?: ReactNode;
}

function Item({ icon: Icon, label, to, active, aside }: ItemProps) {
  const { view } = useStores();
  return (
    <button
      type="button"
      aria-label={label}
      aria-current={active ? 'page' : undefined}
      onClick={() => view.go(to)}
      className={cx(
        'flex h-11 flex-col items-center justify-center gap-0.5 rounded-md text-ink-2 transition-colors hover:bg-hover hover:text-ink',
        'lg:h-8 lg:flex-row lg:justify-start lg:gap-2.5 lg:px-2.5',
        active && 'bg-pressed font-medium text-ink hover:bg-pressed',
      )}
    >
      <Icon aria-hidden className={cx('size-4.5 shrink-0', active && 'text-accent-ink')} />
      <span className="text-2xs lg:text-base">{label}</span>
      <span aria-hidden className="ml-auto hidden text-ink-3 text-xs lg:inline">
        {aside}
      </span>
    </button>
  );
}

const glanceMost = 8;

function GpuGlance() {
  const { jobs } = useStores();
  const { t } = useWords();
  const gpus = useGpus();
  const byId = useStore(jobs, (state) => state.byId);
  if (gpus.status !== 'ok' || gpus.gpus.length === 0) return null;
  const held = holders(byId);
  const inUse = gpus.gpus.filter((gpu) => held.has(gpu.uuid)).length;
  return (
    <section aria-label={t('app.glance.label')} className="mt-auto border-line border-t p-4 text-xs">
      <div className="mb-2 flex justify-between text-ink-3">
        <span>{t('app.glance.held')}</span>
        <span>{t('app.glance.share', { held: inUse, all: gpus.gpus.length })}</span>
      </div>
      <ul className="flex flex-col gap-1.5">
        {gpus.gpus.slice(0, glanceMost).map((gpu) => (
          <li key={gpu.uuid} className="flex items-center gap-2">
            <span className={cx('w-5 text-right', held.has(gpu.uuid) ? 'text-accent-ink' : 'text-ink-3')}>
              {gpu.index}
            </span>
            <Meter
              className="flex-1"
              fraction={gpu.utilisationPercent === null ? null : gpu.utilisationPercent / 100}
              tone={held.has(gpu.uuid) ? 'accent' : 'idle'}
            />
            <span className="w-10 whitespace-nowrap text-right text-ink-2">
              {gpu.utilisationPercent === null ? '–' : `${Math.round(gpu.utilisationPercent)} %`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
