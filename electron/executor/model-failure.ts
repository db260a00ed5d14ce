import type { Failure } from '../../shared/errors.ts';
import type { JobLimits } from '../../shared/jobs.ts';
import type { ModelProblem, ModelRequest } from '../../shared/models.ts';
import { plainLine } from '../../shared/text.ts';
import { formatDuration } from '../../shared/units.ts';

const modelSettings = { kind: 'open_settings', section: 'models' } as const;
const runAgain = { kind: 'run_again' } as const;

type Told = Pick<Failure, 'code' | 'message' | 'retryable' | 'remedy'>;

/** What to tell of a repository that could not be fetched. */
export function modelFailure(
  { repo, type, revision }: ModelRequest,
  problem: ModelProblem,
  detail: string,
  limits: JobLimits,
): Failure {
  const name = `${type} ${repo}`;
  const told: Record<ModelProblem, () => Told> = {
    not_found: () => ({
      code: 'model_not_found',
      message: `The model hub has no ${name}, or does not show it to you.`,
      retryable: true,
      remedy: {
        text: 'The buyer may have to correct its name. If it is private, save a token under Settings → Models that may read it.',
        action: modelSettings,
      },
    }),
    gated: () => ({
      code: 'model_gated',
      message: `The ${name} is gated: its terms have to be accepted on the hub first.`,
      retryable: true,
      remedy: {
        text: 'Accept its terms on the hub, save a token of that account under Settings → Models, and run the job again.',
        action: modelSettings,
      },
    }),
    token_refused: () => ({
      code: 'model_token_refused',
      message: 'The model hub does not accept your token.',
      retryable: true,
      remedy: {
        text: 'Save a new one under Settings → Models, or remove it, and run the job again.',
        action: modelSettings,
      },
    }),
    revision_not_found: () => ({
      code: 'model_revision_not_found',
      message: `The ${name} has no revision “${revision}” (any more).`,
      retryable: true,
      remedy: { text: 'The buyer has to name a branch, a tag or a commit that it has.' },
    }),
    no_files: () => ({
      code: 'model_no_files',
      message: `No file of the ${name} is wanted: its patterns fit none.`,
      retryable: false,
      remedy: { text: 'The buyer has to correct “include” and “exclude”.' },
    }),
    no_space: () => ({
      code: 'disk_full',
      message: `The ${name} does not fit on the engine’s disk.`,
      retryable: true,
      remedy: {
        text: 'Free some space, on the disk or under Storage. What was fetched is kept: run the job again to go on.',
        action: runAgain,
      },
    }),
    timed_out: () => ({
      code: 'setup_timed_out',
      message: `The ${name} was not fetched after ${formatDuration(limits.setupTimeoutSeconds * 1000)}, the time limit of setup.`,
      retryable: true,
      remedy: {
        text: 'What was fetched is kept: run the job again to go on, or raise Settings → Setup → Setup timeout.',
        action: { kind: 'open_settings', section: 'setup' },
      },
    }),
    network: () => ({
      code: 'download_failed',
      message: `The ${name} could not be fetched.`,
      retryable: true,
      remedy: { text: 'What was fetched is kept. Run the job again to go on.', action: runAgain },
    }),
  };
  const details = detail === '' ? {} : { details: [plainLine(detail)] };
  return { ...told[problem](), phase: 'setup', ...details };
}

/** Where setup has no network: what is not kept cannot come from anywhere. */
export function modelsOffline(requests: readonly ModelRequest[]): Failure {
  const names = requests.map(({ repo, type }) => `${type} ${repo}`);
  return {
    code: 'models_offline',
    message: `The setup network is off, and these are not kept from earlier jobs: ${names.join(', ').slice(0, 300)}.`,
    phase: 'preparing',
    retryable: true,
    remedy: {
      text: 'Turn on Settings → Setup → Setup network and run the job again.',
      action: { kind: 'open_settings', section: 'setup' },
    },
    details: names,
  };
}
