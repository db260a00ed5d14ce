import type { ChartBand, ChartColour } from './model.ts';

/** The tokens that a chart draws with, as a canvas takes them. */
export interface ChartColours {
  line: Readonly<Record<ChartColour, string>>;
  area: Readonly<Record<ChartColour, string>>;
  band: Readonly<Record<ChartBand['tone'], string>>;
  grid: string;
  label: string;
  limit: string;
  surface: string;
}

/** Reads the tokens as they are for `host` now: a canvas knows neither custom properties nor `light-dark()`. */
export function readColours(host: HTMLElement): ChartColours {
  const probe = document.createElement('span');
  probe.hidden = true;
  host.append(probe);
  const read = (token: string, percent = 100) => {
    probe.style.color = `color-mix(in srgb, var(--color-${token}) ${percent}%, transparent)`;
    return getComputedStyle(probe).color;
  };
  const each = (percent?: number): ChartColours['line'] => ({
    use: read('chart-use', percent),
    memory: read('chart-memory', percent),
    power: read('chart-power', percent),
    heat: read('chart-heat', percent),
    clock: read('chart-clock', percent),
    flow: read('chart-flow', percent),
  });
  const colours: ChartColours = {
    line: each(),
    area: each(14),
    band: { now: read('accent', 8), past: read('idle', 9), warn: read('warn', 22) },
    grid: read('line'),
    label: read('ink-3'),
    limit: read('bad-ink', 80),
    surface: read('surface'),
  };
  probe.remove();
  return colours;
}

/** Calls `changed` when the theme does, by the app's setting or by the system; returns the function that stops it. */
export function onThemeChange(changed: () => void): () => void {
  const setting = new MutationObserver(changed);
  setting.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', changed);
  return () => {
    setting.disconnect();
    system.removeEventListener('change', changed);
  };
}
