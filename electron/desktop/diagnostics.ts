import type { EngineState, ImageState } from '../../shared/engine.ts';
import type { GpuState } from '../../shared/gpus.ts';
import type { QueueState } from '../../shared/jobs.ts';

export interface DiagnosticsFacts {
  /** Names of what this runs on, with their versions or states. */
  about: Readonly<Record<string, string>>;
  engine: EngineState;
  image: ImageState;
  gpus: GpuState;
  queue: QueueState;
}

/** What helps to understand a report, one fact a line. Nothing of jobs, no path and no address is in it. */
export function describeDiagnostics({ about, engine, image, gpus, queue }: DiagnosticsFacts): string {
  const facts: Readonly<Record<string, string>> = {
    ...about,
    Engine:
      engine.status === 'connected'
        ? `Docker ${engine.version} (API ${engine.apiVersion}), ${engine.operatingSystem}, ${engine.architecture}, ${engine.cpus} CPUs, ${engine.memoryBytes} bytes of memory`
        : engine.status === 'disconnected'
          ? `disconnected (${engine.failure.code})`
          : engine.status,
    Image: image.status === 'failed' ? `failed (${image.failure.code})` : image.status,
    GPUs:
      gpus.status === 'ok'
        ? `driver ${gpus.driverVersion}: ${gpus.gpus.map(({ name, memoryTotalMiB }) => `${name}, ${memoryTotalMiB} MiB`).join('; ')}`
        : gpus.status,
    Queue: `${queue.accepting ? 'accepting' : 'paused'}, ${queue.running} running, ${queue.queued} queued, ${queue.concurrency} at once`,
  };
  return Object.entries(facts)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}
