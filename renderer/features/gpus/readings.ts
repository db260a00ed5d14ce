import type { Gpu } from '../../../shared/gpus.ts';

/** Degrees Celsius from which a value is shown as warm, and as hot. */
const warm = 80;
const hot = 90;

export interface Reading {
  label: string;
  /** Null: the driver does not report it. */
  value: string | null;
  unit: string;
  tone: 'ink' | 'warn' | 'bad';
  /** What the label cannot say. */
  hint?: string;
}

const whole = (value: number | null) => (value === null ? null : Math.round(value).toLocaleString('en'));
const gib = (mib: number, digits: number) => (mib / 1024).toFixed(digits);

export function utilisationOf({ utilisationPercent }: Gpu): Reading {
  return { label: 'Utilisation', value: whole(utilisationPercent), unit: '%', tone: 'ink' };
}

export function memoryOf({ memoryUsedMiB, memoryTotalMiB }: Gpu): Reading {
  return {
    label: 'Memory',
    value: memoryUsedMiB === null ? null : gib(memoryUsedMiB, 1),
    unit: `/ ${gib(memoryTotalMiB, memoryTotalMiB >= 10_240 ? 0 : 1)} GiB`,
    tone: memoryUsedMiB !== null && memoryUsedMiB > memoryTotalMiB * 0.95 ? 'warn' : 'ink',
  };
}

export function powerOf({ powerW, powerLimitW }: Gpu): Reading {
  const unit = powerLimitW === null ? 'W' : `/ ${Math.round(powerLimitW)} W`;
  return { label: 'Power', value: whole(powerW), unit, tone: 'ink' };
}

export function temperatureOf({ temperatureC }: Gpu): Reading {
  const tone = temperatureC === null || temperatureC < warm ? 'ink' : temperatureC < hot ? 'warn' : 'bad';
  return { label: 'Temperature', value: whole(temperatureC), unit: '°C', tone };
}

/** Everything that a GPU reports as one number now, in the order of its charts. */
export function readingsOf(gpu: Gpu): Reading[] {
  const { pcieGeneration, pcieWidth } = gpu;
  return [
    utilisationOf(gpu),
    memoryOf(gpu),
    powerOf(gpu),
    temperatureOf(gpu),
    { label: 'SM clock', value: whole(gpu.clockMHz), unit: 'MHz', tone: 'ink' },
    { label: 'Memory clock', value: whole(gpu.memoryClockMHz), unit: 'MHz', tone: 'ink' },
    { label: 'Fan', value: whole(gpu.fanPercent), unit: '%', tone: 'ink' },
    {
      label: 'PCIe link',
      value: pcieGeneration === null ? null : `Gen ${pcieGeneration}`,
      unit: pcieWidth === null ? '' : `×${pcieWidth}`,
      tone: 'ink',
      hint: 'As it is now: an idle GPU slows its link down.',
    },
  ];
}
