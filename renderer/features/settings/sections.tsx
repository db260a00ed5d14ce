import { type Settings, settingsSchema } from '../../../shared/settings.ts';
import { cleanName } from '../../../shared/text.ts';
import { AsyncButton, Button } from '../../components/button.tsx';
import { useEngine, useImage, useStorage, useStores, useWords } from '../../stores/stores.ts';
import { AutoNumberSetting, ChoiceSetting, NumberSetting, SwitchSetting, TextSetting } from './setting.tsx';

const {
  setup: setupSchema,
  storage: storageSchema,
  limits: limitsSchema,
  queue: queueSchema,
  engine: engineSchema,
} = settingsSchema.shape;

interface SectionProps {
  values: Settings;
}

export function SetupSection({ values: { setup } }: SectionProps) {
  return (
    <>
      <SwitchSetting path="setup.network" value={setup.network} />
      <NumberSetting
        path="setup.timeoutSeconds"
        schema={setupSchema.shape.timeoutSeconds}
        value={setup.timeoutSeconds}
      />
      <SwitchSetting path="setup.gpus" value={setup.gpus} />
    </>
  );
}

export function StorageSection({ values: { storage } }: SectionProps) {
  const { view } = useStores();
  const { t, formatBytes } = useWords();
  const kept = useStorage();
  return (
    <>
      <AutoNumberSetting
        path="storage.budgetGiB"
        schema={storageSchema.shape.budgetGiB}
        value={storage.budgetGiB}
        start={50}
        autoMeans={
          kept && storage.budgetGiB === 'auto'
            ? t('settings.storage.autoNow', { size: formatBytes(kept.budgetBytes) })
            : t('settings.storage.auto')
        }
      />
      <div className="flex items-center gap-6 py-3.5">
        <div className="min-w-0 flex-1">
          <p className="font-medium">{t('settings.storage.kept')}</p>
          <p className="text-ink-3 text-xs">
            {kept === null
              ? t('settings.storage.unknown')
              : t('settings.storage.used', { count: kept.items.length, size: formatBytes(kept.usedBytes) })}
          </p>
        </div>
        <Button onClick={() => view.go({ view: 'storage' })}>{t('settings.storage.open')}</Button>
      </div>
    </>
  );
}

export function LimitsSection({ values: { limits } }: SectionProps) {
  const { t, formatBytes } = useWords();
  const engine = useEngine();
  const connected = engine.status === 'connected' ? engine : null;
  const shape = limitsSchema.shape;
  return (
    <>
      <NumberSetting
        path="limits.defaultTimeoutSeconds"
        schema={shape.defaultTimeoutSeconds}
        value={limits.defaultTimeoutSeconds}
      />
      <NumberSetting
        path="limits.maxTimeoutSeconds"
        schema={shape.maxTimeoutSeconds}
        value={limits.maxTimeoutSeconds}
      />
      <AutoNumberSetting
        path="limits.memoryMiB"
        schema={shape.memoryMiB}
        value={limits.memoryMiB}
        start={8_192}
        autoMeans={
          connected
            ? t('settings.limits.memoryAutoOf', { size: formatBytes(connected.memoryBytes) })
            : t('settings.limits.memoryAuto')
        }
      />
      <AutoNumberSetting
        path="limits.cpus"
        schema={shape.cpus}
        value={limits.cpus}
        start={connected?.cpus ?? 4}
        autoMeans={
          connected ? t('settings.limits.cpusAutoOf', { count: connected.cpus }) : t('settings.limits.cpusAuto')
        }
      />
      <NumberSetting path="limits.pids" schema={shape.pids} value={limits.pids} />
      <NumberSetting path="limits.tmpMiB" schema={shape.tmpMiB} value={limits.tmpMiB} />
      <NumberSetting path="limits.shmMiB" schema={shape.shmMiB} value={limits.shmMiB} />
      <NumberSetting path="limits.environmentMiB" schema={shape.environmentMiB} value={limits.environmentMiB} />
      <NumberSetting path="limits.outputsMiB" schema={shape.outputsMiB} value={limits.outputsMiB} />
      <NumberSetting path="limits.logMiB" schema={shape.logMiB} value={limits.logMiB} />
    </>
  );
}

export function QueueSection({ values: { queue } }: SectionProps) {
  return (
    <>
      <NumberSetting path="queue.concurrency" schema={queueSchema.shape.concurrency} value={queue.concurrency} />
      <SwitchSetting path="queue.accepting" value={queue.accepting} />
    </>
  );
}

export function EngineSection({ values: { engine } }: SectionProps) {
  const { client } = useStores();
  const state = useEngine();
  const { t, formatBytes, describeFailure } = useWords();
  const image = useImage();
  const imageText = {
    unknown: t('settings.engine.imageUnknown'),
    missing: t('settings.engine.imageMissing'),
    preparing: t('settings.engine.imagePreparing'),
    ready: image.status === 'ready' ? t('settings.engine.imageReady', { size: formatBytes(image.sizeBytes) }) : '',
    failed: image.status === 'failed' ? describeFailure(image.failure).message : '',
  }[image.status];
  return (
    <>
      <TextSetting
        path="engine.endpoint"
        schema={engineSchema.shape.endpoint}
        value={engine.endpoint}
        textOf={String}
        parse={(text) => text.trim()}
        wide
        hint={() =>
          state.status === 'connected'
            ? t('settings.engine.connectedTo', { endpoint: state.endpoint })
            : state.status === 'connecting'
              ? t('settings.engine.connecting')
              : t('settings.engine.disconnected')
        }
      />
      <TextSetting
        path="engine.image"
        schema={engineSchema.shape.image}
        value={engine.image}
        textOf={String}
        parse={(text) => text.trim()}
        wide
      />
      <div className="flex items-center gap-6 py-3.5">
        <div className="min-w-0 flex-1">
          <p className="font-medium">{t('settings.engine.image')}</p>
          <p className="text-ink-3 text-xs wrap-anywhere">{cleanName(imageText)}</p>
        </div>
        {image.status === 'preparing' ? (
          <AsyncButton action={() => client.request('image.cancel')}>
            {t('settings.engine.cancelPreparing')}
          </AsyncButton>
        ) : (
          <AsyncButton action={() => client.request('image.prepare')} disabled={image.status === 'unknown'}>
            {t(image.status === 'ready' ? 'settings.engine.prepareAgain' : 'settings.engine.prepare')}
          </AsyncButton>
        )}
      </div>
    </>
  );
}

export function AppearanceSection({ values: { appearance } }: SectionProps) {
  return (
    <>
      <ChoiceSetting
        path="appearance.theme"
        value={appearance.theme}
        options={settingsSchema.shape.appearance.shape.theme.options}
      />
      <ChoiceSetting
        path="appearance.language"
        value={appearance.language}
        options={settingsSchema.shape.appearance.shape.language.options}
      />
    </>
  );
}
