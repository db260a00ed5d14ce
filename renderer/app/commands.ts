import {
  ClipboardList,
  Cpu,
  FileText,
  FolderOpen,
  HardDrive,
  Keyboard,
  ListTree,
  type LucideIcon,
  Monitor,
  Moon,
  OctagonX,
  Pause,
  Play,
  Plus,
  Settings2,
  Sun,
} from 'lucide-react';
import type { Example, QueueState } from '../../shared/jobs.ts';
import { type Settings, settingsSections } from '../../shared/settings.ts';
import { sectionTitle } from '../features/settings/section-list.ts';
import type { Stores } from '../stores/stores.ts';
import type { Route } from '../stores/view.ts';
import { nameOf } from '../words.ts';
import type { ShortcutId } from './shortcuts.ts';

export type CommandGroup = 'Go to' | 'Jobs' | 'Settings' | 'Appearance' | 'Help';

/** Something that the palette can do. */
export interface Command {
  /** Unique among the commands. */
  id: string;
  title: string;
  group: CommandGroup;
  icon: LucideIcon;
  /** Other words that find it. */
  words: string[];
  shortcut: ShortcutId | null;
  /** What it throws is shown. */
  run: () => unknown;
}

/** What commands depend on. */
export interface CommandFacts {
  queue: QueueState | null;
  theme: Settings['appearance']['theme'];
  examples: readonly Example[];
}

/** Every command there is now, in the order in which the palette lists them. */
export function commandsOf(stores: Stores, { queue, theme, examples }: CommandFacts): Command[] {
  const { client, view, newJob, shell, settings, toasts } = stores;
  const command = (
    group: CommandGroup,
    id: string,
    title: string,
    icon: LucideIcon,
    run: Command['run'],
    more: Partial<Pick<Command, 'words' | 'shortcut'>> = {},
  ): Command => ({ id, title, group, icon, words: [], shortcut: null, run, ...more });
  const go = (title: string, icon: LucideIcon, route: Route, shortcut: ShortcutId | null, words: string[]) =>
    command('Go to', `go ${title}`, title, icon, () => view.go(route), { shortcut, words });

  const accepting = queue?.accepting ?? true;
  const setAccepting = async () => stores.queue.put(await client.request('queue.setAccepting', !accepting));
  const runExample = async (example: string) => {
    const job = await client.request('jobs.submit', { kind: 'example', example });
    stores.jobs.accept(job);
    view.go({ view: 'job', id: job.id });
  };
  const setTheme = (next: typeof theme) => settings.update({ appearance: { theme: next } });
  const themes = [
    { value: 'system', title: 'Use the system’s theme', icon: Monitor },
    { value: 'light', title: 'Use the light theme', icon: Sun },
    { value: 'dark', title: 'Use the dark theme', icon: Moon },
  ] as const;

  return [
    go('Jobs', ListTree, { view: 'jobs' }, 'go_jobs', ['list', 'history', 'queue']),
    go('GPUs', Cpu, { view: 'gpus' }, 'go_gpus', ['temperature', 'memory', 'graphics']),
    go('Storage', HardDrive, { view: 'storage' }, 'go_storage', ['disk', 'environments', 'models', 'cache']),
    go('Settings', Settings2, { view: 'settings', section: 'setup' }, 'go_settings', ['preferences', 'options']),
    command('Jobs', 'new job', 'New job…', Plus, () => newJob.show(), {
      shortcut: 'new_job',
      words: ['run', 'submit'],
    }),
    ...examples.map(({ id, title }) =>
      command('Jobs', `example ${id}`, `Run example: ${nameOf(title)}`, Play, () => runExample(id), {
        words: ['example', 'try'],
      }),
    ),
    accepting
      ? command('Jobs', 'pause', 'Pause taking jobs', Pause, setAccepting, { words: ['stop accepting', 'hold'] })
      : command('Jobs', 'resume', 'Resume taking jobs', Play, setAccepting, { words: ['accept', 'continue', 'start'] }),
    command('Jobs', 'stop everything', 'Stop everything now…', OctagonX, () => shell.open('stop_everything'), {
      words: ['cancel all', 'kill', 'emergency'],
    }),
    ...settingsSections.map((section) =>
      command('Settings', `settings ${section}`, `Settings: ${sectionTitle(section)}`, Settings2, () =>
        view.go({ view: 'settings', section }),
      ),
    ),
    ...themes
      .filter(({ value }) => value !== theme)
      .map(({ value, title, icon }) =>
        command('Appearance', `theme ${value}`, title, icon, () => setTheme(value), {
          words: ['appearance', 'colours', `theme ${value}`],
        }),
      ),
    command('Help', 'shortcuts', 'Keyboard shortcuts', Keyboard, () => shell.open('shortcuts'), {
      shortcut: 'shortcuts',
      words: ['keys', 'help'],
    }),
    command(
      'Help',
      'diagnostics',
      'Copy diagnostics',
      ClipboardList,
      async () => {
        await client.request('app.copy', await client.request('app.diagnostics'));
        toasts.getState().done('Diagnostics copied. Nothing of your jobs is in them.');
      },
      { words: ['version', 'report', 'about', 'support'] },
    ),
    command('Help', 'data folder', 'Open data folder', FolderOpen, () => client.request('app.open', 'data_folder')),
    command('Help', 'log', 'Open app log', FileText, () => client.request('app.open', 'log'), { words: ['debug'] }),
  ];
}
