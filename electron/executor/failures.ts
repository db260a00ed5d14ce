import type { Failure, Phase } from '../../shared/errors.ts';
import type { JobLimits } from '../../shared/jobs.ts';
import { formatBytes, formatDuration } from '../../shared/units.ts';

export function imageMissing(image: string): Failure {
  return {
    code: 'image_missing',
    message: `The image ${image}, which jobs need, is not on this machine.`,
    phase: 'preparing',
    retryable: true,
    remedy: { text: 'Prepare the image, then run the job again.', action: { kind: 'prepare_image' } },
  };
}

export function offline(missing: string[]): Failure {
  return {
    code: 'requirements_offline',
    message: `The setup network is off, and these packages are not in the image: ${missing.join(', ').slice(0, 300)}.`,
    phase: 'preparing',
    retryable: true,
    remedy: {
      text: 'Turn on Settings → Setup → Setup network, or ask the buyer to carry the wheels along. Then run the job again.',
      action: { kind: 'open_settings', section: 'setup' },
    },
    details: missing,
  };
}

export function setupTimedOut(limits: JobLimits, lines: string[]): Failure {
  return {
    code: 'setup_timed_out',
    message: `Setup was not finished after ${formatDuration(limits.setupTimeoutSeconds * 1000)}, its time limit.`,
    phase: 'setup',
    retryable: true,
    remedy: {
      text: 'If the packages are large, raise Settings → Setup → Setup timeout and run the job again.',
      action: { kind: 'open_settings', section: 'setup' },
    },
    details: lines.slice(-6),
  };
}

export function jobTimedOut(limits: JobLimits): Failure {
  return {
    code: 'job_timed_out',
    message: `The script was not finished after ${formatDuration(limits.timeoutSeconds * 1000)}, the job’s time limit.`,
    phase: 'executing',
    retryable: true,
    remedy: { text: 'Run it again with a longer timeout if it needs one.' },
  };
}

export function outOfMemory(phase: Phase, limits: JobLimits): Failure {
  return {
    code: 'out_of_memory',
    message: `The job needed more than its ${formatBytes(limits.memoryBytes)} of memory.`,
    phase,
    retryable: true,
    remedy: {
      text: 'Raise Settings → Limits → Memory if the machine has more.',
      action: { kind: 'open_settings', section: 'limits' },
    },
  };
}

export function spaceUsedUp(phase: Phase, what: 'packages' | 'outputs', bytes: number): Failure {
  return {
    code: 'disk_limit',
    message: `The job’s ${what} grew past their limit of ${formatBytes(bytes)}.`,
    phase,
    retryable: true,
    remedy: {
      text: `Raise Settings → Limits → ${what === 'packages' ? 'Package space' : 'Output space'} if the disk has room.`,
      action: { kind: 'open_settings', section: 'limits' },
    },
  };
}

export function scriptFailed(exitCode: number, signal: number | null): Failure {
  const how = signal !== null ? `was ended by signal ${signal}` : `ended with exit code ${exitCode}`;
  return {
    code: 'script_failed',
    message: `The script ${how}.`,
    phase: 'executing',
    retryable: true,
    remedy: { text: 'The log’s last lines say why; the script is the buyer’s to mend.' },
  };
}
