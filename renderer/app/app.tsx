import { Tooltip } from 'radix-ui';
import { useStore } from 'zustand';
import { Toasts } from '../components/toasts.tsx';
import { GpusView } from '../features/gpus/gpus-view.tsx';
import { JobView } from '../features/job/job-view.tsx';
import { DeleteDialog } from '../features/jobs/delete-dialog.tsx';
import { JobsView } from '../features/jobs/jobs-view.tsx';
import { NewJobDialog } from '../features/jobs/new-job-dialog.tsx';
import { OverviewView } from '../features/overview/overview-view.tsx';
import { SettingsView } from '../features/settings/settings-view.tsx';
import { StorageView } from '../features/storage/storage-view.tsx';
import { useSettings, useStores, useWords } from '../stores/stores.ts';
import { Announcer, Banners } from './banners.tsx';
import { CommandPalette } from './command-palette.tsx';
import { useDocumentLanguage } from './document-language.ts';
import { DropTarget } from './drop-target.tsx';
import { ShortcutList } from './shortcut-list.tsx';
import { Sidebar } from './sidebar.tsx';
import { StopEverything } from './stop-everything.tsx';
import { useTheme } from './theme.ts';
import { TopBar } from './top-bar.tsx';
import { useShortcuts } from './use-shortcuts.ts';

export function App() {
  const stores = useStores();
  useTheme(useSettings()?.values.appearance.theme ?? 'system');
  useDocumentLanguage(useWords().language);
  useShortcuts(stores);
  return (
    <Tooltip.Provider delayDuration={400}>
      <div className="flex h-full">
        <Sidebar />
        <div className="flex min-w-0 flex-1 flex-col">
          <TopBar />
          <Banners />
          <main className="flex min-h-0 flex-1 flex-col">
            <CurrentView />
          </main>
        </div>
      </div>
      <NewJobDialog />
      <DeleteDialog />
      <CommandPalette />
      <ShortcutList />
      <StopEverything />
      <DropTarget />
      <Announcer />
      <Toasts />
    </Tooltip.Provider>
  );
}

function CurrentView() {
  const { view } = useStores();
  const route = useStore(view, (state) => state.route);
  switch (route.view) {
    case 'overview':
      return <OverviewView />;
    case 'jobs':
      return <JobsView />;
    case 'job':
      return <JobView key={route.id} id={route.id} />;
    case 'gpus':
      return <GpusView />;
    case 'storage':
      return <StorageView />;
    case 'settings':
      return <SettingsView route={route} />;
  }
}
