import type { JobLimits, JobOutputs } from '../../shared/jobs.ts';
import { hubEnvironment, snapshotView } from '../models/snapshot-view.ts';
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
import { type Provisions, volumesOf } from './provisions.ts';
import { packEntries } from './upload.ts';

/** Where the volumes of the job’s repositories are, read-only. */
const repositoryFolder = (index: number) => `/models/${index}`;

/**
 * Runs the script, without a network, and copies out what it leaves in `/outputs`.
 * @param provisions what setup has made for it, or what was kept; both can only be read.
 */
export async function execute(
  { spec, limits, gpuUuids, outputsFolder: target }: RunnableJob,
  containers: JobContainers,
  listener: JobListener,
  signal: AbortSignal,
  { environment, repositories }: Provisions,
): Promise<JobOutcome> {
  const { volumes } = containers;
  const kept = volumesOf(repositories);
  if (repositories.length > 0) {
    const view = repositories.map(({ need, snapshot, volume }) => {
      return { asked: need.request, snapshot, folder: repositoryFolder(kept.indexOf(volume)) };
    });
    await containers.stage([{ volume: volumes.job, target: '/job' }], packEntries(snapshotView(view)));
  }
  listener.entered('executing');
  const python = environment ? `${environmentFolder}/bin/python` : 'python3';
  const { end, container } = await containers.run('execution', {
    command: [python, `/job/inputs/${spec.script}`],
    mounts: [
      { volume: volumes.outputs, target: outputsFolder, readOnly: false },
      ...(environment ? [{ volume: environment.volume, target: environmentFolder, readOnly: true }] : []),
      ...kept.map((volume, index) => ({ volume, target: repositoryFolder(index), readOnly: true })),
    ],
    gpus: gpuUuids,
    seconds: limits.timeoutSeconds,
    space: { folder: outputsFolder, bytes: limits.outputsBytes },
    environment: {
      PYTHONDONTWRITEBYTECODE: '1',
      OUTPUT_DIR: outputsFolder,
      ...(repositories.length > 0 ? hubEnvironment : {}),
      ...(environment
        ? { VIRTUAL_ENV: environmentFolder, PATH: `${environmentFolder}/bin:/usr/local/bin:/usr/bin:/bin` }
        : {}),
    },
    onOutput: ({ stream, bytes }) => listener.output('executing', stream, bytes),
    onUsage: listener.usage,
    onReport: listener.reported,
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
