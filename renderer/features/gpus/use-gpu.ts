import { useStore } from 'zustand';
import type { Gpu, GpuState } from '../../../shared/gpus.ts';
import { useStores } from '../../stores/stores.ts';

/** The GPUs that are there, or were when the driver was lost. */
export function gpusIn(state: GpuState): readonly Gpu[] {
  return state.status === 'ok' ? state.gpus : state.status === 'lost' ? state.lastSeen : [];
}

/** One GPU as it is now: a component that asks for it is rendered for each sample, its parents are not. */
export const useGpu = (uuid: string): Gpu | undefined =>
  useStore(useStores().gpus, ({ value }) => gpusIn(value).find((gpu) => gpu.uuid === uuid));
