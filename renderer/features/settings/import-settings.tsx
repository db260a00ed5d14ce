import { Lock, OctagonX, Upload } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { isSettingPath, withValues } from '../../../shared/setting-paths.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { ImportPreview } from '../../../shared/settings-transfer.ts';
import { cleanName } from '../../../shared/text.ts';
import { AsyncButton, Button, type ButtonProps, useAction } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { useStores } from '../../stores/stores.ts';
import { plural } from '../../words.ts';
import { type Change, ChangeList } from './change-list.tsx';
import type { Machine } from './registry/entry.ts';
import { entryOf } from './registry/registry.ts';
import { sectionTitle } from './section-list.ts';
import { undoing } from './undoing.ts';
import { useMachine } from './use-setting.ts';

/** Takes settings over from a file, after a look at what that changes. */
export function ImportSettings({ values, ...look }: { values: Settings } & Pick<ButtonProps, 'className' | 'tone'>) {
  const { client } = useStores();
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  return (
    <>
      <AsyncButton
        size="sm"
        icon={Upload}
        action={async () => setPreview(await client.request('settings.pickImport'))}
        {...look}
      >
        Import…
      </AsyncButton>
      {preview && <PreviewDialog preview={preview} values={values} onClose={() => setPreview(null)} />}
    </>
  );
}

interface PreviewProps {
  preview: ImportPreview;
  values: Settings;
  onClose: () => void;
}

function PreviewDialog({ preview, values, onClose }: PreviewProps) {
  const { settings, toasts } = useStores();
  const changes = changesOf(preview, values, useMachine());
  const { pending, run } = useAction(async () => {
    const undo = await settings.replace(new Map(changes.map(({ path, to }) => [path, to])));
    if (undo === null) return;
    onClose();
    toasts.getState().offer(`${plural(changes.length, 'setting')} imported.`, undoing(undo));
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Import ${cleanName(preview.file)}`}
      description={described(preview)}
      footer={
        <>
          <Button onClick={onClose}>{changes.length === 0 ? 'Close' : 'Cancel'}</Button>
          {changes.length > 0 && (
            <Button tone="primary" pending={pending} onClick={run}>
              Import {plural(changes.length, 'setting')}
            </Button>
          )}
        </>
      }
    >
      <section
        aria-label="What the file would change"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        className="flex min-h-0 flex-col gap-4 overflow-y-auto px-5 pb-4 outline-offset-[-2px]"
      >
        {changes.length > 0 && <ChangeList label="Changes" changes={changes} sectionTitle={sectionTitle} />}
        {preview.refused.length > 0 && (
          <LeftOut icon={<OctagonX aria-hidden className="size-4 text-bad" />} title="Refused" testId="refused">
            {preview.refused.map(({ path, reason }) => (
              <Line key={path} path={path} says={reason} />
            ))}
          </LeftOut>
        )}
        {preview.locked.length > 0 && (
          <LeftOut
            icon={<Lock aria-hidden className="size-4 text-ink-3" />}
            title="Decided by the environment"
            testId="locked-import"
          >
            {preview.locked.map(({ path, variable }) => (
              <Line key={path} path={path} says={`stays as the variable ${variable} has it.`} />
            ))}
          </LeftOut>
        )}
      </section>
    </Dialog>
  );
}

function described({ changes, unchanged, refused, locked }: ImportPreview): string {
  const kept =
    unchanged === 0 ? '' : ` ${plural(unchanged, 'setting')} of the file ${unchanged === 1 ? 'is' : 'are'} as here.`;
  const out = refused.length + locked.length === 0 ? '' : ' What is left out is listed below.';
  if (changes.length === 0) return `Nothing would change.${kept}${out}`;
  return `Nothing is changed yet. What the file does not name stays as it is.${kept}${out}`;
}

/** The changes with what could happen after all of them, where it could not before. */
function changesOf(preview: ImportPreview, values: Settings, machine: Machine): Change[] {
  const changes = preview.changes.flatMap(({ path, from, to }) => (isSettingPath(path) ? [{ path, from, to }] : []));
  const after = withValues(values, new Map(changes.map(({ path, to }) => [path, to])));
  return changes.map((change) => {
    const caution = entryOf(change.path).risk?.now(after, machine);
    return { ...change, warning: caution?.text ?? null };
  });
}

interface LeftOutProps {
  icon: ReactNode;
  title: string;
  testId: string;
  children: ReactNode;
}

function LeftOut({ icon, title, testId, children }: LeftOutProps) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1 flex items-center gap-2 font-medium">
        {icon}
        {title}
      </h3>
      <ul data-testid={testId} className="flex flex-col gap-1 pl-6">
        {children}
      </ul>
    </section>
  );
}

function Line({ path, says }: { path: string; says: string }) {
  const title = isSettingPath(path) ? entryOf(path).title : null;
  return (
    <li className="wrap-anywhere">
      {title === null ? (
        <code className="font-mono text-xs">{cleanName(path)}</code>
      ) : (
        <span className="font-medium">{title}</span>
      )}
      {/* Many reasons begin with the name of the setting themselves. */}
      <span className="text-ink-2">
        : {title !== null && says.startsWith(`${title}: `) ? says.slice(title.length + 2) : says}
      </span>
    </li>
  );
}
