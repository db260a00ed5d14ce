import { type Settings, settingsSchema } from '../../../shared/settings.ts';
import { cleanName } from '../../../shared/text.ts';
import { formatBytes } from '../../../shared/units.ts';
import { AsyncButton, Button } from '../../components/button.tsx';
import { useEngine, useImage, useStorage, useStores } from '../../stores/stores.ts';
import { plural } from '../../words.ts';
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
  const kept = useStorage();
  const now = kept && storage.budgetGiB === 'auto' ? `; now ${formatBytes(kept.budgetBytes)}` : '';
  return (
    <>
      <AutoNumberSetting
        path="storage.budgetGiB"
        schema={storageSchema.shape.budgetGiB}
        value={storage.budgetGiB}
        start={50}
        autoMeans={`50 GiB, or a fifth of the engine’s disk if that is less${now}`}
      />
      <div className="flex items-center gap-6 py-3.5">
        <div className="min-w-0 flex-1">
          <p className="font-medium">What is kept</p>
          <p className="text-ink-3 text-xs">
            {kept === null
              ? 'Environments, models and datasets, with what they take.'
              : `${plural(kept.items.length, 'item')}; ${formatBytes(kept.usedBytes)} of the budget used.`}
          </p>
        </div>
        <Button onClick={() => view.go({ view: 'storage' })}>Open Storage</Button>
      </div>
    </>
  );
}

export function LimitsSection({ values: { limits } }: SectionProps) {
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
            ? `Three quarters of ${formatBytes(connected.memoryBytes)}, shared by the jobs at once`
            : 'Three quarters of the engine’s memory, shared by the jobs at once'
        }
      />
      <AutoNumberSetting
        path="limits.cpus"
        schema={shape.cpus}
        value={limits.cpus}
        start={connected?.cpus ?? 4}
        autoMeans={connected ? `All ${connected.cpus} of the engine` : 'All of the engine'}
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
  const image = useImage();
  const imageText = {
    unknown: 'Known once the engine is connected',
    missing: 'Not here yet',
    preparing: 'Being prepared',
    ready: image.status === 'ready' ? `Ready, ${formatBytes(image.sizeBytes)}` : '',
    failed: image.status === 'failed' ? image.failure.message : '',
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
            ? `Connected to ${state.endpoint}`
            : state.status === 'connecting'
              ? 'Connecting'
              : 'Not connected'
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
          <p className="font-medium">Image on this engine</p>
          <p className="text-ink-3 text-xs wrap-anywhere">{cleanName(imageText)}</p>
        </div>
        {image.status === 'preparing' ? (
          <AsyncButton action={() => client.request('image.cancel')}>Cancel preparing</AsyncButton>
        ) : (
          <AsyncButton action={() => client.request('image.prepare')} disabled={image.status === 'unknown'}>
            {image.status === 'ready' ? 'Prepare again' : 'Prepare image'}
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
