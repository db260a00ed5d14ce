import { createStore } from 'zustand/vanilla';
import { type Failure, type RemedyAction, toFailure } from '../../shared/errors.ts';

export interface Toast {
  id: number;
  tone: 'good' | 'bad';
  message: string;
  advice: string | null;
  action: RemedyAction | null;
  details: readonly string[];
}

interface ToastState {
  toasts: readonly Toast[];
  /** Says briefly that something worked. */
  done: (message: string) => void;
  /** Shows anything thrown; stays until it is dismissed. The same failure twice is shown once. */
  fail: (error: unknown) => void;
  failWith: (failure: Failure) => void;
  dismiss: (id: number) => void;
}

const most = 4;

export type ToastStore = ReturnType<typeof createToastStore>;

export function createToastStore() {
  let lastId = 0;
  return createStore<ToastState>()((set, get) => {
    const push = (toast: Omit<Toast, 'id'>) => {
      lastId += 1;
      const others = get().toasts.filter((other) => other.message !== toast.message);
      set({ toasts: [...others, { ...toast, id: lastId }].slice(-most) });
    };
    const failWith = (failure: Failure) =>
      push({
        tone: 'bad',
        message: failure.message,
        advice: failure.remedy?.text ?? null,
        action: failure.remedy?.action ?? null,
        details: failure.details ?? [],
      });
    return {
      toasts: [],
      done: (message) => push({ tone: 'good', message, advice: null, action: null, details: [] }),
      fail: (error) => failWith(toFailure(error)),
      failWith,
      dismiss: (id) => set({ toasts: get().toasts.filter((toast) => toast.id !== id) }),
    };
  });
}
