import { defaultSettings, type Settings, settingsSchema } from '../../../shared/settings.ts';
import { cleanName } from '../../../shared/text.ts';
import { formatBytes } from '../../../shared/units.ts';
import { AsyncButton, Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { useEngine, useImage, useStorage, useStores } from '../../stores/stores.ts';
import { formatSeconds, plural } from '../../words.ts';
import { AutoNumberSetting, NumberSetting, SettingRow, SwitchSetting, TextSetting } from './setting.tsx';

const {
  setup: setupSchema,
  storage: storageSchema,
  limits: limitsSchema,
  queue: queueSchema,
  engine: engineSchema,
} = settingsSchema.shape;
const presets = defaultSettings;
const inMiB = (value: number) => `= ${formatBytes(value * 1024 * 1024)}`;
const inSeconds = (value: number) => `= ${formatSeconds(value)}`;

interface SectionProps {
  values: Settings;
}

export function SetupSection({ values: { setup } }: SectionProps) {
  return (
    <>
      <SwitchSetting
        path="setup.network"
        label="Setup network"
        about="On: setup reaches the hosts that are allowed under Network, and nothing else. Off: jobs whose requirements are not in the image or carried along are refused before anything runs. Execution never has a network."
        value={setup.network}
        preset={presets.setup.network}
        patch={(network) => ({ setup: { network } })}
      />
      <NumberSetting
        path="setup.timeoutSeconds"
        label="Setup timeout"
        about="Longest time for installing what a job requires."
        unit="seconds"
        schema={setupSchema.shape.timeoutSeconds}
        value={setup.timeoutSeconds}
        preset={presets.setup.timeoutSeconds}
        hint={inSeconds}
        patch={(timeoutSeconds) => ({ setup: { timeoutSeconds } })}
      />
      <SwitchSetting
        path="setup.gpus"
        label="GPUs in setup"
        about="Setup sees the job’s GPUs too. Some packages need them to build."
        value={setup.gpus}
        preset={presets.setup.gpus}
        patch={(gpus) => ({ setup: { gpus } })}
      />
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
        label="Storage budget"
        about="What environments, models and datasets may take in all. Beyond it, what was not used for longest goes first; what a job uses stays until the job is over."
        unit="GiB"
        schema={storageSchema.shape.budgetGiB}
        value={storage.budgetGiB}
        preset={presets.storage.budgetGiB}
        start={50}
        autoMeans={`50 GiB, or a fifth of the engine’s disk if that is less${now}`}
        warning={
          kept?.disk && storage.budgetGiB !== 'auto' && storage.budgetGiB * 1024 ** 3 > kept.disk.totalBytes
            ? `More than the engine’s disk, which has ${formatBytes(kept.disk.totalBytes)}.`
            : null
        }
        patch={(budgetGiB) => ({ storage: { budgetGiB } })}
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
        label="Default job timeout"
        about="For jobs that name no time limit of their own."
        unit="seconds"
        schema={shape.defaultTimeoutSeconds}
        value={limits.defaultTimeoutSeconds}
        preset={presets.limits.defaultTimeoutSeconds}
        hint={inSeconds}
        warning={
          limits.defaultTimeoutSeconds > limits.maxTimeoutSeconds ? 'Longer than the longest job timeout below.' : null
        }
        patch={(defaultTimeoutSeconds) => ({ limits: { defaultTimeoutSeconds } })}
      />
      <NumberSetting
        path="limits.maxTimeoutSeconds"
        label="Longest job timeout"
        about="A job that asks for more is refused."
        unit="seconds"
        schema={shape.maxTimeoutSeconds}
        value={limits.maxTimeoutSeconds}
        preset={presets.limits.maxTimeoutSeconds}
        hint={inSeconds}
        patch={(maxTimeoutSeconds) => ({ limits: { maxTimeoutSeconds } })}
      />
      <AutoNumberSetting
        path="limits.memoryMiB"
        label="Memory"
        about="Memory of each job, swap included. A job that needs more is ended."
        unit="MiB"
        schema={shape.memoryMiB}
        value={limits.memoryMiB}
        preset={presets.limits.memoryMiB}
        start={8_192}
        autoMeans={
          connected
            ? `Three quarters of ${formatBytes(connected.memoryBytes)}, shared by the jobs at once`
            : 'Three quarters of the engine’s memory, shared by the jobs at once'
        }
        hint={(value) => (value === 'auto' ? '' : inMiB(value))}
        patch={(memoryMiB) => ({ limits: { memoryMiB } })}
      />
      <AutoNumberSetting
        path="limits.cpus"
        label="CPUs"
        about="CPU time of each job, in whole CPUs or parts of one."
        unit="CPUs"
        schema={shape.cpus}
        value={limits.cpus}
        preset={presets.limits.cpus}
        start={connected?.cpus ?? 4}
        autoMeans={connected ? `All ${connected.cpus} of the engine` : 'All of the engine'}
        patch={(cpus) => ({ limits: { cpus } })}
      />
      <NumberSetting
        path="limits.pids"
        label="Processes"
        about="Processes and threads that a job may have at once."
        schema={shape.pids}
        value={limits.pids}
        preset={presets.limits.pids}
        patch={(pids) => ({ limits: { pids } })}
      />
      <NumberSetting
        path="limits.tmpMiB"
        label="Temporary space"
        about="/tmp of each phase, in memory."
        unit="MiB"
        schema={shape.tmpMiB}
        value={limits.tmpMiB}
        preset={presets.limits.tmpMiB}
        hint={inMiB}
        patch={(tmpMiB) => ({ limits: { tmpMiB } })}
      />
      <NumberSetting
        path="limits.shmMiB"
        label="Shared memory"
        about="/dev/shm: data loaders of PyTorch pass their batches through it."
        unit="MiB"
        schema={shape.shmMiB}
        value={limits.shmMiB}
        preset={presets.limits.shmMiB}
        hint={inMiB}
        patch={(shmMiB) => ({ limits: { shmMiB } })}
      />
      <NumberSetting
        path="limits.environmentMiB"
        label="Package space"
        about="Disk space for what setup installs."
        unit="MiB"
        schema={shape.environmentMiB}
        value={limits.environmentMiB}
        preset={presets.limits.environmentMiB}
        hint={inMiB}
        patch={(environmentMiB) => ({ limits: { environmentMiB } })}
      />
      <NumberSetting
        path="limits.outputsMiB"
        label="Output space"
        about="Disk space for what a job writes to /outputs."
        unit="MiB"
        schema={shape.outputsMiB}
        value={limits.outputsMiB}
        preset={presets.limits.outputsMiB}
        hint={inMiB}
        patch={(outputsMiB) => ({ limits: { outputsMiB } })}
      />
      <NumberSetting
        path="limits.logMiB"
        label="Log size"
        about="Output that is kept of each job; what goes beyond is thrown away."
        unit="MiB"
        schema={shape.logMiB}
        value={limits.logMiB}
        preset={presets.limits.logMiB}
        hint={inMiB}
        patch={(logMiB) => ({ limits: { logMiB } })}
      />
    </>
  );
}

export function QueueSection({ values: { queue } }: SectionProps) {
  return (
    <>
      <NumberSetting
        path="queue.concurrency"
        label="Jobs at once"
        about="More jobs wait in the queue. GPUs are never shared between jobs."
        schema={queueSchema.shape.concurrency}
        value={queue.concurrency}
        preset={presets.queue.concurrency}
        patch={(concurrency) => ({ queue: { concurrency } })}
      />
      <SwitchSetting
        path="queue.accepting"
        label="Start queued jobs"
        about="Off: jobs wait in the queue. The same as the switch in the top bar."
        value={queue.accepting}
        preset={presets.queue.accepting}
        patch={(accepting) => ({ queue: { accepting } })}
      />
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
        label="Engine address"
        about="“auto” looks where Docker usually is; else a socket path or tcp://host:port."
        schema={engineSchema.shape.endpoint}
        value={engine.endpoint}
        preset={presets.engine.endpoint}
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
        patch={(endpoint) => ({ engine: { endpoint } })}
      />
      <TextSetting
        path="engine.image"
        label="Sandbox image"
        about="The image that jobs run in. The app can prepare the one that it comes with."
        schema={engineSchema.shape.image}
        value={engine.image}
        preset={presets.engine.image}
        textOf={String}
        parse={(text) => text.trim()}
        wide
        patch={(name) => ({ engine: { image: name } })}
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

const themes = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

export function AppearanceSection({ values: { appearance } }: SectionProps) {
  const { settings } = useStores();
  const save = (theme: Settings['appearance']['theme']) => void settings.update({ appearance: { theme } });
  return (
    <SettingRow
      path="appearance.theme"
      label="Theme"
      about="System follows what your desktop is set to."
      changed={appearance.theme !== presets.appearance.theme}
      onReset={() => save(presets.appearance.theme)}
    >
      <Choice label="Theme" value={appearance.theme} options={themes} onChange={save} />
    </SettingRow>
  );
}
