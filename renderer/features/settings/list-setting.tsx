import { Plus, TriangleAlert, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { z } from 'zod';
import { type PathOf, patchOf } from '../../../shared/setting-paths.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { TextField } from '../../components/field.tsx';
import { useStores, useWords } from '../../stores/stores.ts';
import { checkEntry } from './check.ts';
import { useKeptFocus } from './kept-focus.ts';
import { titleOf } from './registry/registry.ts';
import { sayProblem } from './say-problem.ts';
import { SettingBlock } from './setting-frame.tsx';
import { useLock } from './use-setting.ts';

interface ListSettingProps {
  path: PathOf<string[]>;
  entries: readonly string[];
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
  /** What to ask before an entry is added that lets strangers reach something new; null for nothing. */
  ask?: (entry: string) => Question | null;
}

interface Question {
  title: string;
  description: string;
  confirm: string;
}

/** A list of short texts: add, remove, back to what comes with the app. */
export function ListSetting(props: ListSettingProps) {
  const { path, entries, schemas, names, warn, ask } = props;
  const { settings } = useStores();
  const words = useWords();
  const locked = useLock(path) !== undefined;
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const checked = checkEntry(schemas, text, entries);
  const complain = text.trim() !== '' && !checked.ok && (tried || props.hopeless.test(text.trim()));
  const [asked, setAsked] = useState<(Question & { entry: string }) | null>(null);
  const save = (next: readonly string[]) => settings.update(patchOf(new Map([[path, next]])));
  const focus = useKeptFocus<HTMLUListElement, HTMLInputElement>(entries.join());

  const remove = async (index: number) => {
    focus.leave({ index, control: 'remove' });
    if (!(await save(entries.filter((_, place) => place !== index)))) focus.leave(null);
  };

  const add = async (entry: string) => {
    if (!(await save([...entries, entry]))) return;
    setText('');
    setTried(false);
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!checked.ok) return;
    const question = ask?.(checked.value);
    if (question) setAsked({ ...question, entry: checked.value });
    else void add(checked.value);
  };

  return (
    <SettingBlock path={path} ownCautions={warn !== undefined}>
      <ul
        ref={focus.list}
        aria-label={names.list}
        className="mt-3 overflow-hidden rounded-lg border border-line bg-surface"
      >
        {entries.map((entry, index) => (
          <Entry
            key={entry}
            entry={entry}
            warning={warn?.(entry) ?? null}
            onRemove={locked ? null : () => void remove(index)}
          />
        ))}
        {entries.length === 0 && <li className="px-3 py-2 text-ink-3 text-xs">{props.none}</li>}
      </ul>
      {!locked && (
        <form onSubmit={submit} noValidate className="mt-3 flex items-start gap-2">
          <TextField
            ref={focus.fallback}
            label={<span className="sr-only">{names.field}</span>}
            placeholder={props.placeholder}
            className="flex-1 gap-0"
            value={text}
            error={complain && !checked.ok ? sayProblem(checked.problem, { name: titleOf(path, words) }, words) : null}
            warning={checked.ok ? (warn?.(checked.value) ?? null) : null}
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
      {asked && (
        <Confirm
          open
          onClose={() => setAsked(null)}
          title={asked.title}
          description={asked.description}
          confirm={asked.confirm}
          keep={words.t('settings.cancel')}
          action={() => add(asked.entry)}
          focusAfter={() => focus.fallback.current}
        />
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
  const { t } = useWords();
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
        <IconButton
          icon={X}
          label={t('settings.list.remove', { entry })}
          data-control="remove"
          className="mt-px"
          onClick={onRemove}
        />
      )}
    </li>
  );
}
