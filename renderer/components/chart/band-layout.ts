import type { ChartBand, ChartWindow } from './model.ts';

/** Where one band, or several that are too short to stand apart, are drawn. */
export interface BandSlot {
  bands: readonly ChartBand[];
  /** Parts of the window's width, 0 to 1. */
  left: number;
  width: number;
  /** From the top, 0 first: bands at the same time are in different lanes. */
  lane: number;
}

interface Lane {
  /** When its last band ends, milliseconds since the epoch. */
  until: number;
  slots: BandSlot[];
}

/**
 * Places bands in lanes. None is narrower than `least` (a part of the width), so that each can be seen and hit; short
 * ones that would cover each other share a slot.
 */
export function layOutBands(bands: readonly ChartBand[], window: ChartWindow, least: number): BandSlot[] {
  const span = window.to - window.from;
  if (span <= 0) return [];
  const lanes: Lane[] = [];
  const shown = bands
    .map((band) => ({ band, from: Math.max(band.from, window.from), to: Math.min(band.to ?? window.to, window.to) }))
    .filter(({ from, to }) => to >= from && from <= window.to && to >= window.from)
    .sort((a, b) => a.from - b.from || a.to - b.to);
  for (const { band, from, to } of shown) {
    const found = lanes.findIndex(({ until }) => until <= from);
    const number = found === -1 ? lanes.length : found;
    const lane = lanes[number] ?? { until: 0, slots: [] };
    lanes[number] = lane;
    lane.until = to;
    place(lane, number, band, (from - window.from) / span, (to - window.from) / span, least);
  }
  return lanes.flatMap(({ slots }) => slots);
}

function place(lane: Lane, number: number, band: ChartBand, from: number, to: number, least: number) {
  const last = lane.slots.at(-1);
  const free = last === undefined ? 0 : last.left + last.width;
  const covered = from < free && (to - from < least || to - free < least);
  // At the end of the window it may have to take room from the one before.
  const left = Math.min(Math.max(from, free), 1 - least);
  if (last !== undefined && (covered || left - last.left < least)) {
    const width = Math.min(1, Math.max(free, to)) - last.left;
    lane.slots[lane.slots.length - 1] = { ...last, bands: [...last.bands, band], width };
    return;
  }
  if (last !== undefined && left < free) lane.slots[lane.slots.length - 1] = { ...last, width: left - last.left };
  lane.slots.push({ bands: [band], left, width: Math.max(to - left, least), lane: number });
}
