import type { GpuProcess } from '../../shared/gpus.ts';
import { cleanName } from '../../shared/text.ts';
import { keepSmi, type SmiKeeper } from './keeper.ts';
import { isGpuUuid, readNumber } from './parse.ts';
import type { IdentifyProcess } from './process-owner.ts';
import type { SmiProgram } from './smi.ts';

/** Watches which processes use memory of the GPUs, through one `nvidia-smi` that stays. */
export interface GpuProcesses extends SmiKeeper {
  /** What uses the memory of a GPU, as seen last; null where the driver does not say. */
  of(gpuUuid: string): GpuProcess[] | null;
}

export interface GpuProcessesOptions {
  program: SmiProgram;
  /** Length of a moment in milliseconds: what patience and waits are counted in. */
  momentMs: number;
  /** Null where the system does not tell: the driver is asked for names then, and no process is a job's. */
  identify: IdentifyProcess | null;
}

/** A process that uses memory of one GPU; one that uses several has a row each. */
interface ProcessRow {
  gpuUuid: string;
  pid: number;
  memoryMiB: number | null;
  /** As the driver tells it, unchecked. */
  name: string | null;
}

// In moments.
const patienceAtStart = 10;
const patience = 2;
const longestWait = 300;

const numbers = ['gpu_uuid', 'pid', 'used_gpu_memory'];

/** One line of `--query-compute-apps=gpu_uuid,pid,used_gpu_memory[,process_name]`; null for any other line. */
export function parseProcess(line: string): ProcessRow | null {
  const [gpuUuid, pidText, memory, ...name] = line.split(',').map((cell) => cell.trim());
  const pid = readNumber(pidText);
  if (!isGpuUuid(gpuUuid) || pid === null || memory === undefined) return null;
  const told = name.join(', ');
  return { gpuUuid, pid, memoryMiB: readNumber(memory), name: /^(\[.*\])?$/.test(told) ? null : told };
}

export function createGpuProcesses({ program, momentMs, identify }: GpuProcessesOptions): GpuProcesses {
  // A job chooses what its processes are called: with a line break in a name it could add rows. So names are not asked for
  // where the system tells them; on Windows they are paths, which have none.
  const fields = identify ? numbers : [...numbers, 'process_name'];
  let latest: ReadonlyMap<string, GpuProcess[]> | null = null;
  let round = 0;

  const forget = (): void => {
    round += 1;
    latest = null;
  };

  const processOf = async ({ pid, memoryMiB, name: told }: ProcessRow): Promise<GpuProcess> => {
    const { name, jobId } = identify ? await identify(pid) : { name: told, jobId: null };
    return { pid, name: cleanName(name ?? '') || 'unknown', memoryMiB, jobId };
  };

  const onFrame = async (rows: readonly ProcessRow[]): Promise<void> => {
    round += 1;
    const mine = round;
    const processes = await Promise.all(rows.map(async (row) => ({ ...row, process: await processOf(row) })));
    // A later round was faster, or nobody wants to know any more.
    if (mine !== round) return;
    const byGpu = Map.groupBy(processes, ({ gpuUuid }) => gpuUuid);
    latest = new Map([...byGpu].map(([uuid, found]) => [uuid, found.map(({ process }) => process)]));
  };

  const keeper = keepSmi<ProcessRow>({
    program,
    momentMs,
    longestWait,
    ask: (intervalMs) => ({
      query: `--query-compute-apps=${fields.join(',')}`,
      parse: parseProcess,
      keyOf: ({ gpuUuid, pid }) => `${gpuUuid} ${pid}`,
      onFrame: (rows) => void onFrame(rows),
      patience: { first: patienceAtStart * momentMs, next: intervalMs + patience * momentMs },
      // A round without processes prints nothing.
      onSilence: () => void onFrame([]),
    }),
    onEnd() {
      forget();
      return 'later';
    },
  });

  return {
    of: (gpuUuid) => latest && (latest.get(gpuUuid) ?? []),
    start: keeper.start,
    async stop() {
      forget();
      await keeper.stop();
    },
  };
}
