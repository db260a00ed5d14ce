import type { EngineState } from '../../shared/engine.ts';
import type { GpuState } from '../../shared/gpus.ts';
import type { Job, QueueState } from '../../shared/jobs.ts';
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
export function trayViewOf(facts: TrayFacts): TrayView {
  const { queue, running } = facts;
  const others = queue.running - Math.min(running.length, namesShown);
  const jobs: TrayEntry[] = [
    ...running.slice(0, namesShown).map(
      ({ id, spec }): TrayEntry => ({
        kind: 'item',
        label: menuText(cleanName(spec.name) || 'Untitled job'),
        enabled: true,
        action: { do: 'show_job', id },
      }),
    ),
    ...(others > 0 ? [{ kind: 'note', label: `and ${others} more` } as const] : []),
  ];
  return {
    state: stateOf(facts),
    tooltip: ['ComputeSwarm Seller', sentenceOf(facts)].join('\n'),
    menu: [
      { kind: 'item', label: 'Open ComputeSwarm Seller', enabled: true, action: { do: 'open' } },
      separator,
      { kind: 'note', label: sentenceOf(facts) },
      ...jobs,
      separator,
      {
        kind: 'item',
        label: queue.accepting ? 'Pause taking jobs' : 'Resume taking jobs',
        enabled: true,
        action: { do: 'set_accepting', accepting: !queue.accepting },
      },
      {
        kind: 'item',
        label: 'Stop everything now…',
        enabled: queue.running > 0,
        action: { do: 'stop_everything' },
      },
      separator,
      { kind: 'item', label: 'Quit', enabled: true, action: { do: 'quit' } },
    ],
  };
}

/** What needs a person comes before what they decided, and that before what happens by itself. */
function stateOf({ queue, engine, gpus }: TrayFacts): TrayState {
  if (engine === 'disconnected' || gpus === 'lost') return 'trouble';
  if (!queue.accepting) return 'paused';
  return queue.running > 0 ? 'running' : 'idle';
}

function sentenceOf({ queue, engine, gpus }: TrayFacts): string {
  const trouble = engine === 'disconnected' ? ['Docker is not connected'] : gpus === 'lost' ? ['GPUs are lost'] : [];
  const paused = queue.accepting ? [] : ['Paused'];
  const running = queue.running === 0 ? [] : [queue.running === 1 ? '1 job running' : `${queue.running} jobs running`];
  const waiting = queue.queued === 0 ? [] : [`${queue.queued} waiting`];
  const parts = [...trouble, ...paused, ...running, ...waiting];
  return parts.length === 0 ? 'No jobs' : parts.join(' · ');
}

/** In a menu, `&` marks the letter that chooses an entry. */
const menuText = (text: string) => text.replaceAll('&', '&&');
