import type { JobLimits, JobOutputs } from '../../shared/jobs.ts';
import { collectOutputs } from './collect.ts';
import { jobTimedOut, outOfMemory, scriptFailed, spaceUsedUp } from './failures.ts';
import {
  environmentFolder,
  type JobContainers,
  type JobListener,
  outputsFolder,
  type PhaseEnd,
  type RunnableJob,
} from './job-containers.ts';
import type { JobOutcome } from './outcome.ts';

/**
 * Runs the script, without a network, and copies out what it leaves in `/outputs`.
 * @param options.environment whether packages were installed for the job.
 */
export async function execute(
  { spec, limits, gpuUuids, outputsFolder: target }: RunnableJob,
  containers: JobContainers,
  listener: JobListener,
  signal: AbortSignal,
  options: { environment: boolean },
): Promise<JobOutcome> {
  const { volumes } = containers;
  listener.entered('executing');
  const python = options.environment ? `${environmentFolder}/bin/python` : 'python3';
  const { end, container } = await containers.run('execution', {
    command: [python, `/job/inputs/${spec.script}`],
    mounts: [
      { volume: volumes.outputs, target: outputsFolder, readOnly: false },
      ...(options.environment ? [{ volume: volumes.environment, target: environmentFolder, readOnly: true }] : []),
    ],
    gpus: gpuUuids,
    seconds: limits.timeoutSeconds,
    space: { folder: outputsFolder, bytes: limits.outputsBytes },
    environment: {
      PYTHONDONTWRITEBYTECODE: '1',
      OUTPUT_DIR: outputsFolder,
      ...(options.environment
        ? { VIRTUAL_ENV: environmentFolder, PATH: `${environmentFolder}/bin:/usr/local/bin:/usr/bin:/bin` }
        : {}),
    },
    onOutput: ({ stream, bytes }) => listener.output('executing', stream, bytes),
  });
  listener.entered('collecting');
  const archive = await container.download(outputsFolder);
  signal.addEventListener('abort', () => archive.destroy(), { once: true });
  const outputs = await collectOutputs(archive, target, limits.outputsBytes, (files, bytes) =>
    listener.progress({ step: 'collecting', files, bytes }),
  );
  signal.throwIfAborted();
  listener.progress(null);
  await containers.discard(container);
  return outcomeOf(end, limits, outputs);
}

function outcomeOf(end: PhaseEnd, limits: JobLimits, outputs: JobOutputs): JobOutcome {
  const ended = { exitCode: end.exitCode, outputs };
  if (end.report?.reason === 'deadline') {
    return { kind: 'timed_out', ...ended, exitCode: null, failure: jobTimedOut(limits) };
  }
  if (end.report?.reason === 'space') {
    return {
      kind: 'failed',
      ...ended,
      exitCode: null,
      failure: spaceUsedUp('executing', 'outputs', limits.outputsBytes),
    };
  }
  if (end.exitCode === 0 && end.report) return { kind: 'succeeded', outputs };
  if (end.oomKilled) return { kind: 'failed', ...ended, failure: outOfMemory('executing', limits) };
  return { kind: 'failed', ...ended, failure: scriptFailed(end.exitCode, end.report?.signal ?? null) };
}
