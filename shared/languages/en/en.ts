import { app } from './app.ts';
import { common } from './common.ts';
import { desktop } from './desktop.ts';
import { failures } from './failures.ts';
import { gpus } from './gpus.ts';
import { job } from './job.ts';
import { jobs } from './jobs.ts';
import { overview } from './overview.ts';
import { settings } from './settings.ts';
import { storage } from './storage.ts';

/** Every text that a person reads, in ICU message syntax; what translations are made from. */
export const en = { app, common, desktop, failures, gpus, job, jobs, overview, settings, storage } as const;
