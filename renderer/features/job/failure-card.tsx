import { Ban, CircleX, ClockAlert } from 'lucide-react';
import type { Failure } from '../../../shared/errors.ts';
import type { Job } from '../../../shared/jobs.ts';
import { plainLine } from '../../../shared/text.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { cx } from '../../components/cx.ts';
import { RemedyButton } from '../../components/remedy.tsx';
import { useWords } from '../../stores/stores.ts';
import { BlockedHosts } from './blocked-hosts.tsx';

const looks = {
  bad: { icon: CircleX, box: 'border-bad/30 bg-bad-soft', ink: 'text-bad' },
  warn: { icon: ClockAlert, box: 'border-warn/30 bg-warn-soft', ink: 'text-warn' },
  idle: { icon: Ban, box: 'border-line bg-sunken', ink: 'text-ink-3' },
} as const;

function lookOf(state: Job['state']) {
  if (state === 'cancelled') return looks.idle;
  return state === 'timed_out' || state === 'interrupted' ? looks.warn : looks.bad;
}

/** Why the job ended early: where, what happened, the evidence, and what to do. */
export function FailureCard({ job, failure }: { job: Job; failure: Failure }) {
  const { t, describeFailure } = useWords();
  const { message, advice } = describeFailure(failure);
  const { icon: Icon, box, ink } = lookOf(job.state);
  const action = failure.remedy?.action;
  const details = (failure.details ?? []).map(plainLine);
  return (
    <section
      aria-label={t('job.failure.label')}
      data-testid="failure"
      data-code={failure.code}
      data-selectable
      className={cx('rounded-lg border px-4 py-3', box)}
    >
      <div className="flex items-start gap-3">
        <Icon aria-hidden className={cx('mt-0.5 size-4.5 shrink-0', ink)} />
        <div className="min-w-0 flex-1">
          <p className="font-medium wrap-anywhere">{message}</p>
          {advice !== null && <p className="text-ink-2 wrap-anywhere">{advice}</p>}
        </div>
        <span className="shrink-0 text-right text-ink-3 text-xs">
          {failure.phase && <span className="block">{t(`job.failure.in.${failure.phase}`)}</span>}
          <code className="font-mono text-2xs">{failure.code}</code>
        </span>
        {action && <RemedyButton action={action} jobId={job.id} size="sm" />}
      </div>
      {action?.kind === 'allow_hosts' && <BlockedHosts jobId={job.id} hosts={action.hosts} />}
      {details.length > 0 && (
        <div className="relative mt-2.5 ml-7.5">
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
            tabIndex={0}
            className="max-h-28 overflow-auto rounded-md border border-line bg-surface py-1.5 pr-10 pl-2.5 font-mono text-xs leading-5"
          >
            {details.join('\n')}
          </pre>
          <div className="absolute top-1 right-1">
            <CopyButton compact label={t('job.failure.copyDetails')} text={() => details.join('\n')} />
          </div>
        </div>
      )}
    </section>
  );
}
