import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { z } from 'zod';
import { type PathOf, patchOf, presetOf, type SettingPath, sameValue } from '../../../shared/setting-paths.ts';
import { Choice } from '../../components/choice.tsx';
import { cx } from '../../components/cx.ts';
import { FieldNotes, inputLook, notesOf, unitRoom } from '../../components/field.tsx';
import { Switch } from '../../components/switch.tsx';
import type { Words } from '../../language/words.ts';
import { useStores, useWords } from '../../stores/stores.ts';
import { check, numberIn } from './check.ts';
import { entryOf, titleOf } from './registry/registry.ts';
import { inOtherWords, sayUnit, typedNumber } from './registry/say-value.ts';
import { sayProblem } from './say-problem.ts';
import { describedBy, SettingRow } from './setting-frame.tsx';
import { useLock } from './use-setting.ts';

/** Milliseconds without a key before a valid value is saved. */
const settle = 500;

/** Saves a value of one setting. */
function useSave(path: SettingPath): (value: unknown) => Promise<boolean> {
  const { settings } = useStores();
  return (value) => settings.update(patchOf(new Map([[path, value]])));
}

interface SwitchSettingProps {
  path: PathOf<boolean>;
  value: boolean;
}

export function SwitchSetting({ path, value }: SwitchSettingProps) {
  const id = useId();
  const save = useSave(path);
  const locked = useLock(path) !== undefined;
  return (
    <SettingRow path={path} htmlFor={id}>
      <Switch
        id={id}
        checked={value}
        disabled={locked}
        aria-describedby={describedBy(id)}
        onCheckedChange={(next) => void save(next)}
      />
    </SettingRow>
  );
}

interface TextSettingProps<T> {
  path: SettingPath;
  value: T;
  schema: z.ZodType<T>;
  textOf: (value: T) => string;
  parse: (text: string) => unknown;
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
  const { path, value, schema, textOf, parse, hint, warning, numeric, before } = props;
  const words = useWords();
  const { unit } = entryOf(path);
  const shownUnit = unit && sayUnit(unit, Number(value), words);
  const id = useId();
  const save = useSave(path);
  const locked = useLock(path) !== undefined;
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? textOf(value);
  const checked = check(schema, parse(shown));
  const error = checked.ok ? null : sayProblem(checked.problem, { name: titleOf(path, words), unit }, words);
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
      ? () => void save(result.value).then(() => setText((now) => (now === next ? null : now)))
      : null;
    setText(next);
  };

  const discard = () => {
    // What was typed and is on its way to be saved would come after the reset.
    waiting.current = null;
    setText(null);
  };

  const notes = { id, error, warning: error ? null : warning, hint: hintText };
  return (
    <SettingRow
      path={path}
      htmlFor={id}
      discard={text === null && sameValue(value, presetOf(path)) ? null : discard}
      notes={<FieldNotes {...notes} />}
    >
      {before}
      <div className={cx('relative shrink-0', props.wide ? 'w-full' : 'w-36')}>
        <input
          id={id}
          value={shown}
          disabled={locked}
          inputMode={numeric ? 'decimal' : 'text'}
          aria-invalid={error !== null}
          aria-describedby={describedBy(id, notesOf(notes))}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => type(event.target.value)}
          onBlur={flush}
          style={unitRoom(shownUnit)}
          className={cx(inputLook, 'h-8', unit && 'pr-(--unit)', numeric && 'text-right')}
        />
        {unit && (
          <span className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-ink-3 text-xs">
            {shownUnit}
          </span>
        )}
      </div>
    </SettingRow>
  );
}

interface NumberSettingProps {
  path: PathOf<number>;
  value: number;
  schema: z.ZodType<number>;
}

export function NumberSetting(props: NumberSettingProps) {
  const words = useWords();
  return (
    <TextSetting
      {...props}
      textOf={(value) => typedNumber(value, words)}
      parse={numberIn}
      hint={(value) => same(props.path, value, words)}
      numeric
    />
  );
}

interface AutoNumberProps {
  path: PathOf<'auto' | number>;
  value: 'auto' | number;
  schema: z.ZodType<'auto' | number>;
  /** The number to start from when automatic is switched off. */
  start: number;
  /** What automatic comes to. */
  autoMeans: string;
}

/** A number, or automatic. */
export function AutoNumberSetting({ start, autoMeans, ...props }: AutoNumberProps) {
  const { path, value } = props;
  const words = useWords();
  const { t } = words;
  const save = useSave(path);
  const locked = useLock(path) !== undefined;
  const choice = (
    <Choice
      label={t('settings.frame.automatic', { name: titleOf(path, words) })}
      value={value === 'auto' ? 'auto' : 'fixed'}
      disabled={locked}
      options={[
        { value: 'auto', label: t('settings.frame.auto') },
        { value: 'fixed', label: t('settings.frame.fixed') },
      ]}
      onChange={(next) => void save(next === 'auto' ? 'auto' : start)}
    />
  );
  if (value === 'auto') {
    return (
      <SettingRow path={path} notes={<p className="text-ink-3 text-xs">{autoMeans}</p>}>
        {choice}
      </SettingRow>
    );
  }
  return (
    <TextSetting
      {...props}
      textOf={(now) => (now === 'auto' ? now : typedNumber(now, words))}
      parse={numberIn}
      hint={(now) => (now === 'auto' ? '' : same(path, now, words))}
      numeric
      before={choice}
    />
  );
}

/** `= 5 min`, where a number has other words. */
function same(path: SettingPath, value: number, words: Words): string {
  const other = inOtherWords(value, entryOf(path).unit, words);
  return other === null ? '' : words.t('settings.value.same', { other });
}

interface ChoiceSettingProps<T extends string> {
  path: PathOf<T>;
  value: T;
  options: readonly T[];
}

/** One of a few values, by what the registry calls them. */
export function ChoiceSetting<T extends string>({ path, value, options }: ChoiceSettingProps<T>) {
  const save = useSave(path);
  const locked = useLock(path) !== undefined;
  const words = useWords();
  const names = entryOf(path).choices?.(words);
  return (
    <SettingRow path={path}>
      <Choice
        label={titleOf(path, words)}
        value={value}
        disabled={locked}
        options={options.map((option) => ({ value: option, label: names?.[option] ?? option }))}
        onChange={(next) => void save(next)}
      />
    </SettingRow>
  );
}
