import {
  ClipboardList,
  Cpu,
  FileText,
  FolderOpen,
  HardDrive,
  Keyboard,
  LayoutDashboard,
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
import type { en } from '../../shared/languages/en/en.ts';
import { inEnglish, type Translate } from '../../shared/languages/translate.ts';
import { type Settings, settingsSections } from '../../shared/settings.ts';
import { describeExample } from '../features/jobs/describe-example.ts';
import type { Words } from '../language/words.ts';
import type { Stores } from '../stores/stores.ts';
import type { Route } from '../stores/view.ts';
import type { ShortcutId } from './shortcuts.ts';

/** Keys of `app.commandGroup`, in the order in which the palette lists them. */
export const commandGroups = ['go', 'jobs', 'settings', 'appearance', 'help'] as const;
export type CommandGroup = (typeof commandGroups)[number];

/** Something that the palette can do. */
export interface Command {
  /** Unique among the commands. */
  id: string;
  title: string;
  group: CommandGroup;
  icon: LucideIcon;
  /** Other words that find it: those of the language, and the English ones in any other, which manuals and habits know. */
  words: string[];
  shortcut: ShortcutId | null;
  /** What it throws is shown. */
  run: () => unknown;
}

/** What commands depend on. */
export interface CommandFacts {
  words: Words;
  queue: QueueState | null;
  theme: Settings['appearance']['theme'];
  examples: readonly Example[];
}

interface CommandDetails {
  /** Key of `app.find`. */
  find?: keyof typeof en.app.find;
  shortcut?: ShortcutId;
}

/** Every command there is now, in the order in which the palette lists them. */
export function commandsOf(stores: Stores, { words, queue, theme, examples }: CommandFacts): Command[] {
  const { client, view, newJob, shell, settings, toasts } = stores;
  const { t, language, nameOf } = words;
  const command = (
    group: CommandGroup,
    id: string,
    title: (t: Translate) => string,
    icon: LucideIcon,
    run: Command['run'],
    { find, shortcut }: CommandDetails = {},
  ): Command => {
    const found = (say: Translate) => (find === undefined ? [] : say(`app.find.${find}`).split(', '));
    const others = language === 'en' ? [] : [title(inEnglish), ...found(inEnglish)];
    return { id, title: title(t), group, icon, words: [...found(t), ...others], shortcut: shortcut ?? null, run };
  };
  const go = (place: keyof typeof en.app.view, icon: LucideIcon, route: Route, shortcut: ShortcutId) =>
    command(
      'go',
      `go ${place}`,
      (say) => say(`app.view.${place}`),
      icon,
      () => view.go(route),
      { find: place, shortcut },
    );

  const accepting = queue?.accepting ?? true;
  const setAccepting = async () => stores.queue.put(await client.request('queue.setAccepting', !accepting));
  const runExample = async (example: string) => {
    const job = await client.request('jobs.submit', { kind: 'example', example });
    stores.jobs.accept(job);
    view.go({ view: 'job', id: job.id });
  };
  const setTheme = (next: typeof theme) => settings.update({ appearance: { theme: next } });
  const themes = [
    { value: 'system', name: 'themeSystem', icon: Monitor },
    { value: 'light', name: 'themeLight', icon: Sun },
    { value: 'dark', name: 'themeDark', icon: Moon },
  ] as const;

  return [
    go('overview', LayoutDashboard, { view: 'overview' }, 'go_overview'),
    go('jobs', ListTree, { view: 'jobs' }, 'go_jobs'),
    go('gpus', Cpu, { view: 'gpus' }, 'go_gpus'),
    go('storage', HardDrive, { view: 'storage' }, 'go_storage'),
    go('settings', Settings2, { view: 'settings', section: 'setup' }, 'go_settings'),
    command(
      'jobs',
      'new job',
      (say) => say('app.command.newJob'),
      Plus,
      () => newJob.show(),
      {
        find: 'newJob',
        shortcut: 'new_job',
      },
    ),
    ...examples.map((example) =>
      command(
        'jobs',
        `example ${example.id}`,
        (say) => say('app.command.example', { title: nameOf(describeExample(example, { t: say }).title) }),
        Play,
        () => runExample(example.id),
        { find: 'example' },
      ),
    ),
    accepting
      ? command('jobs', 'pause', (say) => say('app.command.pause'), Pause, setAccepting, { find: 'pause' })
      : command('jobs', 'resume', (say) => say('app.command.resume'), Play, setAccepting, { find: 'resume' }),
    command(
      'jobs',
      'stop everything',
      (say) => say('app.command.stopEverything'),
      OctagonX,
      () => shell.open('stop_everything'),
      { find: 'stopEverything' },
    ),
    ...settingsSections.map((section) =>
      command(
        'settings',
        `settings ${section}`,
        (say) => say('app.command.section', { section: say(`settings.section.${section}`) }),
        Settings2,
        () => view.go({ view: 'settings', section }),
      ),
    ),
    ...themes
      .filter(({ value }) => value !== theme)
      .map(({ value, name, icon }) =>
        command(
          'appearance',
          `theme ${value}`,
          (say) => say(`app.command.${name}`),
          icon,
          () => setTheme(value),
          {
            find: name,
          },
        ),
      ),
    command(
      'help',
      'shortcuts',
      (say) => say('app.shortcut.list'),
      Keyboard,
      () => shell.open('shortcuts'),
      {
        find: 'shortcuts',
        shortcut: 'shortcuts',
      },
    ),
    command(
      'help',
      'diagnostics',
      (say) => say('app.command.diagnostics'),
      ClipboardList,
      async () => {
        await client.request('app.copy', await client.request('app.diagnostics'));
        toasts.getState().done(t('app.command.diagnosticsCopied'));
      },
      { find: 'diagnostics' },
    ),
    command(
      'help',
      'data folder',
      (say) => say('app.command.dataFolder'),
      FolderOpen,
      () => client.request('app.open', 'data_folder'),
    ),
    command(
      'help',
      'log',
      (say) => say('app.command.log'),
      FileText,
      () => client.request('app.open', 'log'),
      {
        find: 'log',
      },
    ),
  ];
}
