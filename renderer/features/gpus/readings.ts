import type { Gpu } from '../../../shared/gpus.ts';
import type { Words } from '../../language/words.ts';

/** Degrees Celsius from which a value is shown as warm, and as hot. */
const warm = 80;
const hot = 90;

export interface Reading {
  label: string;
  /** Null: the driver does not report it. */
  value: string | null;
  unit: string;
  /** Digits that the value may have, so that its unit stays where it is. */
  room: number;
  tone: 'ink' | 'warn' | 'bad';
  /** What the label cannot say. */
  hint?: string;
}

type Speech = Pick<Words, 't' | 'formatCount' | 'formatDecimal'>;

const whole = (value: number | null, { formatCount }: Speech) =>
  value === null ? null : formatCount(Math.round(value));
const gib = (mib: number, digits: 0 | 1, { formatDecimal }: Speech) => formatDecimal(mib / 1024, digits);

export function utilisationOf({ utilisationPercent }: Gpu, words: Speech): Reading {
  return {
    label: words.t('gpus.measure.utilisation'),
    value: whole(utilisationPercent, words),
    unit: '%',
    room: 3,
    tone: 'ink',
  };
}

export function memoryOf({ memoryUsedMiB, memoryTotalMiB }: Gpu, words: Speech): Reading {
  return {
    label: words.t('gpus.measure.memory'),
    value: memoryUsedMiB === null ? null : gib(memoryUsedMiB, 1, words),
    unit: words.t('gpus.ofMemory', { total: gib(memoryTotalMiB, memoryTotalMiB >= 10_240 ? 0 : 1, words) }),
    room: gib(memoryTotalMiB, 1, words).length,
    tone: memoryUsedMiB !== null && memoryUsedMiB > memoryTotalMiB * 0.95 ? 'warn' : 'ink',
  };
}

export function powerOf({ powerW, powerLimitW }: Gpu, words: Speech): Reading {
  const unit = powerLimitW === null ? 'W' : words.t('gpus.ofPower', { limit: String(Math.round(powerLimitW)) });
  return { label: words.t('gpus.measure.power'), value: whole(powerW, words), unit, room: 3, tone: 'ink' };
}

export function temperatureOf({ temperatureC }: Gpu, words: Speech): Reading {
  const tone = temperatureC === null || temperatureC < warm ? 'ink' : temperatureC < hot ? 'warn' : 'bad';
  return { label: words.t('gpus.measure.temperature'), value: whole(temperatureC, words), unit: '°C', room: 2, tone };
}

/** Everything that a GPU reports as one number now, in the order of its charts. */
export function readingsOf(gpu: Gpu, words: Speech): Reading[] {
  const { t } = words;
  const { pcieGeneration, pcieWidth } = gpu;
  return [
    utilisationOf(gpu, words),
    memoryOf(gpu, words),
    powerOf(gpu, words),
    temperatureOf(gpu, words),
    { label: t('gpus.measure.smClock'), value: whole(gpu.clockMHz, words), unit: 'MHz', room: 5, tone: 'ink' },
    {
      label: t('gpus.measure.memoryClock'),
      value: whole(gpu.memoryClockMHz, words),
      unit: 'MHz',
      room: 5,
      tone: 'ink',
    },
    { label: t('gpus.measure.fan'), value: whole(gpu.fanPercent, words), unit: '%', room: 3, tone: 'ink' },
    {
      label: t('gpus.measure.pcieLink'),
      value: pcieGeneration === null ? null : t('gpus.pcieGeneration', { generation: String(pcieGeneration) }),
      unit: pcieWidth === null ? '' : `×${pcieWidth}`,
      room: 0,
      tone: 'ink',
      hint: t('gpus.pcieHint'),
    },
  ];
}
