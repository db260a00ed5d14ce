import { Check, CircleX, LoaderCircle } from 'lucide-react';
import type { ComponentType } from 'react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Result } from '../../../shared/ipc.ts';
import type { Settings } from '../../../shared/settings.ts';
import { cx } from '../../components/cx.ts';
import { useSettings, useStores } from '../../stores/stores.ts';
import { type SettingsSection, settingsSections } from '../../stores/view.ts';
import { ModelsSection } from './models-section.tsx';
import { NetworkSection } from './network-section.tsx';
import {
  AppearanceSection,
  EngineSection,
  LimitsSection,
  QueueSection,
  SetupSection,
  StorageSection,
} from './sections.tsx';

const sections: Readonly<Record<SettingsSection, { title: string; Content: ComponentType<{ values: Settings }> }>> = {
  setup: { title: 'Setup', Content: SetupSection },
  network: { title: 'Network', Content: NetworkSection },
  models: { title: 'Models', Content: ModelsSection },
  storage: { title: 'Storage', Content: StorageSection },
  limits: { title: 'Limits', Content: LimitsSection },
  queue: { title: 'Queue', Content: QueueSection },
  engine: { title: 'Engine & image', Content: EngineSection },
  appearance: { title: 'Appearance', Content: AppearanceSection },
};

export function SettingsView({ section }: { section: SettingsSection }) {
  const { view } = useStores();
  const settings = useSettings();
  const { title, Content } = sections[section];
  return (
    <div className="flex min-h-0 flex-1">
      <nav aria-label="Settings" className="flex w-44 shrink-0 flex-col gap-0.5 border-line border-r p-3">
        {settingsSections.map((name) => (
          <button
            key={name}
            type="button"
            aria-current={name === section ? 'page' : undefined}
            onClick={() => view.go({ view: 'settings', section: name })}
            className={cx(
              'h-8 rounded-md px-2.5 text-left text-ink-2 hover:bg-hover hover:text-ink',
              name === section && 'bg-pressed font-medium text-ink hover:bg-pressed',
            )}
          >
            {sections[name].title}
          </button>
        ))}
        <Version />
      </nav>
      <div className="min-w-0 flex-1 overflow-y-auto [scrollbar-gutter:stable]">
        <div className="mx-auto max-w-3xl px-6 pb-10">
          <header className="sticky top-0 z-10 -mx-6 flex items-baseline gap-4 bg-canvas px-6 pt-4 pb-2">
            <h1 className="font-semibold text-lg">{title}</h1>
            <SavingStatus />
          </header>
          <p className="mb-3 text-ink-3">Changes apply to jobs that start from now on; running jobs keep theirs.</p>
          {settings && (
            <div className="rounded-lg border border-line bg-surface px-4 shadow-card">
              <Content key={section} values={settings.values} />
            </div>
          )}
        </div>
      </div>
    </div>
  );
}

function Version() {
  const { client, toasts } = useStores();
  const [info, setInfo] = useState<Result<'app.info'> | null>(null);
  useEffect(() => {
    client.request('app.info').then(setInfo, toasts.getState().fail);
  }, [client, toasts]);
  if (info === null) return null;
  return (
    <p className="mt-auto px-2.5 text-ink-3 text-xs" title={`Data folder: ${info.dataFolder}`} data-selectable>
      Version {info.version}
    </p>
  );
}

const savedFor = 4000;

function SavingStatus() {
  const { settings } = useStores();
  const saving = useStore(settings, (state) => state.saving);
  const [shown, setShown] = useState(saving === 'saving');
  useEffect(() => {
    if (saving === 'idle') return;
    setShown(true);
    if (saving !== 'saved') return;
    const timer = setTimeout(() => setShown(false), savedFor);
    return () => clearTimeout(timer);
  }, [saving]);
  const looks = {
    idle: null,
    saving: { Icon: LoaderCircle, text: 'Saving…', look: 'text-ink-3', spin: true },
    saved: { Icon: Check, text: 'Saved', look: 'text-good-ink', spin: false },
    failed: { Icon: CircleX, text: 'Not saved', look: 'text-bad-ink', spin: false },
  } as const;
  const state = shown ? looks[saving] : null;
  return (
    <p role="status" data-testid="saving-status" className={cx('flex h-5 items-center gap-1 text-xs', state?.look)}>
      {state && (
        <>
          <state.Icon aria-hidden className={cx('size-3.5', state.spin && 'animate-spin')} />
          {state.text}
        </>
      )}
    </p>
  );
}
