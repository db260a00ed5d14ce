import { z } from 'zod';
import { AppError, type Failure } from '../../shared/errors.ts';

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
      message: `This account may not use the Docker engine at ${endpoint}.`,
      remedy: {
        text: 'Add your account to the docker group (sudo usermod -aG docker "$USER"), then log out and in again.',
        action: retry,
      },
    };
  }
  if (code === 'ENOENT') {
    return {
      ...base,
      message: `No Docker engine was found: ${endpoint} does not exist.`,
      remedy: {
        text: 'Install Docker or start Docker Desktop; the app connects by itself when it is up.',
        action: retry,
      },
    };
  }
  return {
    ...base,
    message: `The Docker engine at ${endpoint} does not answer.`,
    remedy: {
      text: 'Start the Docker service (sudo systemctl start docker); the app connects by itself.',
      action: retry,
    },
  };
}

/** Turns whatever a request to the engine threw into an `AppError` with a stable code. */
export function engineError(error: unknown, endpoint: string): AppError {
  if (error instanceof AppError) return error;
  const code = requestErrorSchema.safeParse(error).data?.code ?? '';
  const words = engineWords(error);
  const cause = { cause: error };
  if (noConnection.has(code)) return new AppError(unreachable(error, endpoint), cause);
  if (cutConnection.has(code) || /socket hang up|aborted/.test(words)) return new AppError(lost(words), cause);
  if (/could not select device driver|nvidia-container|unresolvable CDI|unknown or invalid runtime name/i.test(words)) {
    return new AppError(
      {
        code: 'gpu_runtime_missing',
        message: 'The Docker engine cannot pass GPUs to containers.',
        retryable: true,
        remedy: {
          text: 'Install the NVIDIA Container Toolkit, run “sudo nvidia-ctk runtime configure --runtime=docker” and restart Docker.',
        },
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
        message: 'The disk that the Docker engine uses is full.',
        retryable: true,
        remedy: { text: 'Free some space (docker system df shows what Docker holds) and run the job again.' },
        details: [words],
      },
      cause,
    );
  }
  return new AppError(
    {
      code: 'engine_error',
      message: `The Docker engine refused: ${words}`,
      retryable: true,
      remedy: { text: 'Look at the engine’s log for the reason, then run the job again.' },
    },
    cause,
  );
}

/** The connection broke while something was running. */
export function lost(words: string): Failure {
  return {
    code: 'engine_lost',
    message: 'The Docker engine stopped while the job was running.',
    retryable: true,
    remedy: { text: 'Start Docker again and run the job again.', action: { kind: 'run_again' } },
    details: [words],
  };
}
