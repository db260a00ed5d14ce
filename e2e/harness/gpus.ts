import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface GpuStandIn {
  /** What to launch the app with. */
  environment: Record<string, string>;
  /** Changes what the GPUs say from the next sample on; see the keys in nvidia-smi. */
  show(state: Record<string, string | number>): Promise<void>;
}

/** GPUs that are not there: a stand-in for nvidia-smi, first on `PATH`. */
export async function gpuStandIn(folder: string, state: Record<string, string | number>): Promise<GpuStandIn> {
  const file = path.join(folder, 'nvidia-smi.state');
  const show = async (next: Record<string, string | number>) => {
    const lines = Object.entries(next).map(([key, value]) => `${key}=${value}\n`);
    // Never half a file: it is read at any moment.
    await writeFile(`${file}.partial`, lines.join(''));
    await rename(`${file}.partial`, file);
  };
  await show(state);
  return {
    environment: { PATH: `${import.meta.dirname}:${process.env.PATH ?? ''}`, NVIDIA_SMI_STATE: file },
    show,
  };
}

/** The UUID that the stand-in gives the GPU with an index below 10. */
export function standInUuid(index: number): string {
  return `GPU-5e11e200-0000-4000-8000-00000000000${index}`;
}
