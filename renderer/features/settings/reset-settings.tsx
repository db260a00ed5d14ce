import { RotateCcw } from 'lucide-react';
import { useRef, useState } from 'react';
import { presetOf, type SettingPath, valueAt } from '../../../shared/setting-paths.ts';
import type { Settings } from '../../../shared/settings.ts';
import { Button, type ButtonProps, useAction } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { plural } from '../../words.ts';
import { ChangeList } from './change-list.tsx';
import { sectionTitle } from './section-list.ts';
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
        description={`${plural(paths.length, 'setting')} will be at the default again, for jobs that start from then on.`}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button tone="primary" pending={pending} onClick={run}>
              Reset {plural(paths.length, 'setting')}
            </Button>
          </>
        }
      >
        <section
          aria-label="What the reset would change"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
          tabIndex={0}
          className="min-h-0 overflow-y-auto px-5 pb-4 outline-offset-[-2px]"
        >
          <ChangeList
            label="Settings that are reset"
            sectionTitle={sectionTitle}
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
