import type { EngineState } from '../../shared/engine.ts';
import type { GpuState } from '../../shared/gpus.ts';
import type { Job, QueueState } from '../../shared/jobs.ts';
import type { Translate } from '../../shared/languages/translate.ts';
import { cleanName } from '../../shared/text.ts';

export type TrayState = 'idle' | 'running' | 'paused' | 'trouble';

export type TrayAction =
  | { do: 'open' }
  | { do: 'show_job'; id: string }
  | { do: 'set_accepting'; accepting: boolean }
  | { do: 'stop_everything' }
  | { do: 'quit' };

export type TrayEntry =
  | { kind: 'separator' }
  | { kind: 'note'; label: string }
  | { kind: 'item'; label: string; enabled: boolean; action: TrayAction };

/** What the tray shows. Two equal ones look the same. */
export interface TrayView {
  state: TrayState;
  tooltip: string;
  menu: readonly TrayEntry[];
}

export interface TrayFacts {
  queue: QueueState;
  /** In the order in which they started. */
  running: readonly Job[];
  engine: EngineState['status'];
  gpus: GpuState['status'];
}

const namesShown = 5;
const separator: TrayEntry = { kind: 'separator' };

/** The tray at one moment: its icon, its tooltip and its menu. */
export function trayViewOf(facts: TrayFacts, t: Translate): TrayView {
  const { queue, running } = facts;
  const others = queue.running - Math.min(running.length, namesShown);
  const jobs: TrayEntry[] = [
    ...running.slice(0, namesShown).map(
      ({ id, spec }): TrayEntry => ({
        kind: 'item',
        label: menuText(cleanName(spec.name) || t('common.untitledJob')),
        enabled: true,
        action: { do: 'show_job', id },
      }),
    ),
    ...(others > 0 ? [{ kind: 'note', label: t('desktop.tray.more', { count: others }) } as const] : []),
  ];
  return {
    state: stateOf(facts),
    tooltip: ['ComputeSwarm Seller', sentenceOf(facts, t)].join('\n'),
    menu: [
      { kind: 'item', label: t('desktop.tray.open'), enabled: true, action: { do: 'open' } },
      separator,
      { kind: 'note', label: sentenceOf(facts, t) },
      ...jobs,
      separator,
      {
        kind: 'item',
        label: queue.accepting ? t('app.command.pause') : t('app.command.resume'),
        enabled: true,
        action: { do: 'set_accepting', accepting: !queue.accepting },
      },
      {
        kind: 'item',
        label: t('app.command.stopEverything'),
        enabled: queue.running > 0,
        action: { do: 'stop_everything' },
      },
      separator,
      { kind: 'item', label: t('desktop.tray.quit'), enabled: true, action: { do: 'quit' } },
    ],
  };
}

/** What needs a person comes before what they decided, and that before what happens by itself. */
function stateOf({ queue, engine, gpus }: TrayFacts): TrayState {
  if (engine === 'disconnected' || gpus === 'lost') return 'trouble';
  if (!queue.accepting) return 'paused';
  return queue.running > 0 ? 'running' : 'idle';
}

function sentenceOf({ queue, engine, gpus }: TrayFacts, t: Translate): string {
  const trouble =
    engine === 'disconnected' ? [t('desktop.tray.disconnected')] : gpus === 'lost' ? [t('desktop.tray.gpusLost')] : [];
  const paused = queue.accepting ? [] : [t('desktop.tray.paused')];
  const running = queue.running === 0 ? [] : [t('desktop.tray.running', { count: queue.running })];
  const waiting = queue.queued === 0 ? [] : [t('desktop.tray.waiting', { count: queue.queued })];
  const parts = [...trouble, ...paused, ...running, ...waiting];
  return parts.length === 0 ? t('desktop.tray.nothing') : parts.join(' · ');
}

/** In a menu, `&` marks the letter that chooses an entry. */
const menuText = (text: string) => text.replaceAll('&', '&&');
