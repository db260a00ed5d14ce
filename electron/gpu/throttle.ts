import type { ThrottleReason } from '../../shared/gpus.ts';

/** The driver's bits, as NVML numbers them. The bit of an idle GPU, 0x1, is no reason to tell. */
const reasons: readonly (readonly [bits: bigint, reason: ThrottleReason])[] = [
  [0x4n, 'power_cap'],
  // By software, by hardware.
  [0x20n | 0x40n, 'thermal'],
  [0x80n, 'power_brake'],
  [0x10n, 'sync_boost'],
  [0x2n, 'application'],
];
const idle = 0x1n;
/** A slowdown by hardware, which two of the bits above explain. */
const hardware = 0x8n;
const explainsHardware = 0x40n | 0x80n;
const known = reasons.reduce((bits, [more]) => bits | more, idle | hardware);

/** Reads the bitmask of `clocks_event_reasons.active`; empty where the driver does not report it. */
export function readThrottle(text: string | undefined): ThrottleReason[] {
  if (text === undefined || !/^0x[0-9a-f]{1,16}$/i.test(text)) return [];
  const active = BigInt(text);
  const found = reasons.filter(([bits]) => (active & bits) !== 0n).map(([, reason]) => reason);
  const unexplained = (active & hardware) !== 0n && (active & explainsHardware) === 0n;
  return unexplained || (active & ~known) !== 0n ? [...found, 'other'] : found;
}
