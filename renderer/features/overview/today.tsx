import { CircleHelp } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Failure } from '../../../shared/errors.ts';
import type { DaySummary, JobsSummary } from '../../../shared/jobs.ts';
import { localeOf } from '../../../shared/languages/language.ts';
import { formatUsd } from '../../../shared/pricing.ts';
import { Button } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import { Hint } from '../../components/hint.tsx';
import { useStores, useWords } from '../../stores/stores.ts';
import { Card } from './card.tsx';

interface TodayProps {
  summary: JobsSummary | null;
  failure: Failure | null;
  retry: () => void;
  /** US dollars an hour; null while none is set. */
  pricePerHour: number | null;
}

/** What came of the jobs that ended today, and what that is worth. */
export function Today({ summary, failure, retry, pricePerHour }: TodayProps) {
  const { view } = useStores();
  const { t, formatCount, formatDuration, language, describeFailure } = useWords();
  const day = summary?.days.at(-1);
  const count = (number: number | undefined) => (number === undefined ? '–' : formatCount(number));
  const priced = pricePerHour !== null || (day?.worth ?? null) !== null;
  return (
    <Card title={t('overview.today.heading')} testId="today">
      {failure !== null && (
        <div role="alert" className="mb-3 flex items-center gap-3 rounded-md bg-bad-soft px-3 py-2">
          <p className="min-w-0 flex-1" title={describeFailure(failure).message}>
            {t('overview.today.failedToRead')}
          </p>
          <Button size="sm" onClick={retry}>
            {t('overview.today.tryAgain')}
          </Button>
        </div>
      )}
      <dl className="grid grid-cols-6 gap-x-4 gap-y-3">
        <Figure testId="today-succeeded" term={t('overview.today.succeeded')}>
          {count(day?.succeeded)}
        </Figure>
        <Figure
          testId="today-failed"
          term={t('overview.today.failed')}
          className={cx((day?.failed ?? 0) > 0 && 'text-bad-ink')}
        >
          {count(day?.failed)}
        </Figure>
        <Figure testId="today-other" term={t('overview.today.other')}>
          {count(day?.other)}
        </Figure>
        <Figure wide testId="today-execution" term={t('overview.today.execution')}>
          {day === undefined ? '–' : formatDuration(day.executionMs)}
        </Figure>
        {priced && (
          <Figure
            wide
            testId="today-worth"
            term={t('overview.today.worth')}
            aside={
              <Hint text={t('overview.today.worthHint')}>
                <button
                  type="button"
                  aria-label={t('overview.today.worthHint')}
                  className="grid size-5 place-items-center rounded-full text-ink-3 hover:text-ink"
                >
                  <CircleHelp aria-hidden className="size-3.5" />
                </button>
              </Hint>
            }
          >
            {day === undefined ? '–' : formatUsd(day.worth ?? 0, language)}
          </Figure>
        )}
      </dl>
      {!priced && (
        <p className="mt-3 text-ink-3">
          <button
            type="button"
            onClick={() => view.go({ view: 'settings', section: 'pricing', setting: 'pricing.perHour' })}
            className="rounded-sm font-medium text-accent-ink underline-offset-3 hover:underline"
          >
            {t('overview.today.setPrice')}
          </button>{' '}
          {t('overview.today.setPriceText')}
        </p>
      )}
      <Week days={summary?.days ?? []} />
    </Card>
  );
}

interface FigureProps {
  testId: string;
  term: string;
  aside?: ReactNode;
  wide?: boolean;
  className?: string;
  children: string;
}

function Figure({ testId, term, aside, wide = false, className, children }: FigureProps) {
  return (
    <div className={cx('min-w-0', wide ? 'col-span-3' : 'col-span-2')}>
      <dt className="flex h-5 items-center gap-1 text-ink-3 text-xs">
        <span className="truncate" title={term}>
          {term}
        </span>
        {aside}
      </dt>
      <dd data-testid={testId} className={cx('truncate font-semibold text-lg', className)}>
        {children}
      </dd>
    </div>
  );
}

const bars = 8;

/** A bar for each day: what its jobs are worth, or how long they ran while none had a price. */
function Week({ days }: { days: readonly DaySummary[] }) {
  const { t, formatDuration, language } = useWords();
  const byWorth = days.some(({ worth }) => (worth ?? 0) > 0);
  const heightOf = ({ worth, executionMs }: DaySummary) => (byWorth ? (worth ?? 0) : executionMs);
  const most = Math.max(1, ...days.map(heightOf));
  const weekday = new Intl.DateTimeFormat(localeOf[language], { weekday: 'short' });
  const say = ({ from, succeeded, executionMs, worth }: DaySummary) => {
    const values = { day: weekday.format(from), count: succeeded, time: formatDuration(executionMs) };
    return worth === null
      ? t('overview.today.dayJobs', values)
      : t('overview.today.dayWorth', { ...values, worth: formatUsd(worth, language) });
  };
  return (
    <div className="mt-3 border-line border-t pt-3">
      <div className="flex justify-between gap-3 text-ink-3 text-xs">
        <h3 className="truncate">{byWorth ? t('overview.today.barsWorth') : t('overview.today.barsTime')}</h3>
      </div>
      <ol aria-label={t('overview.today.week')} className="mt-1.5 grid h-16 grid-cols-8 gap-1.5">
        {Array.from({ length: bars }, (_, index) => days[index]).map((day, index) => (
          <li key={index} title={day && say(day)} className="flex min-w-0 flex-col justify-end gap-1 text-center">
            {day && (
              <>
                <span className="sr-only">{say(day)}</span>
                <span aria-hidden className="flex min-h-0 flex-1 items-end">
                  <span
                    className={cx('w-full rounded-sm', index === bars - 1 ? 'bg-accent' : 'bg-accent/40')}
                    style={{ height: `max(2px, ${(heightOf(day) / most) * 100}%)` }}
                  />
                </span>
                <span aria-hidden className="truncate text-2xs text-ink-3">
                  {weekday.format(day.from)}
                </span>
              </>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
