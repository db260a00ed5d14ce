import type { Failure, SaidValue } from '../../shared/errors.ts';
import type { JobLimits } from '../../shared/jobs.ts';
import { advice, type Sayable, sentence } from '../../shared/languages/sentence.ts';
import type { ModelProblem, ModelRequest } from '../../shared/models.ts';
import { plainLine } from '../../shared/text.ts';

const modelSettings = { kind: 'open_settings', section: 'models' } as const;
const runAgain = { kind: 'run_again' } as const;

type Told = Pick<Failure, 'code' | 'message' | 'said' | 'retryable' | 'remedy'>;

/** What to tell of a repository that could not be fetched. */
export function modelFailure(
  { repo, type, revision }: ModelRequest,
  problem: ModelProblem,
  detail: string,
  limits: JobLimits,
): Failure {
  const told: Record<ModelProblem, () => Told> = {
    not_found: () => ({
      code: 'model_not_found',
      ...sentence('model_not_found', { type, repo }),
      retryable: true,
      remedy: advice('correct_model_or_save_token', {}, modelSettings),
    }),
    gated: () => ({
      code: 'model_gated',
      ...sentence('model_gated', { type, repo }),
      retryable: true,
      remedy: advice('accept_model_terms', {}, modelSettings),
    }),
    token_refused: () => ({
      code: 'model_token_refused',
      ...sentence('model_token_refused'),
      retryable: true,
      remedy: advice('save_new_token', {}, modelSettings),
    }),
    revision_not_found: () => ({
      code: 'model_revision_not_found',
      ...sentence('model_revision_not_found', { type, repo, revision }),
      retryable: true,
      remedy: advice('name_revision'),
    }),
    no_files: () => ({
      code: 'model_no_files',
      ...sentence('model_no_files', { type, repo }),
      retryable: false,
      remedy: advice('correct_patterns'),
    }),
    no_space: () => ({
      code: 'disk_full',
      ...sentence('model_no_space', { type, repo }),
      retryable: true,
      remedy: advice('free_disk_or_storage', {}, runAgain),
    }),
    timed_out: () => ({
      code: 'setup_timed_out',
      ...sentence('model_timed_out', { type, repo, limit: { milliseconds: limits.setupTimeoutSeconds * 1000 } }),
      retryable: true,
      remedy: advice('run_again_or_raise_setup_timeout', {}, { kind: 'open_settings', section: 'setup' }),
    }),
    network: () => ({
      code: 'download_failed',
      ...sentence('model_not_fetched', { type, repo }),
      retryable: true,
      remedy: advice('run_again_to_go_on', {}, runAgain),
    }),
  };
  const details = detail === '' ? {} : { details: [plainLine(detail)] };
  return { ...told[problem](), phase: 'setup', ...details };
}

/** Where setup has no network: what is not kept cannot come from anywhere. */
export function modelsOffline(requests: readonly ModelRequest[]): Failure {
  const names = requests.map(({ repo, type }) => sentence('repository', { type, repo }));
  return {
    code: 'models_offline',
    ...sentence('models_offline', { models: listed(names) }),
    phase: 'preparing',
    retryable: true,
    remedy: advice('turn_on_network', {}, { kind: 'open_settings', section: 'setup' }),
    details: names.map(({ message }) => message),
  };
}

const listedCharacters = 300;

/** As many as have room in a sentence, one after the other. */
function listed([first, ...others]: readonly Sayable[]): SaidValue {
  let list = first;
  for (const { said: next } of others) {
    if (list === undefined) break;
    const longer = sentence('list_goes_on', { list: list.said, next });
    if (longer.message.length > listedCharacters) return sentence('list_goes_on', { list: list.said, next: '…' }).said;
    list = longer;
  }
  return list?.said ?? '';
}
