import type { Job } from '../../../../shared/jobs.ts';
import type { JobEvent } from '../../../../shared/usage.ts';
import { cx } from '../../../components/cx.ts';
import { useWords } from '../../../stores/stores.ts';
import { type EventRow, eventRows } from './event-list.ts';

const dots: Readonly<Record<EventRow['tone'], string>> = {
  idle: 'bg-idle',
  now: 'bg-accent',
  good: 'bg-good',
  warn: 'bg-warn',
  bad: 'bg-bad',
};

/** Everything that happened to a job, with its time and how long it lasted. */
export function EventTimeline({ job, events }: { job: Job; events: readonly JobEvent[] }) {
  const words = useWords();
  const { t } = words;
  return (
    <section
      aria-label={t('usage.events')}
      className="min-w-0 rounded-lg border border-line bg-surface p-4 shadow-card"
    >
      <h2 className="mb-2 font-medium">{t('usage.events')}</h2>
      <ol data-testid="job-events">
        {eventRows(events, job, words).map((row, index, all) => (
          <Event key={row.key} row={row} last={index === all.length - 1} />
        ))}
      </ol>
    </section>
  );
}

function Event({ row: { at, tone, text, notes, lastedMs }, last }: { row: EventRow; last: boolean }) {
  const { t, language, formatBrief } = useWords();
  return (
    <li className="relative grid grid-cols-[4rem_0.75rem_minmax(0,1fr)] gap-x-2 pb-3 last:pb-0">
      <time
        dateTime={new Date(at).toISOString()}
        title={fullTime[language].format(at)}
        className="text-ink-3 text-xs leading-5"
      >
        {clock[language].format(at)}
      </time>
      <span aria-hidden className="relative">
        <span className={cx('absolute top-1.5 left-0.5 size-2 rounded-full', dots[tone])} />
        {!last && <span className="absolute top-4 -bottom-3 left-1.25 w-px bg-line-strong" />}
      </span>
      <div className="min-w-0">
        <p className="flex items-baseline justify-between gap-2">
          <span className="min-w-0 wrap-anywhere">{text}</span>
          {lastedMs !== null && (
            <span
              title={t('usage.event.lasted', { duration: formatBrief(lastedMs) })}
              className="whitespace-nowrap text-ink-3 text-xs"
            >
              {formatBrief(lastedMs)}
            </span>
          )}
        </p>
        {notes.map((note) => (
          <p key={note} className="text-ink-3 text-xs wrap-anywhere">
            <bdi>{note}</bdi>
          </p>
        ))}
      </div>
    </li>
  );
}

const times = (options: Intl.DateTimeFormatOptions) => ({
  en: new Intl.DateTimeFormat('en-GB', options),
  de: new Intl.DateTimeFormat('de-DE', options),
});
const clock = times({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
const fullTime = times({ dateStyle: 'medium', timeStyle: 'medium' });
