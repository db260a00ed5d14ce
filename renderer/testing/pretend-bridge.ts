import { type EventName, eventNames, type RequestName, requestNames } from '../../shared/channels.ts';
import { AppError, toFailure } from '../../shared/errors.ts';
import { type Bridge, contractVersion } from '../../shared/ipc.ts';

type Answers = Partial<Record<RequestName, (argument: unknown) => unknown>>;

/** A bridge without a main process: answers as told, and announces what a test says. */
export function pretendBridge(answers: Answers) {
  const listeners = new Map<string, Set<(announcement: unknown) => void>>();
  const bridge = Object.create(null);
  for (const name of requestNames) {
    const [domain = '', method = ''] = name.split('.');
    bridge[domain] ??= {};
    bridge[domain][method] = async (argument: unknown) => {
      try {
        const answer = Object.entries(answers).find(([other]) => other === name)?.[1];
        if (!answer) throw new AppError({ code: 'internal', message: `${name} has no answer`, retryable: false });
        return { ok: true, value: await answer(argument) };
      } catch (error) {
        return { ok: false, failure: toFailure(error) };
      }
    };
  }
  bridge.on = {};
  for (const name of eventNames) {
    const heard = new Set<(announcement: unknown) => void>();
    listeners.set(name, heard);
    bridge.on[name] = (listener: (announcement: unknown) => void) => {
      heard.add(listener);
      return () => heard.delete(listener);
    };
  }
  const whole: Bridge = bridge;
  return {
    bridge: whole,
    announce(name: EventName, payload: unknown, version: number = contractVersion) {
      for (const listener of listeners.get(name) ?? []) listener({ version, payload });
    },
  };
}
