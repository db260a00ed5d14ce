import { ArrowDown, ArrowUp } from 'lucide-react';
import { useStore } from 'zustand';
import type { JobSort } from '../../../shared/jobs.ts';
import { Checkbox } from '../../components/checkbox.tsx';
import { cx } from '../../components/cx.ts';
import { countPicked } from '../../stores/job-selection.ts';
import { useStores, useWords } from '../../stores/stores.ts';
import { columns } from './job-row.tsx';

/** Pixels. */
export const headHeight = 32;

export function JobTableHead({ total }: { total: number }) {
  const { jobs } = useStores();
  const { t } = useWords();
  const sort = useSort();
  const picked = useStore(jobs, (state) => countPicked(state.pick, total));
  return (
    <thead className="sticky top-0 z-20 block border-line border-b bg-canvas">
      <tr aria-rowindex={1} className={cx(columns, 'group/head')} style={{ height: headHeight }}>
        <th scope="col" {...sortOf(sort, 'name')} className="flex items-center gap-3 font-normal">
          <Checkbox
            label={t('jobs.selectAllThatMatch')}
            checked={picked === 0 ? false : picked >= total ? true : 'mixed'}
            onChoose={(wanted) => (wanted ? jobs.chooseAll() : jobs.chooseNone())}
            className={cx(
              'transition-opacity focus-visible:opacity-100 group-hover/head:opacity-100',
              picked === 0 && 'opacity-0',
            )}
          />
          <SortButton by="name" label={t('jobs.column.job')} />
        </th>
        <Heading by="state" label={t('jobs.column.state')} />
        <th scope="col" className="text-right font-normal text-2xs text-ink-3">
          {t('jobs.column.gpus')}
        </th>
        <Heading by="duration" label={t('jobs.column.elapsed')} end />
        <th scope="col" {...sortOf(sort, 'created', 'ended')} className="flex justify-end gap-4 font-normal">
          <SortButton by="created" label={t('jobs.column.created')} end />
          <SortButton by="ended" label={t('jobs.column.ended')} end />
        </th>
        <td />
      </tr>
    </thead>
  );
}

const useSort = () => useStore(useStores().jobs, (state) => state.sort);

const sortOf = (sort: JobSort, ...column: JobSort['by'][]) =>
  column.includes(sort.by) ? ({ 'aria-sort': sort.descending ? 'descending' : 'ascending' } as const) : {};

interface SortButtonProps {
  by: JobSort['by'];
  label: string;
  /** Its column is aligned to its end. */
  end?: boolean;
}

function Heading(props: SortButtonProps) {
  return (
    <th scope="col" {...sortOf(useSort(), props.by)} className={cx('flex font-normal', props.end && 'justify-end')}>
      <SortButton {...props} />
    </th>
  );
}

function SortButton({ by, label, end = false }: SortButtonProps) {
  const { jobs } = useStores();
  const sort = useSort();
  const active = sort.by === by;
  const Arrow = sort.descending ? ArrowDown : ArrowUp;
  return (
    <button
      type="button"
      onClick={() => jobs.sortBy(by)}
      className={cx(
        '-mx-1.5 flex h-6 items-center gap-1 rounded-sm px-1.5 text-2xs hover:bg-hover hover:text-ink',
        active ? 'font-medium text-ink' : 'text-ink-3',
        end && 'flex-row-reverse',
      )}
    >
      {label}
      {active && <Arrow aria-hidden className="size-3" />}
    </button>
  );
}
