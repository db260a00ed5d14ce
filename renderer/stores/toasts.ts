import { createStore } from 'zustand/vanilla';
import { type Failure, toFailure } from '../../shared/errors.ts';

/** A failure is put into words where it is shown, so that it follows the language. */
type ToastContent = { tone: 'good'; message: string } | { tone: 'bad'; failure: Failure };

export type Toast = ToastContent & {
  id: number;
  /** Something that was done and can be taken back while the message stays. */
  offer: ToastOffer | null;
};

export interface ToastOffer {
  /** What its button says. */
  label: string;
  take: () => void;
  /** The message went, and the offer with it. */
  lapse: () => void;
}

interface ToastState {
  toasts: readonly Toast[];
  /** Says briefly that something worked. */
  done: (message: string) => void;
  /** Shows anything thrown; stays until it is dismissed. The same failure twice is shown once. */
  fail: (error: unknown) => void;
  failWith: (failure: Failure) => void;
  /** Says that something was done, with a way back. */
  offer: (message: string, offer: ToastOffer) => void;
  /** Takes the way back that was offered last; false where none is open. */
  takeLast: () => boolean;
  take: (id: number) => void;
  dismiss: (id: number) => void;
}

const most = 4;

export type ToastStore = ReturnType<typeof createToastStore>;

export function createToastStore() {
  let lastId = 0;
  return createStore<ToastState>()((set, get) => {
    const push = (content: ToastContent, offer: ToastOffer | null = null) => {
      lastId += 1;
      const before = get().toasts;
      const others = before.filter((other) => other.offer !== null || messageOf(other) !== messageOf(content));
      const toasts = [...others, { ...content, offer, id: lastId }].slice(-most);
      set({ toasts });
      for (const gone of before) if (!toasts.includes(gone)) gone.offer?.lapse();
    };
    const take = (id: number) => {
      const taken = get().toasts.find((toast) => toast.id === id)?.offer;
      set({ toasts: get().toasts.filter((toast) => toast.id !== id) });
      taken?.take();
    };
    const failWith = (failure: Failure) => push({ tone: 'bad', failure });
    return {
      toasts: [],
      done: (message) => push({ tone: 'good', message }),
      fail: (error) => failWith(toFailure(error)),
      failWith,
      offer: (message, offer) => push({ tone: 'good', message }, offer),
      take,
      takeLast() {
        const last = get().toasts.findLast(({ offer }) => offer !== null);
        if (last) take(last.id);
        return last !== undefined;
      },
      dismiss(id) {
        const gone = get().toasts.find((toast) => toast.id === id);
        set({ toasts: get().toasts.filter((toast) => toast.id !== id) });
        gone?.offer?.lapse();
      },
    };
  });
}

const messageOf = (content: ToastContent) => (content.tone === 'good' ? content.message : content.failure.message);
