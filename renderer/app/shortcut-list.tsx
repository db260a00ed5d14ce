import { Fragment } from 'react';
import { useStore } from 'zustand';
import { Dialog } from '../components/dialog.tsx';
import { Kbd } from '../components/kbd.tsx';
import { useStores, useWords } from '../stores/stores.ts';
import { isApple } from './platform.ts';
import { keyCaps, partKeys, shortcutGroups, shortcuts } from './shortcuts.ts';

/** All shortcuts, as the window listens to them. */
export function ShortcutList() {
  const { shell } = useStores();
  const { t } = useWords();
  const open = useStore(shell, (state) => state.dialog === 'shortcuts');
  const apple = isApple();
  return (
    <Dialog
      open={open}
      onClose={() => shell.open(null)}
      title={t('app.shortcut.list')}
      description={t('app.shortcut.description')}
      className="w-[min(620px,calc(100vw-48px))]"
    >
      <div className="grid grid-cols-2 items-start gap-x-8 gap-y-5 overflow-y-auto px-5 pt-1 pb-5">
        {shortcutGroups.map((group) => (
          <section key={group} aria-labelledby={`shortcuts-${group}`}>
            <h3 id={`shortcuts-${group}`} className="pb-1 font-medium text-ink-3 text-xs">
              {t(`app.shortcut.${group}`)}
            </h3>
            <dl>
              {[...shortcuts, ...partKeys]
                .filter((shortcut) => shortcut.group === group)
                .map(({ title, keys }) => (
                  <div
                    key={title}
                    data-testid="shortcut"
                    className="flex min-h-9 items-center justify-between gap-3 border-line border-b py-1 last:border-b-0"
                  >
                    <dt>{t(title)}</dt>
                    <dd className="flex flex-wrap items-center justify-end gap-x-1.5 gap-y-1">
                      {keys.map((each, index) => (
                        <Fragment key={each}>
                          {index > 0 && <span className="text-2xs text-ink-3">{t('app.shortcut.or')}</span>}
                          <Kbd strokes={keyCaps(each, apple, t)} />
                        </Fragment>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
