import type { GpuSample } from './parse.ts';

export interface FrameCollector {
  add(sample: GpuSample): void;
  /** Output paused: hands on what has come, unless GPUs of the last frame are still missing from it. */
  pause(): void;
}

/**
 * Puts samples, which come one GPU a line, together as frames of all GPUs. A frame is over when a GPU comes round again;
 * a pause ends it earlier, so that nobody waits for the next round to see this one.
 */
export function createFrameCollector(onFrame: (frame: GpuSample[]) => void): FrameCollector {
  let frame: GpuSample[] = [];
  let last: GpuSample[] = [];

  const hand = (): void => {
    if (frame.length === 0) return;
    last = frame;
    frame = [];
    onFrame(last);
  };

  return {
    add(sample) {
      const previous = frame.at(-1);
      if (previous && sample.gpu.index <= previous.gpu.index) hand();
      frame.push(sample);
    },

    pause() {
      const missing = last.some(({ gpu }) => !frame.some((sample) => sample.gpu.uuid === gpu.uuid));
      if (!missing) hand();
    },
  };
}
