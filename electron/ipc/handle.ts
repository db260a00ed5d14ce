import { type IpcMainInvokeEvent, ipcMain } from 'electron';
import log from 'electron-log/main.js';
import { type RequestName, requestNames } from '../../shared/channels.ts';
import { AppError, toFailure } from '../../shared/errors.ts';
import { type Argument, type Envelope, type Result, requests } from '../../shared/ipc.ts';
import { sentence } from '../../shared/languages/sentence.ts';

/** One handler for each request of the contract; what it throws travels back as a failure. */
export type Handlers = {
  [N in RequestName]: (argument: Argument<N>, sender: Electron.WebContents) => Promise<Result<N>> | Result<N>;
};

/** Whether a frame shows the app's own page, and is not embedded in it. */
export type TrustCheck = (event: IpcMainInvokeEvent) => boolean;

/**
 * Registers all handlers: checks who asks, checks the argument and the result against the contract, wraps errors.
 * Nothing else in the app registers a handler.
 */
export function registerHandlers(handlers: Handlers, isTrusted: TrustCheck): void {
  for (const name of requestNames) register(name, handlers, isTrusted);
}

function register<N extends RequestName>(name: N, handlers: Handlers, isTrusted: TrustCheck): void {
  ipcMain.handle(name, async (event, argument: unknown): Promise<Envelope> => {
    if (!isTrusted(event)) {
      log.warn('refused a request from another page', name);
      return { ok: false, failure: { code: 'invalid_argument', ...sentence('request_not_allowed'), retryable: false } };
    }
    try {
      return { ok: true, value: await answer(name, handlers, argument, event.sender) };
    } catch (error) {
      if (!(error instanceof AppError)) log.error(name, error);
      return { ok: false, failure: toFailure(error) };
    }
  });
}

async function answer<N extends RequestName>(
  name: N,
  handlers: Handlers,
  argument: unknown,
  sender: Electron.WebContents,
): Promise<unknown> {
  const contract = requests[name];
  const parsed = contract.argument.safeParse(argument);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const why = issue ? { message: issue.message } : sentence('request_not_understood');
    throw new AppError({ code: 'invalid_argument', ...why, retryable: false });
  }
  const handler: (argument: never, sender: Electron.WebContents) => unknown = handlers[name];
  return contract.result.parse(await Reflect.apply(handler, null, [parsed.data, sender]));
}
