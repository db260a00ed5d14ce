import { z } from 'zod';
import { AppError, type Failure } from '../../shared/errors.ts';
import { advice, sentence } from '../../shared/languages/sentence.ts';

const requestErrorSchema = z.looseObject({
  statusCode: z.number().optional(),
  code: z.string().optional(),
  message: z.string().default(''),
  json: z.unknown().optional(),
});

const engineMessageSchema = z.looseObject({ message: z.string() });

/** HTTP status of the engine's answer, or null where there was no answer. */
export function statusOf(error: unknown): number | null {
  return requestErrorSchema.safeParse(error).data?.statusCode ?? null;
}

/** The engine's own words about what went wrong. */
function engineWords(error: unknown): string {
  const request = requestErrorSchema.safeParse(error).data;
  const answer = engineMessageSchema.safeParse(request?.json).data;
  return (answer?.message ?? request?.message ?? String(error)).trim();
}

const noConnection = new Set(['ECONNREFUSED', 'ENOENT', 'EACCES', 'EPERM', 'ENOTFOUND', 'EHOSTUNREACH', 'ETIMEDOUT']);
const cutConnection = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']);

/** Why no connection could be made to `endpoint`, in words that say what to do. */
export function unreachable(error: unknown, endpoint: string): Failure {
  const code = requestErrorSchema.safeParse(error).data?.code ?? '';
  const base = { code: 'engine_unreachable' as const, retryable: true, details: [engineWords(error)] };
  const retry = { kind: 'retry_engine' as const };
  if (code === 'EACCES' || code === 'EPERM') {
    return {
      ...base,
      ...sentence('engine_not_allowed', { endpoint }),
      remedy: advice('join_docker_group', {}, retry),
    };
  }
  if (code === 'ENOENT') {
    return {
      ...base,
      ...sentence('engine_not_found', { endpoint }),
      remedy: advice('install_docker', {}, retry),
    };
  }
  return {
    ...base,
    ...sentence('engine_silent', { endpoint }),
    remedy: advice('start_docker_service', {}, retry),
  };
}

/** Turns whatever a request to the engine threw into an `AppError` with a stable code. */
export function engineError(error: unknown, endpoint: string): AppError {
  if (error instanceof AppError) return error;
  const code = requestErrorSchema.safeParse(error).data?.code ?? '';
  const words = engineWords(error);
  const cause = { cause: error };
  if (noConnection.has(code)) return new AppError(unreachable(error, endpoint), cause);
  // Docker 20.10 still answers in the middle of its own end, without the database of its volumes.
  if (cutConnection.has(code) || /socket hang up|aborted|database not open/.test(words)) {
    return new AppError(lost(words), cause);
  }
  if (/could not select device driver|nvidia-container|unresolvable CDI|unknown or invalid runtime name/i.test(words)) {
    return new AppError(
      {
        code: 'gpu_runtime_missing',
        ...sentence('gpu_runtime_missing'),
        retryable: true,
        remedy: advice('install_container_toolkit'),
        details: [words],
      },
      cause,
    );
  }
  if (/no such image/i.test(words)) {
    return new AppError({ code: 'image_missing', message: words, retryable: true }, cause);
  }
  if (/no space left on device/i.test(words)) {
    return new AppError(
      {
        code: 'disk_full',
        ...sentence('engine_disk_full'),
        retryable: true,
        remedy: advice('free_docker_space'),
        details: [words],
      },
      cause,
    );
  }
  return new AppError(
    {
      code: 'engine_error',
      ...sentence('engine_refused', { words }),
      retryable: true,
      remedy: advice('look_at_engine_log'),
    },
    cause,
  );
}

/** The connection broke while something was running. */
export function lost(words: string): Failure {
  return {
    code: 'engine_lost',
    ...sentence('engine_lost'),
    retryable: true,
    remedy: advice('start_docker_and_run_again', {}, { kind: 'run_again' }),
    details: [words],
  };
}
