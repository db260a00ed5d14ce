import type { EngineState } from '../../shared/engine.ts';
import type { Failure } from '../../shared/errors.ts';
import { type NoticesOptions, noticeText } from './notice.ts';

/** An engine that is back within this many milliseconds was not lost: services are restarted. */
const graceMs = 5_000;

export interface EngineNotices {
  take(state: EngineState): void;
  /** Forgets what was not told yet. */
  stop(): void;
}

/**
 * Tells that the engine was lost, and that it is back where its loss was told. A window with the keyboard says both by
 * itself, in every view; an engine that never was there is no loss.
 */
export function createEngineNotices({ settings, attention, speech, show }: NoticesOptions): EngineNotices {
  let connected = false;
  let told = false;
  let timer: NodeJS.Timeout | null = null;

  const stop = () => {
    if (timer) clearTimeout(timer);
    timer = null;
  };

  const lost = (failure: Failure) => {
    timer = null;
    if (!settings().notifyEngine || attention().focused) return;
    told = true;
    const { t, describeFailure } = speech();
    show({
      title: t('desktop.notice.engineLost'),
      body: t('desktop.notice.engineLostBody', { why: noticeText(describeFailure(failure).message) }),
      destination: { view: 'overview' },
    });
  };

  const back = () => {
    stop();
    if (told && settings().notifyEngine && !attention().focused) {
      const { t } = speech();
      show({
        title: t('desktop.notice.engineBack'),
        body: t('desktop.notice.engineBackBody'),
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
        timer = setTimeout(lost, graceMs, state.failure);
      }
    },
    stop,
  };
}
