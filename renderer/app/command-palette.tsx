import { defaultFilter, Command as Palette } from 'cmdk';
import { CornerDownLeft, type LucideIcon, ScrollText, Search } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { JobRow } from '../../shared/jobs.ts';
import { StateBadge } from '../components/badge.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Kbd } from '../components/kbd.tsx';
import { Name } from '../components/name.tsx';
import { useQueue, useSettings, useStores, useWords } from '../stores/stores.ts';
import { type Command, commandGroups, commandsOf } from './commands.ts';
import { useJobSearch } from './job-search.ts';
import { isApple } from './platform.ts';
import { keyCaps, keysOf } from './shortcuts.ts';

/** Everything that can be done or gone to, found by typing. */
export function CommandPalette() {
  const { shell, toasts } = useStores();
  const { t } = useWords();
  const open = useStore(shell, (state) => state.dialog === 'palette');
  const field = useRef<HTMLInputElement>(null);
  const chosen = useRef<Command['run'] | null>(null);
  const choose = (run: Command['run']) => {
    chosen.current = run;
    shell.open(null);
  };
  // Not before the keyboard is back where it was: a view that opens takes it, and another dialog gives it back.
  const runChosen = () => {
    const run = chosen.current;
    chosen.current = null;
    if (run) void Promise.resolve().then(run).catch(toasts.getState().fail);
  };
  return (
    <Dialog
      bare
      open={open}
      onClose={() => shell.open(null)}
      onClosed={runChosen}
      title={t('app.palette.title')}
      description={t('app.palette.description')}
      initialFocus={field}
      className="top-[12vh] max-h-[76vh] w-[min(600px,calc(100vw-48px))] translate-y-0 overflow-hidden"
    >
      <Content field={field} choose={choose} />
    </Dialog>
  );
}

interface ContentProps {
  field: { current: HTMLInputElement | null };
  choose: (run: Command['run']) => void;
}

/** Apart from the dialog, so that nothing is listed and no job is asked for while it is closed. */
function Content({ field, choose }: ContentProps) {
  const stores = useStores();
  const words = useWords();
  const { t } = words;
  const queue = useQueue();
  const theme = useSettings()?.values.appearance.theme ?? 'system';
  const examples = useStore(stores.examples, (state) => state.examples) ?? [];
  const [search, setSearch] = useState('');
  const jobs = useJobSearch(search);
  const commands = commandsOf(stores, { words, queue, theme, examples });
  const matching = search.trim() === '' ? null : ranked(commands, search.trim());
  const none = matching?.length === 0 && jobs.length === 0;

  return (
    <Palette
      label={t('app.palette.find')}
      shouldFilter={false}
      vimBindings={false}
      loop
      className="flex min-h-0 flex-col"
    >
      <div className="flex items-center gap-2.5 border-line border-b px-4">
        <Search aria-hidden className="size-4 shrink-0 text-ink-3" />
        <Palette.Input
          ref={field}
          value={search}
          onValueChange={setSearch}
          maxLength={200}
          placeholder={t('app.palette.find')}
          className="h-12 w-full bg-transparent text-md outline-none"
        />
      </div>
      <Palette.List
        label={t('app.palette.list')}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-1.5 outline-none"
      >
        {none && (
          <p role="status" className="px-3 py-8 text-center text-ink-2">
            {t('app.palette.nothing')}
          </p>
        )}
        {matching ? (
          <Group heading={t('app.palette.commands')}>
            {matching.map((command) => (
              <CommandItem key={command.id} command={command} choose={choose} />
            ))}
          </Group>
        ) : (
          commandGroups.map((group) => (
            <Group key={group} heading={t(`app.commandGroup.${group}`)}>
              {commands
                .filter((command) => command.group === group)
                .map((command) => (
                  <CommandItem key={command.id} command={command} choose={choose} />
                ))}
            </Group>
          ))
        )}
        <Group heading={matching ? t('app.palette.matching') : t('app.palette.recent')}>
          {jobs.map((job) => (
            <JobItem key={job.id} job={job} choose={choose} />
          ))}
        </Group>
      </Palette.List>
      <p aria-hidden className="flex items-center gap-4 border-line border-t px-4 py-2 text-2xs text-ink-3">
        <span className="flex items-center gap-1.5">
          <Kbd strokes={[['↑', '↓']]} /> {t('app.palette.move')}
        </span>
        <span className="flex items-center gap-1.5">
          <CornerDownLeft className="size-3.5" /> {t('app.palette.choose')}
        </span>
        <span className="flex items-center gap-1.5">
          <Kbd strokes={[[t('app.key.escape')]]} /> {t('app.palette.close')}
        </span>
      </p>
    </Palette>
  );
}

/** Where letters are found only far apart from each other, nobody meant them. */
const leastScore = 0.2;

/** Those that the text finds, the best first. */
function ranked(commands: readonly Command[], search: string): Command[] {
  return commands
    .map((command) => ({ command, score: defaultFilter(command.title, search, command.words) }))
    .filter(({ score }) => score >= leastScore)
    .sort((one, other) => other.score - one.score)
    .map(({ command }) => command);
}

function Group({ heading, children }: { heading: string; children: ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <Palette.Group
      heading={heading}
      className="[&>[cmdk-group-heading]]:px-2.5 [&>[cmdk-group-heading]]:pt-2 [&>[cmdk-group-heading]]:pb-1 [&>[cmdk-group-heading]]:font-medium [&>[cmdk-group-heading]]:text-2xs [&>[cmdk-group-heading]]:text-ink-3"
    >
      {children}
    </Palette.Group>
  );
}

interface ItemProps {
  id: string;
  icon: LucideIcon;
  onSelect: () => void;
  children: ReactNode;
}

function Item({ id, icon: Icon, onSelect, children }: ItemProps) {
  return (
    <Palette.Item
      value={id}
      onSelect={onSelect}
      className="group flex h-9 items-center gap-3 rounded-md px-2.5 text-ink-2 data-[selected=true]:bg-pressed data-[selected=true]:text-ink"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-ink-3 group-data-[selected=true]:text-accent-ink" />
      {children}
    </Palette.Item>
  );
}

function CommandItem({ command, choose }: { command: Command; choose: ContentProps['choose'] }) {
  const { t } = useWords();
  const [keys] = command.shortcut === null ? [] : keysOf(command.shortcut);
  return (
    <Item id={command.id} icon={command.icon} onSelect={() => choose(command.run)}>
      <span className="min-w-0 flex-1 truncate">{command.title}</span>
      {keys !== undefined && <Kbd strokes={keyCaps(keys, isApple(), t)} />}
    </Item>
  );
}

function JobItem({ job, choose }: { job: JobRow; choose: ContentProps['choose'] }) {
  const { formatMoment } = useWords();
  const { view } = useStores();
  return (
    <Item id={`job ${job.id}`} icon={ScrollText} onSelect={() => choose(() => view.go({ view: 'job', id: job.id }))}>
      <span className="min-w-0 flex-1">
        <Name name={job.spec.name} />
      </span>
      <span className="whitespace-nowrap text-ink-3 text-xs">{formatMoment(job.createdAt, Date.now())}</span>
      <StateBadge state={job.state} />
    </Item>
  );
}
