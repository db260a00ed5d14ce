import { RotateCcw } from 'lucide-react';
import { useRef, useState } from 'react';
import { presetOf, type SettingPath, valueAt } from '../../../shared/setting-paths.ts';
import type { Settings } from '../../../shared/settings.ts';
import { Button, type ButtonProps, useAction } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { useWords } from '../../stores/stores.ts';
import { ChangeList } from './change-list.tsx';
import { useReset } from './use-setting.ts';

interface ResetSettingsProps extends Pick<ButtonProps, 'className' | 'tone'> {
  /** What the button says. */
  label: string;
  title: string;
  paths: readonly SettingPath[];
  values: Settings;
}

/** Resets several settings, after a look at what that changes. */
export function ResetSettings({ label, title, paths, values, ...look }: ResetSettingsProps) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const reset = useReset();
  const { pending, run } = useAction(() => reset(paths).finally(() => setOpen(false)));
  return (
    <>
      <Button
        ref={button}
        size="sm"
        icon={RotateCcw}
        disabled={paths.length === 0}
        onClick={() => setOpen(true)}
        {...look}
      >
        {label}
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={title}
        // Afterwards there may be nothing left to reset, and the button takes no keyboard.
        focusAfter={() => (button.current?.disabled === false ? null : document.querySelector('[data-search]'))}
        description={t('settings.reset.description', { count: paths.length })}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{t('settings.cancel')}</Button>
            <Button tone="primary" pending={pending} onClick={run}>
              {t('settings.reset.confirm', { count: paths.length })}
            </Button>
          </>
        }
      >
        <section
          aria-label={t('settings.reset.region')}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
          tabIndex={0}
          className="min-h-0 overflow-y-auto px-5 pb-4 outline-offset-[-2px]"
        >
          <ChangeList
            label={t('settings.reset.list')}
            changes={paths.map((path) => ({
              path,
              from: valueAt(values, path),
              to: presetOf(path),
              warning: null,
            }))}
          />
        </section>
      </Dialog>
    </>
  );
}
