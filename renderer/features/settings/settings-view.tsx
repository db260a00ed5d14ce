import { Check, CircleX, LoaderCircle } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Result } from '../../../shared/ipc.ts';
import { type Settings, type SettingsSection, settingsSections } from '../../../shared/settings.ts';
import { cx } from '../../components/cx.ts';
import { SearchField } from '../../components/search-field.tsx';
import type { Words } from '../../language/words.ts';
import { useSettings, useStores, useWords } from '../../stores/stores.ts';
import type { Route } from '../../stores/view.ts';
import { ExportSettings } from './export-settings.tsx';
import { ImportSettings } from './import-settings.tsx';
import { entryOf } from './registry/registry.ts';
import { type Found, searchSettings, searchWords } from './registry/search.ts';
import { ResetSettings } from './reset-settings.tsx';
import { revealSetting } from './reveal.ts';
import { resultId, resultsId, SearchResults } from './search-results.tsx';
import { sectionContents } from './section-list.ts';
import { useChanged } from './use-setting.ts';

export function SettingsView({ route }: { route: Extract<Route, { view: 'settings' }> }) {
  const { view } = useStores();
  const words = useWords();
  const { t } = words;
  const values = useSettings()?.values ?? null;
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const searching = searchWords(query).length > 0;
  const found = values === null ? [] : searchSettings(query, values, words);
  const field = useFindShortcut();
  const there = values !== null;

  // Also where the same setting is asked for once more: the route is a new one then.
  useEffect(() => {
    if (there && route.setting !== undefined) revealSetting(route.setting);
  }, [route, there]);

  const search = (next: string) => {
    setQuery(next);
    setActive(0);
  };
  const go = (section: SettingsSection, setting?: string) => {
    search('');
    view.go({ view: 'settings', section, ...(setting === undefined ? {} : { setting }) });
  };
  const goTo = ({ path, topic }: Found) => go(topic.section, path);
  const onKeyDown = (event: KeyboardEvent) => {
    const hit = found[active];
    if (hit === undefined) return;
    if (event.key === 'ArrowDown') setActive((active + 1) % found.length);
    else if (event.key === 'ArrowUp') setActive((active + found.length - 1) % found.length);
    else if (event.key === 'Enter') goTo(hit);
    else return;
    event.preventDefault();
  };

  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex w-48 shrink-0 flex-col gap-3 overflow-y-auto border-line border-r p-3">
        <SectionList
          current={searching ? null : route.section}
          found={searching ? found : null}
          onGo={(section) => go(section)}
        />
        {values && <Whole values={values} />}
      </div>
      <div className="min-w-0 flex-1 overflow-y-auto [scrollbar-gutter:stable]">
        <div className="mx-auto max-w-3xl px-6 pb-10">
          <header className="sticky top-0 z-10 -mx-6 bg-canvas px-6 pt-3 pb-2">
            <SearchField
              ref={field}
              label={t('settings.view.search')}
              value={query}
              onChange={search}
              onKeyDown={onKeyDown}
              // A search box has no list of its own to ARIA; a text box can.
              type="text"
              role="combobox"
              aria-keyshortcuts="/ Control+F"
              aria-autocomplete="list"
              aria-expanded={found.length > 0}
              aria-controls={found.length > 0 ? resultsId : undefined}
              aria-activedescendant={found[active] && resultId(found[active].path)}
              className="w-full"
            />
            <div className="mt-2 flex min-h-7 items-center gap-4">
              <h1 className="font-semibold text-lg">
                {searching ? t('settings.view.results') : t(`settings.section.${route.section}`)}
              </h1>
              {searching && (
                <p aria-hidden className="text-ink-3">
                  {found.length}
                </p>
              )}
              <SavingStatus />
              {values && !searching && <ResetSection section={route.section} values={values} />}
            </div>
          </header>
          {searching && <SearchResults query={query} found={found} active={active} onGo={goTo} />}
          {values && !searching && <SectionContent section={route.section} values={values} />}
        </div>
      </div>
    </div>
  );
}

/** Ctrl+F (⌘F) goes to the search field. */
function useFindShortcut() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      if (document.querySelector('[role="dialog"], [role="alertdialog"]') !== null) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  return field;
}

interface SectionListProps {
  /** Null while a search is shown instead. */
  current: SettingsSection | null;
  /** What a search found; null while there is none. */
  found: readonly Found[] | null;
  onGo: (section: SettingsSection) => void;
}

function SectionList({ current, found, onGo }: SectionListProps) {
  const words = useWords();
  const { t } = words;
  const changed = useChanged();
  return (
    <nav aria-label={t('settings.title')} className="flex flex-col gap-0.5">
      {settingsSections.map((name) => {
        const hits = found?.filter(({ topic }) => topic.section === name).length;
        return (
          <button
            key={name}
            type="button"
            aria-label={t(`settings.section.${name}`)}
            aria-description={describeSection(
              hits,
              changed.filter((path) => entryOf(path).section === name).length,
              words,
            )}
            aria-current={name === current ? 'page' : undefined}
            onClick={() => onGo(name)}
            className={cx(
              'flex h-8 items-center gap-2 rounded-md px-2.5 text-left text-ink-2 hover:bg-hover hover:text-ink',
              name === current && 'bg-pressed font-medium text-ink hover:bg-pressed',
              hits === 0 && 'text-ink-3',
            )}
          >
            <span className="min-w-0 flex-1 truncate">{t(`settings.section.${name}`)}</span>
            {hits === undefined ? (
              changed.some((path) => entryOf(path).section === name) && (
                <span aria-hidden data-testid="section-changed" className="size-1.5 rounded-full bg-accent" />
              )
            ) : (
              <span data-testid="hits" className="font-normal text-ink-3 text-xs">
                {hits}
              </span>
            )}
          </button>
        );
      })}
    </nav>
  );
}

function describeSection(hits: number | undefined, changed: number, { t }: Words): string | undefined {
  if (hits !== undefined) return t('settings.view.found', { count: hits });
  return changed === 0 ? undefined : t('settings.view.changed', { count: changed });
}

/** What concerns all settings at once. */
function Whole({ values }: { values: Settings }) {
  const { t } = useWords();
  const changed = useChanged();
  return (
    <div className="mt-auto flex flex-col items-stretch gap-0.5 border-line border-t pt-3">
      <ImportSettings values={values} tone="ghost" className="justify-start" />
      <ExportSettings tone="ghost" className="justify-start" />
      <ResetSettings
        label={t('settings.reset.all')}
        title={t('settings.reset.allTitle')}
        paths={changed}
        values={values}
        tone="ghost"
        className="justify-start"
      />
      <Version />
    </div>
  );
}

interface SectionProps {
  section: SettingsSection;
  values: Settings;
}

function ResetSection({ section, values }: SectionProps) {
  const { t } = useWords();
  const changed = useChanged().filter((path) => entryOf(path).section === section);
  if (changed.length === 0) return null;
  return (
    <ResetSettings
      label={t('settings.reset.changed', { count: changed.length })}
      title={t('settings.reset.sectionTitle', { section: t(`settings.section.${section}`) })}
      paths={changed}
      values={values}
      tone="ghost"
      className="-mr-2.5 ml-auto"
    />
  );
}

function SectionContent({ section, values }: SectionProps) {
  const { t } = useWords();
  const Content = sectionContents[section];
  return (
    <>
      <p className="mb-3 text-ink-3">{t('settings.view.applies')}</p>
      <div className="rounded-lg border border-line bg-surface px-4 shadow-card">
        <Content key={section} values={values} />
      </div>
    </>
  );
}

function Version() {
  const { t } = useWords();
  const { client, toasts } = useStores();
  const [info, setInfo] = useState<Result<'app.info'> | null>(null);
  useEffect(() => {
    client.request('app.info').then(setInfo, toasts.getState().fail);
  }, [client, toasts]);
  if (info === null) return null;
  return (
    <p
      className="mt-2 px-2.5 text-ink-3 text-xs"
      title={t('settings.view.dataFolder', { folder: info.dataFolder })}
      data-selectable
    >
      {t('settings.view.version', { version: info.version })}
    </p>
  );
}

const savedFor = 4000;

function SavingStatus() {
  const { t } = useWords();
  const { settings } = useStores();
  const saving = useStore(settings, (state) => state.saving);
  const [shown, setShown] = useState(saving === 'saving');
  useEffect(() => {
    if (saving === 'idle') return;
    setShown(true);
    if (saving !== 'saved') return;
    const timer = setTimeout(() => setShown(false), savedFor);
    return () => clearTimeout(timer);
  }, [saving]);
  const looks = {
    idle: null,
    saving: { Icon: LoaderCircle, text: t('settings.view.saving'), look: 'text-ink-3', spin: true },
    saved: { Icon: Check, text: t('settings.view.saved'), look: 'text-good-ink', spin: false },
    failed: { Icon: CircleX, text: t('settings.view.failed'), look: 'text-bad-ink', spin: false },
  } as const;
  const state = shown ? looks[saving] : null;
  return (
    <p role="status" data-testid="saving-status" className={cx('flex h-5 items-center gap-1 text-xs', state?.look)}>
      {state && (
        <>
          <state.Icon aria-hidden className={cx('size-3.5', state.spin && 'animate-spin')} />
          {state.text}
        </>
      )}
    </p>
  );
}
