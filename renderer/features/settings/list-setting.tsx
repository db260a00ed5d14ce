import { Plus, TriangleAlert, X } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { z } from 'zod';
import type { SettingsPatch } from '../../../shared/settings.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { TextField } from '../../components/field.tsx';
import { useStores } from '../../stores/stores.ts';
import { checkEntry } from './check.ts';
import { useKeptFocus } from './kept-focus.ts';
import { SettingBlock, useLock } from './setting.tsx';

interface ListSettingProps {
  /** Dotted path, as in `SettingsView.locked`. */
  path: string;
  label: string;
  about: ReactNode;
  entries: readonly string[];
  preset: readonly string[];
  patch: (entries: string[]) => SettingsPatch;
  schemas: { entry: z.ZodType<string>; list: z.ZodType<string[]> };
  /** Names the list, the field and its button to people who do not see them. */
  names: { list: string; field: string; add: string };
  placeholder: string;
  /** Stands in the place of an empty list. */
  none: string;
  /** What an entry is never part of: it is complained about while it is typed. */
  hopeless: RegExp;
  /** What to know about an entry, there or typed; null for nothing. */
  warn?: (entry: string) => string | null;
  /** Between the words about the setting and its list. */
  children?: ReactNode;
}

/** A list of short texts: add, remove, back to what comes with the app. */
export function ListSetting(props: ListSettingProps) {
  const { path, label, about, entries, preset, patch, schemas, names, warn = () => null } = props;
  const { settings } = useStores();
  const locked = useLock(path) !== undefined;
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const checked = checkEntry(schemas, text, entries);
  const complain = text.trim() !== '' && !checked.ok && (tried || props.hopeless.test(text.trim()));
  const save = (next: readonly string[]) => settings.update(patch([...next]));
  const focus = useKeptFocus<HTMLUListElement, HTMLInputElement>(entries.join());

  const remove = async (index: number) => {
    focus.leave({ index, control: 'remove' });
    if (!(await save(entries.filter((_, place) => place !== index)))) focus.leave(null);
  };

  const add = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!checked.ok || !(await save([...entries, checked.value]))) return;
    setText('');
    setTried(false);
  };

  return (
    <SettingBlock
      path={path}
      label={label}
      about={about}
      changed={entries.join() !== preset.join()}
      onReset={() => void save(preset)}
    >
      {props.children}
      <ul
        ref={focus.list}
        aria-label={names.list}
        className="mt-3 overflow-hidden rounded-lg border border-line bg-surface"
      >
        {entries.map((entry, index) => (
          <Entry key={entry} entry={entry} warning={warn(entry)} onRemove={locked ? null : () => void remove(index)} />
        ))}
        {entries.length === 0 && <li className="px-3 py-2 text-ink-3 text-xs">{props.none}</li>}
      </ul>
      {!locked && (
        <form onSubmit={add} noValidate className="mt-3 flex items-start gap-2">
          <TextField
            ref={focus.fallback}
            label={<span className="sr-only">{names.field}</span>}
            placeholder={props.placeholder}
            className="flex-1 gap-0"
            value={text}
            error={complain && !checked.ok ? checked.error : null}
            warning={checked.ok ? warn(checked.value) : null}
            onChange={(event) => {
              setText(event.target.value);
              setTried(false);
            }}
            onBlur={() => setTried(text.trim() !== '')}
          />
          <Button type="submit" icon={Plus} disabled={text.trim() === ''}>
            {names.add}
          </Button>
        </form>
      )}
    </SettingBlock>
  );
}

interface EntryProps {
  entry: string;
  warning: string | null;
  /** Null where the list is locked. */
  onRemove: (() => void) | null;
}

function Entry({ entry, warning, onRemove }: EntryProps) {
  return (
    <li className="flex items-start justify-between gap-2 border-line border-b py-0.5 pr-1 pl-3 last:border-b-0">
      <div className="min-w-0 py-1.5">
        <code className="block truncate font-mono text-xs leading-4.5" data-selectable>
          {entry}
        </code>
        {warning && (
          <p className="flex items-start gap-1.5 text-warn-ink text-xs">
            <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
            {warning}
          </p>
        )}
      </div>
      {onRemove && (
        <IconButton icon={X} label={`Remove ${entry}`} data-control="remove" className="mt-px" onClick={onRemove} />
      )}
    </li>
  );
}
