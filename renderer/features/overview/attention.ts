import type { Failure } from '../../../shared/errors.ts';
import type { GpuState } from '../../../shared/gpus.ts';
import type { QueueState } from '../../../shared/jobs.ts';
import type { SettingPath } from '../../../shared/setting-paths.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { StorageState } from '../../../shared/storage.ts';
import type { Words } from '../../language/words.ts';
import type { Machine } from '../settings/registry/entry.ts';
import { entryOf, shownPaths } from '../settings/registry/registry.ts';

/** A setting whose value carries a risk that somebody chose. */
export interface RiskySetting {
  path: SettingPath;
  /** What could happen. */
  text: string;
}

/** Something that is wrong and that a person can do something about. A lost engine and a missing image are told above every view. */
export type Attention =
  | { kind: 'gpus_lost' }
  /** The engine cannot give GPUs to containers: what the last job with GPUs failed for. */
  | { kind: 'gpu_failure'; failure: Failure }
  /** The numbers of the GPUs that are at `degrees` Celsius, from which they count as hot, or above. */
  | { kind: 'gpu_hot'; gpus: readonly number[]; degrees: number }
  | { kind: 'disk_low'; freeBytes: number; totalBytes: number }
  | { kind: 'storage_over'; usedBytes: number; budgetBytes: number }
  /** `variable` is what decides it, where the seller cannot. */
  | { kind: 'paused'; variable: string | null }
  | ({ kind: 'risky_setting' } & RiskySetting);

export interface AttentionFacts {
  gpus: GpuState;
  gpuFailure: Failure | null;
  storage: StorageState | null;
  queue: QueueState | null;
  hotCelsius: number;
  pausedBy: string | null;
  risky: readonly RiskySetting[];
}

/** A disk is nearly full with less than a twentieth, and less than this many bytes, free. */
const lowBytes = 20 * 1024 ** 3;
const lowShare = 0.05;

/** What is wrong, the worst first. */
export function attentionOf(facts: AttentionFacts): Attention[] {
  const { gpus, gpuFailure, storage, queue, risky } = facts;
  const found: Attention[] = [];
  if (gpus.status === 'lost') found.push({ kind: 'gpus_lost' });
  if (gpuFailure !== null) found.push({ kind: 'gpu_failure', failure: gpuFailure });
  const hot = hotGpus(gpus, facts.hotCelsius);
  if (hot.length > 0) found.push({ kind: 'gpu_hot', gpus: hot, degrees: facts.hotCelsius });
  if (storage?.disk && isLow(storage.disk)) found.push({ kind: 'disk_low', ...storage.disk });
  if (storage !== null && storage.usedBytes > storage.budgetBytes) {
    found.push({ kind: 'storage_over', usedBytes: storage.usedBytes, budgetBytes: storage.budgetBytes });
  }
  if (queue?.accepting === false) found.push({ kind: 'paused', variable: facts.pausedBy });
  return [...found, ...risky.map((setting) => ({ kind: 'risky_setting' as const, ...setting }))];
}

function hotGpus(gpus: GpuState, degrees: number): number[] {
  if (gpus.status !== 'ok') return [];
  return gpus.gpus.filter(({ temperatureC }) => (temperatureC ?? 0) >= degrees).map(({ index }) => index);
}

const isLow = ({ freeBytes, totalBytes }: NonNullable<StorageState['disk']>) =>
  freeBytes < lowBytes && freeBytes < totalBytes * lowShare;

/** The settings that carry a risk as they are, beyond what comes with the app. */
export function riskySettings(values: Settings, machine: Machine, words: Words): RiskySetting[] {
  return shownPaths.flatMap((path) => {
    const caution = entryOf(path).risk?.now(values, machine, words) ?? null;
    return caution?.tone === 'warn' ? [{ path, text: caution.text }] : [];
  });
}
