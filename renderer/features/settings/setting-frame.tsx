import { Info, Lock, RotateCcw, ShieldAlert, TriangleAlert } from 'lucide-react';
import { type ReactNode, useId, useRef } from 'react';
import type { SettingPath } from '../../../shared/setting-paths.ts';
import { IconButton } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import { Hint } from '../../components/hint.tsx';
import { useSettings, useWords } from '../../stores/stores.ts';
import type { Caution } from './registry/entry.ts';
import { entryOf, helpOf, titleOf } from './registry/registry.ts';
import { sayPreset } from './registry/say-value.ts';
import { focusControl } from './reveal.ts';
import { isChanged, useLock, useMachine, useReset } from './use-setting.ts';

const frame = 'relative -mx-4 border-line border-b px-4 py-3.5 outline-offset-[-2px] last:border-b-0';
/** Shown for a moment after a search has led here. */
const found = 'transition-colors duration-500 data-found:bg-accent-soft';

interface RowProps {
  path: SettingPath;
  htmlFor?: string | undefined;
  /** Errors and hints, across the whole row. */
  notes?: ReactNode;
  /** Throws away what was typed and is not saved; null where there is nothing. */
  discard?: (() => void) | null;
  children: ReactNode;
}

/** One setting: what it is on the left, its control on the right. */
export function SettingRow({ path, htmlFor, notes, discard = null, children }: RowProps) {
  const words = useWords();
  const row = useRef<HTMLDivElement>(null);
  return (
    <div ref={row} data-setting={path} tabIndex={-1} className={cx(frame, found, 'flex items-start gap-6')}>
      <div className="min-w-0 flex-1">
        <div className="flex min-h-5.5 flex-wrap items-center gap-x-2 gap-y-1">
          <ChangedDot path={path} />
          <label htmlFor={htmlFor} className="font-medium">
            {titleOf(path, words)}
          </label>
          <RiskMark path={path} />
          <LockNote path={path} />
        </div>
        <Help paragraphs={helpOf(path, words)} />
        <Cautions path={path} id={htmlFor && aboutOf(htmlFor).caution} />
        <DefaultLine
          path={path}
          id={htmlFor && aboutOf(htmlFor).preset}
          discard={discard}
          onReset={() => focusControl(row.current)}
        />
      </div>
      <div data-slot="control" className="flex w-44 shrink-0 flex-col items-end gap-1 lg:w-64">
        <div className="flex w-full flex-wrap items-center justify-end gap-1">{children}</div>
        {notes && <div className="flex w-full flex-col items-end text-right">{notes}</div>}
      </div>
    </div>
  );
}

/** Ids of what describes a control besides its notes. */
const aboutOf = (id: string) => ({ preset: `${id}-default`, caution: `${id}-caution` });

/** What a control of a row is described by; `notes` are ids of its own. */
export const describedBy = (id: string, notes?: string): string =>
  [notes, aboutOf(id).caution, aboutOf(id).preset].filter(Boolean).join(' ');

interface BlockProps {
  path: SettingPath;
  /** Says with each entry what could happen, so that it need not be said for all of them. */
  ownCautions?: boolean;
  onReset?: () => void;
  children: ReactNode;
}

/** A setting that needs the whole width: what it is above, its control below. */
export function SettingBlock({ path, ownCautions = false, onReset, children }: BlockProps) {
  const words = useWords();
  const block = useRef<HTMLElement>(null);
  return (
    <Block
      ref={block}
      path={path}
      title={titleOf(path, words)}
      marks={
        <>
          <ChangedDot path={path} />
          <RiskMark path={path} />
          <LockNote path={path} />
        </>
      }
    >
      <Help paragraphs={helpOf(path, words)} wide />
      {!ownCautions && <Cautions path={path} />}
      <DefaultLine
        path={path}
        onReset={() => {
          onReset?.();
          focusControl(block.current);
        }}
      />
      <div data-slot="control">{children}</div>
    </Block>
  );
}

interface PlainBlockProps {
  ref?: React.Ref<HTMLElement>;
  path: string;
  title: string;
  /** Beside the title. */
  marks?: ReactNode;
  children: ReactNode;
}

/** The frame of a block, also for what is no setting. */
export function Block({ ref, path, title, marks, children }: PlainBlockProps) {
  const id = useId();
  return (
    <section ref={ref} aria-labelledby={id} data-setting={path} tabIndex={-1} className={cx(frame, found)}>
      <div className="flex min-h-5.5 items-center gap-2">
        <h2 id={id} className="font-medium">
          {title}
        </h2>
        {marks}
      </div>
      {children}
    </section>
  );
}

export function Help({ paragraphs, wide = false }: { paragraphs: readonly string[]; wide?: boolean }) {
  return (
    <div className={cx('mt-0.5 flex flex-col gap-1 text-ink-3 text-xs', wide ? 'max-w-xl' : 'max-w-md')}>
      {paragraphs.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
    </div>
  );
}

function ChangedDot({ path }: { path: SettingPath }) {
  const { t } = useWords();
  const view = useSettings();
  const locked = useLock(path) !== undefined;
  if (view === null || locked || !isChanged(view.values, path)) return null;
  return (
    <>
      <span aria-hidden data-testid="changed" className="absolute top-6 left-1 size-1.5 rounded-full bg-accent" />
      <span className="sr-only">{t('settings.frame.changed')}</span>
    </>
  );
}

interface DefaultLineProps {
  path: SettingPath;
  id?: string | undefined;
  discard?: (() => void) | null;
  /** The button goes with the change, so the keyboard has to go elsewhere. */
  onReset: () => void;
}

/** What the setting is when nobody changed it, and the way back there. */
function DefaultLine({ path, id, discard = null, onReset }: DefaultLineProps) {
  const words = useWords();
  const { t } = words;
  const view = useSettings();
  const reset = useReset();
  const locked = useLock(path) !== undefined;
  const preset = sayPreset(path, words);
  const changed = view !== null && isChanged(view.values, path);
  return (
    <div className="mt-0.5 flex h-6 items-center gap-1 text-ink-3 text-xs">
      <p id={id} data-testid="default" className="min-w-0 truncate" title={preset.length > 60 ? preset : undefined}>
        {changed && !locked && <span className="sr-only">{t('settings.frame.changedNow')} </span>}
        {t('settings.frame.preset', { value: preset })}
      </p>
      {(changed || discard !== null) && !locked && (
        <IconButton
          icon={RotateCcw}
          label={t('settings.frame.reset', { name: titleOf(path, words) })}
          className="size-6"
          onClick={() => {
            discard?.();
            onReset();
            if (changed) void reset([path]);
          }}
        />
      )}
    </div>
  );
}

const useCaution = (path: SettingPath): Caution | null => {
  const words = useWords();
  const view = useSettings();
  const machine = useMachine();
  return view === null ? null : (entryOf(path).risk?.now(view.values, machine, words) ?? null);
};

/** What could happen with the setting as it is. */
function Cautions({ path, id }: { path: SettingPath; id?: string | undefined }) {
  const caution = useCaution(path);
  if (caution === null) return null;
  const warns = caution.tone === 'warn';
  const Icon = warns ? TriangleAlert : Info;
  return (
    <p
      id={id}
      data-testid="caution"
      data-tone={caution.tone}
      className={cx('mt-1 flex max-w-xl items-start gap-1.5 text-xs', warns ? 'text-warn-ink' : 'text-ink-2')}
    >
      <Icon aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <span className="wrap-anywhere">{caution.text}</span>
    </p>
  );
}

/** Marks a setting that lets strangers reach more, as long as its caution does not say it. */
function RiskMark({ path }: { path: SettingPath }) {
  const words = useWords();
  const caution = useCaution(path);
  const couldHappen = entryOf(path).risk?.couldHappen?.(words);
  if (couldHappen === undefined || caution !== null) return null;
  return (
    <Hint text={couldHappen}>
      <button type="button" data-testid="risk" className="grid size-5.5 place-items-center rounded-md text-ink-3">
        <ShieldAlert aria-hidden className="size-3.5" />
        <span className="sr-only">{words.t('settings.frame.couldHappen', { what: couldHappen })}</span>
      </button>
    </Hint>
  );
}

function LockNote({ path }: { path: SettingPath }) {
  const { t } = useWords();
  const variable = useLock(path);
  if (variable === undefined) return null;
  return (
    <Hint text={t('settings.frame.locked', { variable })}>
      <button
        type="button"
        data-testid="locked"
        className="inline-flex h-5 items-center gap-1 rounded-full bg-idle-soft px-2 text-2xs text-ink-2"
      >
        <Lock aria-hidden className="size-3" />
        <span className="sr-only">{t('settings.frame.lockedBy')} </span>
        <code className="font-mono">{variable}</code>
      </button>
    </Hint>
  );
}
