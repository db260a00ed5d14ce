import type { EngineState } from '../../shared/engine.ts';
import type { Settings } from '../../shared/settings.ts';
import { type Attention, type Notice, noticeText } from './notice.ts';

/** An engine that is back within this many milliseconds was not lost: services are restarted. */
const graceMs = 5_000;

export interface EngineNotices {
  take(state: EngineState): void;
  /** Forgets what was not told yet. */
  stop(): void;
}

export interface EngineNoticesOptions {
  settings: () => Settings['desktop'];
  attention: () => Attention;
  show: (notice: Notice) => void;
}

/**
 * Tells that the engine was lost, and that it is back where its loss was told. A window with the keyboard says both by
 * itself, in every view; an engine that never was there is no loss.
 */
export function createEngineNotices({ settings, attention, show }: EngineNoticesOptions): EngineNotices {
  let connected = false;
  let told = false;
  let timer: NodeJS.Timeout | null = null;

  const stop = () => {
    if (timer) clearTimeout(timer);
    timer = null;
  };

  const lost = (message: string) => {
    timer = null;
    if (!settings().notifyEngine || attention().focused) return;
    told = true;
    show({
      title: 'The Docker engine was lost',
      body: `${noticeText(message)} Jobs wait until it is back.`,
      destination: { view: 'overview' },
    });
  };

  const back = () => {
    stop();
    if (told && settings().notifyEngine && !attention().focused) {
      show({
        title: 'The Docker engine is back',
        body: 'Waiting jobs start again.',
        destination: { view: 'overview' },
      });
    }
    told = false;
  };

  return {
    take(state) {
      if (state.status === 'connected') {
        if (!connected) back();
        connected = true;
      } else if (state.status === 'disconnected' && connected) {
        connected = false;
        timer = setTimeout(lost, graceMs, state.failure.message);
      }
    },
    stop,
  };
}
