import type { JobEnvironment } from '../../shared/environments.ts';
import type { Failure, Phase, RemedyAction, Sentence } from '../../shared/errors.ts';
import type { GpuSpan, ThrottleReason } from '../../shared/gpus.ts';
import type { JobProgress, JobSource, JobState, RefusedOutput, WaitReason } from '../../shared/jobs.ts';
import { type Language, localeOf } from '../../shared/languages/language.ts';
import { createSay } from '../../shared/languages/say.ts';
import { createTranslate } from '../../shared/languages/translate.ts';
import type { FaultReason, LedgerKind, RefusalReason, Verdict } from '../../shared/ledger.ts';
import type { FetchProgress, RepositoryType } from '../../shared/models.ts';
import type { KeptKind } from '../../shared/storage.ts';
import { cleanName } from '../../shared/text.ts';
import { formatBytes, formatCount, formatDecimal, formatDuration } from '../../shared/units.ts';

/** One short line about a step; `fraction` is 0 to 1, or null where nobody can tell. */
export interface ProgressWords {
  label: string;
  detail: string;
  fraction: number | null;
}

/** Everything that is said and written in one language. */
export type Words = ReturnType<typeof createWords>;

export function createWords(language: Language) {
  const t = createTranslate(language);
  const say = createSay(language);
  const locale = localeOf[language];
  const dayAndTime = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
  const timeOfDay = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });

  const bytes = (count: number) => formatBytes(count, language);
  const duration = (milliseconds: number) => formatDuration(milliseconds, language);

  /** `3.1 MiB of 12 MiB`, or only what is known. */
  const bytesOf = (done: number, all: number | null): string =>
    all === null ? bytes(done) : t('common.bytesOf', { done: bytes(done), all: bytes(all) });

  const progressOf = (label: string, detail = '', fraction: number | null = null): ProgressWords => ({
    label,
    detail,
    fraction,
  });

  return {
    language,
    /** Says a text by its key. */
    t,
    describeState: (state: JobState) => t(`common.state.${state}`),
    describePhase: (phase: Phase) => t(`common.phase.${phase}`),
    describeWait: (reason: WaitReason) => t(`common.wait.${reason}`),
    describeRefusal: (reason: RefusedOutput['reason']) => t(`common.refusedOutput.${reason}`),
    /** What the button of a remedy says; allowing hosts is a choice between several. */
    describeRemedy: ({ kind }: Exclude<RemedyAction, { kind: 'allow_hosts' }>) => t(`common.remedy.${kind}`),
    /** The door of the gateway that a request came through. */
    describeDoor: (kind: LedgerKind) => t(`common.door.${kind}`),
    describeOutcome: (outcome: Verdict['outcome']) => t(`common.outcome.${outcome}`),
    /** Why a request was refused or failed, in a few words. */
    describeReason: (reason: RefusalReason | FaultReason) => t(`common.egressReason.${reason}`),
    /** Why a GPU runs slower than it could, and what that means for the seller. */
    describeThrottle: (reason: ThrottleReason) => ({
      name: t(`common.throttle.${reason}.name`),
      meaning: t(`common.throttle.${reason}.meaning`),
    }),
    describeSpan: (span: GpuSpan) => t(`common.span.${span}`),
    /** Where the environment of a job came from. */
    describeEnvironment: (origin: JobEnvironment['origin']) => t(`common.environmentOrigin.${origin}`),
    describeRepositoryType: (type: RepositoryType) => t(`common.repositoryType.${type}`),
    describeKept: (kind: KeptKind) => t(`common.kept.${kind}`),
    /** A sentence of the main process: a notice, a reason, a step. */
    describeSentence: ({ message, said }: Sentence) => say(said, message),
    /** What happened and what to do about it; details stay as they came. */
    describeFailure: ({ message, said, remedy }: Failure) => ({
      message: say(said, message),
      advice: remedy ? say(remedy.said, remedy.text) : null,
    }),
    nameOf: (name: string) => cleanName(name) || t('common.untitledJob'),
    describeSource(source: JobSource): string {
      return source.kind === 'path'
        ? cleanName(source.path.split(/[\\/]/).findLast((part) => part !== '') ?? source.path)
        : t(`common.source.${source.kind}`);
    },
    describeProgress(progress: JobProgress): ProgressWords {
      switch (progress.step) {
        case 'uploading':
          return progressOf(
            t('common.progress.uploading'),
            bytesOf(progress.bytes, progress.totalBytes),
            share(progress.bytes, progress.totalBytes),
          );
        case 'checking':
          return progressOf(t('common.progress.checking'));
        case 'resolving':
          return progressOf(
            progress.package === null
              ? t('common.progress.resolving')
              : t('common.progress.resolvingPackage', { name: cleanName(progress.package) }),
            t('common.progress.soFar', { count: progress.collected }),
          );
        case 'downloading':
          return progressOf(
            t('common.progress.downloading', { name: cleanName(progress.file) }),
            t('common.progress.file', {
              index: progress.index,
              count: progress.count,
              size: bytesOf(progress.bytes, progress.totalBytes),
            }),
            share(progress.bytes, progress.totalBytes),
          );
        case 'building':
          return progressOf(t('common.progress.building', { name: cleanName(progress.package) }));
        case 'installing':
          return progressOf(t('common.progress.installing', { count: progress.packages }));
        case 'collecting':
          return progressOf(
            t('common.progress.collecting'),
            t('common.progress.collected', { count: progress.files, size: bytes(progress.bytes) }),
          );
      }
    },
    /** How far all repositories of a job are. */
    describeFetching({ repositories }: Pick<FetchProgress, 'repositories'>): ProgressWords {
      const done = repositories.reduce((sum, repository) => sum + repository.bytes, 0);
      const all = repositories.reduce<number | null>(
        (sum, { totalBytes }) => (sum === null || totalBytes === null ? null : sum + totalBytes),
        0,
      );
      const [only, ...others] = repositories;
      return progressOf(
        only !== undefined && others.length === 0
          ? t('common.progress.fetching', { name: cleanName(only.repo) })
          : t('common.progress.fetchingSeveral', { count: repositories.length }),
        done === 0 && all === null ? '' : bytesOf(done, all),
        share(done, all),
      );
    },
    formatBytes: bytes,
    /** Milliseconds as a person reads a stopwatch: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 04 min`, `3 d 4 h`. */
    formatDuration: duration,
    /** `1234567` → `1,234,567`. */
    formatCount: (count: number) => formatCount(count, language),
    /** With exactly so many digits after the point. */
    formatDecimal: (value: number, digits: 0 | 1 | 2) => formatDecimal(value, digits, language),
    /** Like `formatDuration`, but in whole seconds: for times that still run. */
    formatRunning(milliseconds: number): string {
      const whole = Math.max(0, Math.floor(milliseconds / 1000));
      return whole < 10 ? `${whole} s` : duration(whole * 1000);
    },
    /** Like `formatDuration`, but in milliseconds below a second. */
    formatBrief: (milliseconds: number): string =>
      milliseconds < 999.5 ? `${Math.max(0, Math.round(milliseconds))} ms` : duration(milliseconds),
    /** `14:05` today, else `3 Nov, 14:05`. */
    formatMoment(time: number, now: number): string {
      const today = new Date(now).toDateString() === new Date(time).toDateString();
      return (today ? timeOfDay : dayAndTime).format(time);
    },
    /** How long ago, in the largest unit: `just now`, `5 min ago`, `3 days ago`; a date where it is more than a month. */
    formatAgo(time: number, now: number): string {
      const minutes = Math.floor((now - time) / 60_000);
      if (minutes < 1) return t('common.ago.now');
      if (minutes < 60) return t('common.ago.minutes', { count: minutes });
      const hours = Math.floor(minutes / 60);
      if (hours < 24) return t('common.ago.hours', { count: hours });
      const days = Math.floor(hours / 24);
      return days <= 31 ? t('common.ago.days', { count: days }) : date.format(time);
    },
    /** `3 Nov 2026`. */
    formatDate: (time: number) => date.format(time),
    /** `3 Nov`. */
    formatDay: (time: number) => day.format(time),
    /** About how long it will be, steady enough to be read while it is counted down: `25 s`, `3 min`, `2 h 10 min`. */
    formatLeft(seconds: number): string {
      if (seconds <= 55) return `${Math.max(5, Math.ceil(seconds / 5) * 5)} s`;
      const minutes = Math.ceil(seconds / 60);
      return minutes < 60 ? `${minutes} min` : duration(Math.ceil(minutes / 10) * 600_000);
    },
  };
}

const share = (done: number, all: number | null) => (all === null || all <= 0 ? null : Math.min(1, done / all));
