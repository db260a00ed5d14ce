import type { Page } from '@playwright/test';
import { type GpusView, gpusView } from './gpus.ts';
import { type JobView, jobView } from './job.ts';
import { type JobsView, jobsView } from './jobs.ts';
import { type NewJobDialog, newJobDialog } from './new-job.ts';
import { type OverviewView, overviewView } from './overview.ts';
import { type SettingsView, settingsView } from './settings.ts';
import { type Shell, shell } from './shell.ts';
import { type StorageView, storageView } from './storage.ts';

/** The app's window as a person sees it. */
export interface SellerWindow {
  shell: Shell;
  overview: OverviewView;
  jobs: JobsView;
  job: JobView;
  newJob: NewJobDialog;
  settings: SettingsView;
  gpus: GpusView;
  storage: StorageView;
}

export function sellerWindow(window: Page): SellerWindow {
  return {
    shell: shell(window),
    overview: overviewView(window),
    jobs: jobsView(window),
    job: jobView(window),
    newJob: newJobDialog(window),
    settings: settingsView(window),
    gpus: gpusView(window),
    storage: storageView(window),
  };
}
