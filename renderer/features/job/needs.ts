import type { Job } from '../../../shared/jobs.ts';
import { localeOf } from '../../../shared/languages/language.ts';
import type { ModelRequest } from '../../../shared/models.ts';
import type { Words } from '../../language/words.ts';

/** Whether the repository is fetched for the job, as far as its limits are settled. */
export const isWanted = ({ origin }: ModelRequest, limits: Job['limits']) =>
  origin === 'declared' || limits === null || limits.detectedModels;

/** Whether the job needs anything that setup provides. */
export const needsSetup = ({ spec, limits }: Pick<Job, 'spec' | 'limits'>) =>
  spec.requirements.length > 0 || spec.models.some((model) => isWanted(model, limits));

/** Whether the job came to execution without a setup, because all that it needs was kept from earlier jobs. */
export function wasAllKept({ phases, environment, models }: Pick<Job, 'phases' | 'environment' | 'models'>): boolean {
  const reached = new Set(phases.map(({ phase }) => phase));
  return reached.has('executing') && !reached.has('setup') && (environment !== null || models.length > 0);
}

/** `the environment and 2 models`: what a job that needed no setup found. */
export function describeKeptParts(
  { environment, models }: Pick<Job, 'environment' | 'models'>,
  { t, language }: Pick<Words, 't' | 'language'>,
): string {
  const count = (type: 'model' | 'dataset') => models.filter((model) => model.type === type).length;
  const parts = [
    ...(environment === null ? [] : [t('job.kept.environment')]),
    ...(count('model') === 0 ? [] : [t('job.kept.models', { count: count('model') })]),
    ...(count('dataset') === 0 ? [] : [t('job.kept.datasets', { count: count('dataset') })]),
  ];
  return new Intl.ListFormat(localeOf[language]).format(parts);
}
