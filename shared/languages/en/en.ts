import { app } from './app.ts';
import { common } from './common.ts';
import { desktop } from './desktop.ts';
import { failures } from './failures.ts';
import { gpus } from './gpus.ts';
import { job } from './job.ts';
import { jobs } from './jobs.ts';
import { outputs } from './outputs.ts';
import { overview } from './overview.ts';
import { settings } from './settings.ts';
import { storage } from './storage.ts';
import { usage } from './usage.ts';

/** Every text that a person reads, in ICU message syntax; what translations are made from. */
export const en = {
  app,
  common,
  desktop,
  failures,
  gpus,
  job,
  jobs,
  outputs,
  overview,
  settings,
  storage,
  usage,
} as const;
