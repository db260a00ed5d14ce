import type { Gpu, GpuState } from '../../shared/gpus.ts';
import { type NoticesOptions, noticeText } from './notice.ts';

/** A GPU that was told of is told of again only after it cooled down by this many degrees Celsius. */
const coolingC = 5;

/** Milliseconds between two notifications about one GPU at least. */
const pauseMs = 15 * 60_000;

interface Watched {
  /** Told of, or seen by the person, since it was last cool. */
  known: boolean;
  /** Milliseconds since the epoch. */
  toldAt: number;
}

/** Tells that a GPU is hot; the returned function takes each new state in. */
export function createGpuNotices({ settings, attention, speech, show }: NoticesOptions): (state: GpuState) => void {
  const watched = new Map<string, Watched>();

  const check = (gpu: Gpu) => {
    const { notifyHot, hotCelsius } = settings();
    if (gpu.temperatureC === null) return;
    const before = watched.get(gpu.uuid) ?? { known: false, toldAt: Number.NEGATIVE_INFINITY };
    if (gpu.temperatureC <= hotCelsius - coolingC) {
      if (before.known) watched.set(gpu.uuid, { ...before, known: false });
      return;
    }
    if (!notifyHot || before.known || gpu.temperatureC < hotCelsius) return;
    const { focused, showing } = attention();
    if (focused && showing?.view === 'gpus') {
      watched.set(gpu.uuid, { ...before, known: true });
      return;
    }
    const now = Date.now();
    if (now - before.toldAt < pauseMs) return;
    watched.set(gpu.uuid, { known: true, toldAt: now });
    const { t } = speech();
    show({
      title: t('desktop.notice.gpuHot', { index: gpu.index, celsius: gpu.temperatureC }),
      body: t('desktop.notice.gpuAdvice', { name: noticeText(gpu.name), celsius: hotCelsius }),
      destination: { view: 'gpus' },
    });
  };

  return (state) => {
    if (state.status === 'ok') for (const gpu of state.gpus) check(gpu);
  };
}
