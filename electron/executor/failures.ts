import type { Failure, Phase } from '../../shared/errors.ts';
import type { JobLimits } from '../../shared/jobs.ts';
import { advice, sentence } from '../../shared/languages/sentence.ts';

export function imageMissing(image: string): Failure {
  return {
    code: 'image_missing',
    ...sentence('image_missing', { image }),
    phase: 'preparing',
    retryable: true,
    remedy: advice('prepare_image_and_run_again', {}, { kind: 'prepare_image' }),
  };
}

export function offline(missing: string[]): Failure {
  return {
    code: 'requirements_offline',
    ...sentence('packages_offline', { packages: missing.join(', ').slice(0, 300) }),
    phase: 'preparing',
    retryable: true,
    remedy: advice('turn_on_network_or_carry_wheels', {}, { kind: 'open_settings', section: 'setup' }),
    details: missing,
  };
}

export function setupTimedOut(limits: JobLimits, lines: string[]): Failure {
  return {
    code: 'setup_timed_out',
    ...sentence('setup_timed_out', { limit: { milliseconds: limits.setupTimeoutSeconds * 1000 } }),
    phase: 'setup',
    retryable: true,
    remedy: advice('raise_setup_timeout', {}, { kind: 'open_settings', section: 'setup' }),
    details: lines.slice(-6),
  };
}

export function jobTimedOut(limits: JobLimits): Failure {
  return {
    code: 'job_timed_out',
    ...sentence('job_timed_out', { limit: { milliseconds: limits.timeoutSeconds * 1000 } }),
    phase: 'executing',
    retryable: true,
    remedy: advice('run_with_longer_timeout'),
  };
}

export function outOfMemory(phase: Phase, limits: JobLimits): Failure {
  return {
    code: 'out_of_memory',
    ...sentence('out_of_memory', { limit: { bytes: limits.memoryBytes } }),
    phase,
    retryable: true,
    remedy: advice('raise_memory', {}, { kind: 'open_settings', section: 'limits' }),
  };
}

export function spaceUsedUp(phase: Phase, what: 'packages' | 'outputs', bytes: number): Failure {
  return {
    code: 'disk_limit',
    ...sentence(`${what}_over_limit`, { limit: { bytes } }),
    phase,
    retryable: true,
    remedy: advice(
      what === 'packages' ? 'raise_package_space' : 'raise_output_space',
      {},
      { kind: 'open_settings', section: 'limits' },
    ),
  };
}

export function scriptFailed(exitCode: number, signal: number | null): Failure {
  return {
    code: 'script_failed',
    ...(signal === null ? sentence('script_ended', { exitCode }) : sentence('script_ended_by_signal', { signal })),
    phase: 'executing',
    retryable: true,
    remedy: advice('see_log_end'),
  };
}
