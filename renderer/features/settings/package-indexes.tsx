import { ChevronDown, ChevronUp, type LucideIcon, Pencil, Plus, TriangleAlert, X } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { PackageIndex } from '../../../shared/egress.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { TextField } from '../../components/field.tsx';
import type { Words } from '../../language/words.ts';
import { useStores, useWords } from '../../stores/stores.ts';
import { useKeptFocus } from './kept-focus.ts';
import {
  checkIndex,
  type IndexTexts,
  isListed,
  moved,
  pytorchIndex,
  textsOf,
  unreachableRules,
  withPreset,
} from './package-index-list.ts';
import { sayProblem } from './say-problem.ts';
import { SettingBlock } from './setting-frame.tsx';
import { useLock } from './use-setting.ts';

const noTexts: IndexTexts = { name: '', url: '', packages: '' };
const mostIndexes = 20;

interface PackageIndexesProps {
  indexes: readonly PackageIndex[];
  allowlist: readonly string[];
}

/** Where packages come from, in the order in which the indexes are asked. */
export function PackageIndexes({ indexes, allowlist }: PackageIndexesProps) {
  const { settings } = useStores();
  const words = useWords();
  const { t } = words;
  const locked = useLock('network.indexes') !== undefined;
  /** Name of the index that is open for changes; `''` is one that is being added. */
  const [editing, setEditing] = useState<string | null>(null);
  const save = (next: readonly PackageIndex[]) => settings.update({ network: { indexes: [...next] } });
  const focus = useKeptFocus<HTMLOListElement, HTMLButtonElement>(
    `${editing} ${indexes.map(({ name }) => name).join()}`,
  );
  /** Closes the form of the index at this place; null for one that was not added. */
  const close = (index: number | null) => {
    focus.leave({ index, control: 'edit' });
    setEditing(null);
  };
  const placeOf = (name: string) => indexes.findIndex((each) => each.name === name);
  const replace = async (name: string, index: PackageIndex) => {
    const next = name === '' ? [...indexes, index] : indexes.map((each) => (each.name === name ? index : each));
    if (await save(next)) close(name === '' ? indexes.length : placeOf(name));
  };
  const remove = async (index: number) => {
    focus.leave({ index, control: 'remove' });
    if (!(await save(indexes.filter((_, place) => place !== index)))) focus.leave(null);
  };
  const form = (name: string, texts: IndexTexts) => (
    <IndexForm
      initial={texts}
      others={indexes.filter((each) => each.name !== name)}
      isNew={name === ''}
      onSave={(index) => replace(name, index)}
      onCancel={() => close(name === '' ? null : placeOf(name))}
    />
  );

  return (
    <SettingBlock path="network.indexes" onReset={() => setEditing(null)}>
      <ol
        ref={focus.list}
        aria-label={t('settings.indexes.list')}
        className="mt-3 overflow-hidden rounded-lg border border-line bg-surface"
      >
        {indexes.map((index, place) => (
          <li key={index.name} data-testid="package-index" className="border-line border-b last:border-b-0">
            {editing === index.name ? (
              form(index.name, textsOf(index))
            ) : (
              <IndexRow
                index={index}
                place={place}
                last={indexes.length - 1}
                warnings={warningsOf(indexes, place, allowlist, words)}
                locked={locked}
                onMove={(by) => void save(moved(indexes, place, by))}
                onEdit={() => setEditing(index.name)}
                onRemove={() => void remove(place)}
              />
            )}
          </li>
        ))}
        {editing === '' && <li>{form('', noTexts)}</li>}
      </ol>
      {!locked && editing !== '' && (
        <div className="mt-3 flex flex-wrap gap-2">
          <Button
            ref={focus.fallback}
            icon={Plus}
            disabled={indexes.length >= mostIndexes}
            onClick={() => setEditing('')}
          >
            {t('settings.indexes.add')}
          </Button>
          {!indexes.some(({ name }) => name === pytorchIndex.name) && (
            <Button
              icon={Plus}
              disabled={indexes.length >= mostIndexes}
              onClick={() => void save(withPreset(indexes, pytorchIndex))}
            >
              {t('settings.indexes.addPytorch')}
            </Button>
          )}
        </div>
      )}
    </SettingBlock>
  );
}

function warningsOf(
  indexes: readonly PackageIndex[],
  place: number,
  allowlist: readonly string[],
  { t }: Words,
): string[] {
  const index = indexes[place];
  if (index === undefined) return [];
  const unused = unreachableRules(indexes, place);
  return [
    ...(isListed(index.url, allowlist) ? [] : [t('settings.indexes.unlisted', { host: new URL(index.url).host })]),
    ...(unused.length === 0 ? [] : [t('settings.indexes.unused', { rules: unused.join(', ') })]),
  ];
}

interface IndexRowProps {
  index: PackageIndex;
  place: number;
  last: number;
  warnings: readonly string[];
  locked: boolean;
  onMove: (by: -1 | 1) => void;
  onEdit: () => void;
  onRemove: () => void;
}

function IndexRow({ index, place, last, warnings, locked, onMove, onEdit, onRemove }: IndexRowProps) {
  const { t } = useWords();
  const { name, url, packages } = index;
  return (
    <div className="flex items-start gap-3 py-2 pr-1 pl-3">
      <span aria-hidden className="w-4 shrink-0 text-right text-ink-3 leading-5">
        {place + 1}
      </span>
      <div className="min-w-0 flex-1" data-selectable>
        <p className="truncate">
          <span className="font-medium">{name}</span>
          <code className="ml-2 font-mono text-ink-2 text-xs">{url}</code>
        </p>
        <p className="text-ink-3 text-xs wrap-anywhere">
          {packages.includes('*')
            ? t('settings.indexes.all')
            : t.rich('settings.indexes.only', {
                packages: packages.join(', '),
                code: (chunks) => (
                  <code key="packages" className="font-mono">
                    {chunks}
                  </code>
                ),
              })}
        </p>
        {warnings.map((warning) => (
          <p key={warning} className="flex items-start gap-1.5 text-warn-ink text-xs">
            <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
            <span className="wrap-anywhere">{warning}</span>
          </p>
        ))}
      </div>
      {!locked && (
        <div className="flex shrink-0">
          <Move
            icon={ChevronUp}
            label={t('settings.indexes.up', { name })}
            possible={place > 0}
            onMove={() => onMove(-1)}
          />
          <Move
            icon={ChevronDown}
            label={t('settings.indexes.down', { name })}
            possible={place < last}
            onMove={() => onMove(1)}
          />
          <IconButton
            icon={Pencil}
            label={t('settings.indexes.change', { name })}
            data-control="edit"
            onClick={onEdit}
          />
          <IconButton
            icon={X}
            label={t('settings.indexes.remove', { name })}
            data-control="remove"
            disabled={last === 0}
            onClick={onRemove}
          />
        </div>
      )}
    </div>
  );
}

interface MoveProps {
  icon: LucideIcon;
  label: string;
  possible: boolean;
  onMove: () => void;
}

/** Stays reachable at either end, so that the keyboard is not lost on the way there. */
function Move({ icon, label, possible, onMove }: MoveProps) {
  return (
    <IconButton
      icon={icon}
      label={label}
      aria-disabled={!possible}
      className={possible ? undefined : 'opacity-45 aria-disabled:opacity-45'}
      onClick={possible ? onMove : undefined}
    />
  );
}

interface IndexFormProps {
  initial: IndexTexts;
  others: readonly PackageIndex[];
  isNew: boolean;
  onSave: (index: PackageIndex) => Promise<void>;
  onCancel: () => void;
}

/** One index while it is typed; nothing is saved before it is whole. */
function IndexForm({ initial, others, isNew, onSave, onCancel }: IndexFormProps) {
  const words = useWords();
  const { t } = words;
  const [texts, setTexts] = useState(initial);
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const checked = checkIndex(texts, others);
  useEffect(() => form.current?.querySelector('input')?.focus(), []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (checked.ok) void onSave(checked.index);
    else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const bind = (field: keyof IndexTexts, label: string) => {
    // An empty field of a new index is not wrong yet.
    const problem = checked.ok || (texts[field] === '' && !tried) ? undefined : checked.problems[field];
    return {
      label,
      value: texts[field],
      error: problem && sayProblem(problem, { name: label }, words),
      onChange: (event: { target: { value: string } }) => setTexts({ ...texts, [field]: event.target.value }),
    };
  };

  return (
    <form
      ref={form}
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && onCancel()}
      noValidate
      aria-label={isNew ? t('settings.indexes.newForm') : t('settings.indexes.form', { name: initial.name })}
      className="flex flex-col gap-3 bg-sunken px-3 py-3"
    >
      <div className="grid grid-cols-[10rem_minmax(0,1fr)] gap-3">
        <TextField placeholder="pytorch" {...bind('name', t('settings.indexes.name'))} />
        <TextField placeholder="https://pypi.org/simple/" {...bind('url', t('settings.indexes.address'))} />
      </div>
      <TextField placeholder="torch, nvidia-*" {...bind('packages', t('settings.indexes.packages'))} />
      <div className="flex justify-end gap-2">
        <Button size="sm" onClick={onCancel}>
          {t('settings.cancel')}
        </Button>
        <Button size="sm" tone="primary" type="submit">
          {t(isNew ? 'settings.indexes.addNew' : 'settings.indexes.save')}
        </Button>
      </div>
    </form>
  );
}
