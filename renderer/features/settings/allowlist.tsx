import { Plus, RotateCcw, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { allowlistEntrySchema, defaultSettings, type Settings } from '../../../shared/settings.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { TextField } from '../../components/field.tsx';
import { useSettings, useStores } from '../../stores/stores.ts';
import { checkHost } from './check.ts';
import { LockBadge } from './setting.tsx';

const preset = defaultSettings.setup.allowlist;

/** Hosts that setup may reach: add, remove, back to what comes with the app. */
export function Allowlist({ entries }: { entries: Settings['setup']['allowlist'] }) {
  const { settings } = useStores();
  const lockedBy = useSettings()?.locked['setup.allowlist'];
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const checked = checkHost(allowlistEntrySchema, text, entries);
  const complain = text !== '' && !checked.ok && (tried || /[\s/:@]/.test(text));
  const save = (allowlist: string[]) => void settings.update({ setup: { allowlist } });
  const changed = entries.join() !== preset.join();

  const add = (event: FormEvent) => {
    event.preventDefault();
    if (!checked.ok) {
      setTried(true);
      return;
    }
    save([...entries, checked.value]);
    setText('');
    setTried(false);
  };

  return (
    <section aria-labelledby="allowlist-title" data-setting="setup.allowlist" className="py-3.5">
      <div className="flex items-center gap-2">
        <h2 id="allowlist-title" className="font-medium">
          Allowlist
        </h2>
        {lockedBy && <LockBadge variable={lockedBy} />}
        {changed && !lockedBy && (
          <IconButton
            icon={RotateCcw}
            label="Reset Allowlist to its default"
            className="ml-auto"
            onClick={() => save([...preset])}
          />
        )}
      </div>
      <p className="mt-0.5 max-w-xl text-ink-3 text-xs">
        Hosts that setup may reach: the package index, the model hub, what your buyers need besides.
      </p>
      <p className="mt-2 rounded-md border border-warn/30 bg-warn-soft px-3 py-2 text-xs">
        This version keeps the list but does not enforce it yet: while the setup network is on, setup has ordinary
        network access.
      </p>
      <ul aria-label="Allowed hosts" className="mt-3 overflow-hidden rounded-lg border border-line bg-surface">
        {entries.map((entry) => (
          <li
            key={entry}
            className="flex h-8.5 items-center justify-between border-line border-b pr-1 pl-3 last:border-b-0"
          >
            <code className="truncate font-mono text-xs" data-selectable>
              {entry}
            </code>
            {!lockedBy && (
              <IconButton
                icon={X}
                label={`Remove ${entry}`}
                onClick={() => save(entries.filter((other) => other !== entry))}
              />
            )}
          </li>
        ))}
        {entries.length === 0 && <li className="px-3 py-2 text-ink-3 text-xs">No host is allowed.</li>}
      </ul>
      {!lockedBy && (
        <form onSubmit={add} noValidate className="mt-3 flex items-start gap-2">
          <TextField
            label={<span className="sr-only">Host to allow</span>}
            placeholder="pypi.org or *.hf.co"
            className="flex-1 gap-0"
            value={text}
            error={complain && !checked.ok ? checked.error : null}
            onChange={(event) => {
              setText(event.target.value);
              setTried(false);
            }}
          />
          <Button type="submit" icon={Plus} disabled={text.trim() === ''}>
            Add host
          </Button>
        </form>
      )}
    </section>
  );
}
