import { useEffect, useState } from 'react';
import type { Result } from '../../../shared/ipc.ts';
import { type Settings, settingsSchema } from '../../../shared/settings.ts';
import { useStores, useWords } from '../../stores/stores.ts';
import { NumberSetting, SwitchSetting } from './setting.tsx';

const { hotCelsius: hotSchema } = settingsSchema.shape.desktop.shape;

/** How the app behaves beside its window: tray, start at login, notifications. */
export function DesktopSection({ values: { desktop } }: { values: Settings }) {
  const { t } = useWords();
  const able = useAbilities();
  return (
    <>
      {able?.tray === false && <Lacking>{t('settings.desktop.noTray')}</Lacking>}
      <SwitchSetting path="desktop.closeToTray" value={desktop.closeToTray} />
      <SwitchSetting path="desktop.startAtLogin" value={desktop.startAtLogin} />
      {able?.notifications === false && <Lacking>{t('settings.desktop.noNotifications')}</Lacking>}
      <SwitchSetting path="desktop.notifyFinished" value={desktop.notifyFinished} />
      <SwitchSetting path="desktop.notifyFailed" value={desktop.notifyFailed} />
      <SwitchSetting path="desktop.notifyEngine" value={desktop.notifyEngine} />
      <SwitchSetting path="desktop.notifyHot" value={desktop.notifyHot} />
      <NumberSetting path="desktop.hotCelsius" schema={hotSchema} value={desktop.hotCelsius} />
    </>
  );
}

function Lacking({ children }: { children: string }) {
  return <p className="py-3.5 text-ink-2">{children}</p>;
}

function useAbilities(): Result<'app.desktop'> | null {
  const { client, toasts } = useStores();
  const [abilities, setAbilities] = useState<Result<'app.desktop'> | null>(null);
  useEffect(() => {
    client.request('app.desktop').then(setAbilities, toasts.getState().fail);
  }, [client, toasts]);
  return abilities;
}
