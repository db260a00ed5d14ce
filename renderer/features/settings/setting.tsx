import { Lock, RotateCcw, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { z } from 'zod';
import type { SettingsPatch } from '../../../shared/settings.ts';
import { IconButton } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { cx } from '../../components/cx.ts';
import { FieldNotes, inputLook, notesOf, unitRoom } from '../../components/field.tsx';
import { Hint } from '../../components/hint.tsx';
import { Switch } from '../../components/switch.tsx';
import { useSettings, useStores } from '../../stores/stores.ts';
import { check, numberIn } from './check.ts';

/** Milliseconds without a key before a valid value is saved. */
const settle = 500;

interface SettingOf<T> {
  /** Dotted path, as in `SettingsView.locked`. */
  path: string;
  label: string;
  about?: ReactNode;
  value: T;
  /** What it is when nobody changed it. */
  preset: T;
  patch: (value: T) => SettingsPatch;
}

interface RowProps {
  path: string;
  label: string;
  about?: ReactNode;
  htmlFor?: string | undefined;
  changed: boolean;
  onReset: () => void;
  /** Errors and hints, across the whole row. */
  notes?: ReactNode;
  children: ReactNode;
}

export const useLock = (path: string) => useSettings()?.locked[path];

/** One setting: what it is on the left, its control on the right, and whether a variable of the environment decides it. */
export function SettingRow({ path, label, about, htmlFor, changed, onReset, notes, children }: RowProps) {
  const lockedBy = useLock(path);
  return (
    <div data-setting={path} className="flex items-start gap-6 border-line border-b py-3.5 last:border-b-0">
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <label htmlFor={htmlFor} className="font-medium">
            {label}
          </label>
          {lockedBy && <LockBadge variable={lockedBy} />}
        </div>
        {about && <p className="mt-0.5 max-w-md text-ink-3 text-xs">{about}</p>}
      </div>
      <div className="flex w-44 shrink-0 flex-col lg:w-64 items-end gap-1">
        <div className="flex w-full items-center justify-end gap-1">
          {changed && !lockedBy && (
            <IconButton icon={RotateCcw} label={`Reset ${label} to its default`} onClick={onReset} />
          )}
          {children}
        </div>
        {notes && <div className="flex w-full flex-col items-end text-right">{notes}</div>}
      </div>
    </div>
  );
}

interface BlockProps extends Pick<RowProps, 'path' | 'label' | 'about' | 'children'> {
  /** Left out for what has no default to go back to. */
  changed?: boolean;
  onReset?: () => void;
}

/** A setting that needs the whole width: what it is above, its control below. */
export function SettingBlock({ path, label, about, changed, onReset, children }: BlockProps) {
  const lockedBy = useLock(path);
  const id = useId();
  return (
    <section aria-labelledby={id} data-setting={path} className="border-line border-b py-3.5 last:border-b-0">
      <div className="flex h-7 items-center gap-2">
        <h2 id={id} className="font-medium">
          {label}
        </h2>
        {lockedBy && <LockBadge variable={lockedBy} />}
        {changed && !lockedBy && (
          <IconButton icon={RotateCcw} label={`Reset ${label} to its default`} className="ml-auto" onClick={onReset} />
        )}
      </div>
      {about && <div className="flex max-w-xl flex-col gap-1 text-ink-3 text-xs">{about}</div>}
      {children}
    </section>
  );
}

/** Something to know before a setting is used, in the setting itself. */
export function SettingWarning({ children }: { children: ReactNode }) {
  return (
    <p className="mt-2 flex gap-2 rounded-md border border-warn/30 bg-warn-soft px-3 py-2 text-xs">
      <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0 text-warn" />
      <span>{children}</span>
    </p>
  );
}

export function LockBadge({ variable }: { variable: string }) {
  return (
    <Hint text={`Decided by the environment variable ${variable}. Unset it and start the app again to change it here.`}>
      <button
        type="button"
        data-testid="locked"
        className="inline-flex h-5 items-center gap-1 rounded-full bg-idle-soft px-2 text-2xs text-ink-2"
      >
        <Lock aria-hidden className="size-3" />
        <span className="sr-only">Locked by </span>
        <code className="font-mono">{variable}</code>
      </button>
    </Hint>
  );
}

export function SwitchSetting({ path, label, about, value, preset, patch }: SettingOf<boolean>) {
  const { settings } = useStores();
  const id = useId();
  const locked = useLock(path) !== undefined;
  const save = (next: boolean) => void settings.update(patch(next));
  return (
    <SettingRow
      path={path}
      label={label}
      about={about}
      htmlFor={id}
      changed={value !== preset}
      onReset={() => save(preset)}
    >
      <Switch id={id} checked={value} disabled={locked} onCheckedChange={save} />
    </SettingRow>
  );
}

interface TextSettingProps<T> extends SettingOf<T> {
  schema: z.ZodType<T>;
  textOf: (value: T) => string;
  parse: (text: string) => unknown;
  unit?: string;
  /** What the value means in other words, such as `5 min`. */
  hint?: (value: T) => string;
  warning?: string | null;
  numeric?: boolean;
  wide?: boolean;
  /** Stands before the field, such as the choice between automatic and a number. */
  before?: ReactNode;
}

/** A setting that is typed: checked with each key, saved when it is valid and the typing rests or the field is left. */
export function TextSetting<T>(props: TextSettingProps<T>) {
  const { path, label, about, value, preset, patch, schema, textOf, parse, unit, hint, warning, numeric, before } =
    props;
  const { settings } = useStores();
  const id = useId();
  const locked = useLock(path) !== undefined;
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? textOf(value);
  const checked = check(schema, parse(shown));
  const error = checked.ok ? null : checked.error;
  const hintText = checked.ok && hint ? hint(checked.value) : '';
  const waiting = useRef<(() => void) | null>(null);

  const flush = () => {
    waiting.current?.();
    waiting.current = null;
  };

  useEffect(() => {
    if (text === null || waiting.current === null) return;
    const timer = setTimeout(flush, settle);
    return () => clearTimeout(timer);
  }, [text]);

  // What was typed last counts even if the view is left at once.
  useEffect(() => flush, []);

  const type = (next: string) => {
    const result = check(schema, parse(next));
    waiting.current = result.ok
      ? () => void settings.update(patch(result.value)).then(() => setText((now) => (now === next ? null : now)))
      : null;
    setText(next);
  };

  const reset = () => {
    waiting.current = null;
    setText(null);
    void settings.update(patch(preset));
  };

  const notes = { id, error, warning: error ? null : warning, hint: hintText };
  return (
    <SettingRow
      path={path}
      label={label}
      about={about}
      htmlFor={id}
      changed={text !== null || value !== preset}
      onReset={reset}
      notes={<FieldNotes {...notes} />}
    >
      {before}
      <div className={cx('relative', props.wide ? 'w-full' : 'w-36')}>
        <input
          id={id}
          value={shown}
          disabled={locked}
          inputMode={numeric ? 'decimal' : 'text'}
          aria-invalid={error !== null}
          aria-describedby={notesOf(notes)}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => type(event.target.value)}
          onBlur={flush}
          style={unitRoom(unit)}
          className={cx(inputLook, 'h-8', unit && 'pr-(--unit)', numeric && 'text-right')}
        />
        {unit && (
          <span className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-ink-3 text-xs">
            {unit}
          </span>
        )}
      </div>
    </SettingRow>
  );
}

type NumberSettingProps = Omit<TextSettingProps<number>, 'textOf' | 'parse' | 'numeric' | 'wide' | 'before'>;

export function NumberSetting(props: NumberSettingProps) {
  return <TextSetting {...props} textOf={String} parse={numberIn} numeric />;
}

type AutoNumberProps = Omit<TextSettingProps<'auto' | number>, 'textOf' | 'parse' | 'numeric' | 'wide' | 'before'> & {
  /** The number to start from when automatic is switched off. */
  start: number;
  /** What automatic comes to. */
  autoMeans: string;
};

/** A number, or automatic. */
export function AutoNumberSetting({ start, autoMeans, ...props }: AutoNumberProps) {
  const { settings } = useStores();
  const { path, label, about, value, preset, patch } = props;
  const locked = useLock(path) !== undefined;
  const save = (next: 'auto' | number) => void settings.update(patch(next));
  const choice = (
    <Choice
      label={`${label}: automatic or fixed`}
      value={value === 'auto' ? 'auto' : 'fixed'}
      disabled={locked}
      options={[
        { value: 'auto', label: 'Auto' },
        { value: 'fixed', label: 'Fixed' },
      ]}
      onChange={(next) => save(next === 'auto' ? 'auto' : start)}
    />
  );
  if (value === 'auto') {
    return (
      <SettingRow
        path={path}
        label={label}
        about={about}
        changed={value !== preset}
        onReset={() => save(preset)}
        notes={<p className="text-ink-3 text-xs">{autoMeans}</p>}
      >
        {choice}
      </SettingRow>
    );
  }
  return <TextSetting {...props} textOf={String} parse={numberIn} numeric before={choice} />;
}
