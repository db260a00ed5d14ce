import { Lock, OctagonX, Upload } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { isSettingPath, withValues } from '../../../shared/setting-paths.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { ImportPreview } from '../../../shared/settings-transfer.ts';
import { cleanName } from '../../../shared/text.ts';
import { AsyncButton, Button, type ButtonProps, useAction } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import type { Words } from '../../language/words.ts';
import { useStores, useWords } from '../../stores/stores.ts';
import { type Change, ChangeList } from './change-list.tsx';
import type { Machine } from './registry/entry.ts';
import { entryOf, titleOf } from './registry/registry.ts';
import { sayProblem } from './say-problem.ts';
import { undoing } from './undoing.ts';
import { useMachine } from './use-setting.ts';

/** Takes settings over from a file, after a look at what that changes. */
export function ImportSettings({ values, ...look }: { values: Settings } & Pick<ButtonProps, 'className' | 'tone'>) {
  const { client } = useStores();
  const { t } = useWords();
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  return (
    <>
      <AsyncButton
        size="sm"
        icon={Upload}
        action={async () => setPreview(await client.request('settings.pickImport'))}
        {...look}
      >
        {t('settings.import.button')}
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
  const words = useWords();
  const { t } = words;
  const changes = changesOf(preview, values, useMachine(), words);
  const { pending, run } = useAction(async () => {
    const undo = await settings.replace(new Map(changes.map(({ path, to }) => [path, to])));
    if (undo === null) return;
    onClose();
    toasts.getState().offer(t('settings.import.done', { count: changes.length }), undoing(undo, words));
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('settings.import.title', { file: cleanName(preview.file) })}
      description={described(preview, words)}
      footer={
        <>
          <Button onClick={onClose}>{t(changes.length === 0 ? 'settings.close' : 'settings.cancel')}</Button>
          {changes.length > 0 && (
            <Button tone="primary" pending={pending} onClick={run}>
              {t('settings.import.confirm', { count: changes.length })}
            </Button>
          )}
        </>
      }
    >
      <section
        aria-label={t('settings.import.region')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        className="flex min-h-0 flex-col gap-4 overflow-y-auto px-5 pb-4 outline-offset-[-2px]"
      >
        {changes.length > 0 && <ChangeList label={t('settings.import.changes')} changes={changes} />}
        {preview.refused.length > 0 && (
          <LeftOut
            icon={<OctagonX aria-hidden className="size-4 text-bad" />}
            title={t('settings.import.refused')}
            testId="refused"
          >
            {preview.refused.map((refused) => (
              <Line key={refused.path} path={refused.path} says={whyRefused(refused, words)} />
            ))}
          </LeftOut>
        )}
        {preview.locked.length > 0 && (
          <LeftOut
            icon={<Lock aria-hidden className="size-4 text-ink-3" />}
            title={t('settings.import.locked')}
            testId="locked-import"
          >
            {preview.locked.map(({ path, variable }) => (
              <Line key={path} path={path} says={t('settings.import.lockedBy', { variable })} />
            ))}
          </LeftOut>
        )}
      </section>
    </Dialog>
  );
}

function described({ changes, unchanged, refused, locked }: ImportPreview, { t }: Words): string {
  return [
    t(changes.length === 0 ? 'settings.import.nothing' : 'settings.import.notYet'),
    ...(unchanged === 0 ? [] : [t('settings.import.unchanged', { count: unchanged })]),
    ...(refused.length + locked.length === 0 ? [] : [t('settings.import.leftOut')]),
  ].join(' ');
}

/** The changes with what could happen after all of them, where it could not before. */
function changesOf(preview: ImportPreview, values: Settings, machine: Machine, words: Words): Change[] {
  const changes = preview.changes.flatMap(({ path, from, to }) => (isSettingPath(path) ? [{ path, from, to }] : []));
  const after = withValues(values, new Map(changes.map(({ path, to }) => [path, to])));
  return changes.map((change) => {
    const caution = entryOf(change.path).risk?.now(after, machine, words);
    return { ...change, warning: caution?.text ?? null };
  });
}

function whyRefused({ path, reason, said, problem }: ImportPreview['refused'][number], words: Words): string {
  if (problem === undefined || !isSettingPath(path)) return words.describeSentence({ message: reason, said });
  return sayProblem(problem, { name: titleOf(path, words), unit: entryOf(path).unit }, words);
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
  const words = useWords();
  const title = isSettingPath(path) ? titleOf(path, words) : null;
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
