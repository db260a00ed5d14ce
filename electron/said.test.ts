import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AppError, type Failure, failureSchema, type Said, type SaidValue, type Sentence } from '../shared/errors.ts';
import { createSay } from '../shared/languages/say.ts';
import { faultReasonSchema, refusalReasonSchema, type Verdict } from '../shared/ledger.ts';
import { type ModelRequest, modelProblemSchema } from '../shared/models.ts';
import { maxRequirements, parseRequirements } from '../shared/requirements.ts';
import { defaultSettings } from '../shared/settings.ts';
import { aGpu } from '../shared/testing/a-gpu.ts';
import { aJob } from '../shared/testing/a-job.ts';
import { aLedgerEntry } from '../shared/testing/a-ledger-entry.ts';
import { takeDataFolder } from './data-folder.ts';
import { engineError, lost, unreachable } from './engine/errors.ts';
import { createEgressSummary } from './executor/egress-failure.ts';
import * as execution from './executor/failures.ts';
import { resolveLimits } from './executor/limits.ts';
import { modelFailure, modelsOffline } from './executor/model-failure.ts';
import { setupFailure } from './executor/setup-failure.ts';
import { writeFailure } from './files/write-failure.ts';
import { createGpuAllocator } from './gpu/allocator.ts';
import { openHistory } from './jobs/history.ts';
import { readCertificates } from './settings/certificates.ts';
import { readOverrides } from './settings/environment.ts';
import { openSettingsStore } from './settings/settings-store.ts';
import { previewImport } from './settings/transfer.ts';
import { prepareDraft, restage } from './sources/drafts.ts';
import { readJobSource } from './sources/job-source.ts';
import { specOf, wishesOf } from './sources/job-spec.ts';
import { readScriptMetadata } from './sources/script-metadata.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'said-'));
const history = openHistory(path.join(folder, 'jobs.db'));
afterAll(() => {
  history.close();
  rmSync(folder, { recursive: true });
});

/** A new folder with these files. */
function holding(files: Readonly<Record<string, string>>): string {
  const full = mkdtempSync(path.join(folder, 'job-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(full, name)), { recursive: true });
    writeFileSync(path.join(full, name), text);
  }
  return full;
}

/** What `work` is refused with. */
async function refusal(work: () => unknown): Promise<Failure> {
  try {
    await work();
  } catch (error) {
    if (error instanceof AppError) return error.failure;
    throw error;
  }
  throw new Error('It was not refused.');
}

const limits = resolveLimits(defaultSettings, aJob('job').spec, { cpus: 1, memoryBytes: 1.5 * 2 ** 30 }, []);
const pip = (line: string, wheelsOnly = false) => setupFailure([line], 3, { wheelsOnly });
const code = (name: string) => Object.assign(new Error(`${name}: it went wrong`), { code: name });
const model = (type: 'model' | 'dataset', repo = 'owner/name'): ModelRequest => ({
  repo,
  type,
  revision: 'main',
  include: [],
  exclude: [],
  origin: 'declared',
});

function denied(...verdicts: Verdict[]): Failure {
  const summary = createEgressSummary();
  summary.add(verdicts.map((verdict, n) => aLedgerEntry(n + 1, { host: `host${n}.example`, durationMs: 1, verdict })));
  return summary.explain(pip('failed'));
}

function withoutGpus(count: number, minMemoryMiB: number, there: number): Failure {
  const gpus = Array.from({ length: there }, (_, index) => aGpu({ index, memoryTotalMiB: 24_576 }));
  const outcome = createGpuAllocator().tryAllocate(
    there === 0
      ? { status: 'none', reason: 'No devices were found' }
      : { status: 'ok', driverVersion: '1', sampledAt: 0, gpus },
    { count, minMemoryMiB },
    'job',
  );
  if (outcome.kind !== 'impossible') throw new Error(`It is ${outcome.kind}.`);
  return outcome.failure;
}

const job = (files: Readonly<Record<string, string>>) =>
  refusal(async () => specOf(await wishesOf(await readJobSource(holding(files)))));
const form = (change: object) =>
  refusal(() =>
    prepareDraft(
      {
        kind: 'form',
        name: 'Job',
        scriptText: 'print()',
        requirementsText: '',
        gpuCount: 0,
        gpuMinMemoryMiB: 0,
        timeoutSeconds: null,
        ...change,
      },
      { contentFolder: path.join(folder, 'content'), examplesFolder: folder, settings: defaultSettings },
    ),
  );
const metadata = (...lines: string[]) =>
  refusal(() => readScriptMetadata(['# /// script', ...lines.map((line) => `# ${line}`), '# ///'].join('\n'), 'a.py'));
const imported = (text: string) => refusal(() => previewImport('file', text, { stored: defaultSettings, locked: {} }));
const settings = (change: object) =>
  refusal(() =>
    openSettingsStore({ dataFolder: holding({}), environment: { DOCKER_SETUP_TIMEOUT: '60' } }).update(change),
  );
const exported = (value: object) => JSON.stringify({ app: 'computeswarm-seller', version: 1, settings: {}, ...value });

const failures: Readonly<Record<string, () => Failure | Promise<Failure>>> = {
  'the disk is full in setup': () => pip('No space left on device'),
  'a hash differs': () => pip('DO NOT MATCH THE HASHES'),
  'requirements contradict each other': () => pip('ResolutionImpossible'),
  'no package fits': () => pip('No matching distribution found for numpy==99'),
  'no wheel fits': () => pip('No matching distribution found for numpy==99', true),
  'a package does not build': () => pip('Failed building wheel'),
  'pip fails otherwise': () => pip('what'),
  'the image is missing': () => execution.imageMissing('sandbox:1'),
  'packages are out of reach': () => execution.offline(['numpy', 'torch']),
  'setup takes too long': () => execution.setupTimedOut(limits, []),
  'the job takes too long': () => execution.jobTimedOut({ ...limits, timeoutSeconds: 5.4 }),
  'memory runs out': () => execution.outOfMemory('executing', { ...limits, memoryBytes: 1.5 * 2 ** 30 }),
  'packages are too large': () => execution.spaceUsedUp('setup', 'packages', 1.5 * 2 ** 40),
  'outputs are too large': () => execution.spaceUsedUp('executing', 'outputs', 1_536),
  'the script ends': () => execution.scriptFailed(1_234, null),
  'the script is killed': () => execution.scriptFailed(137, 9),
  'models are out of reach': () => modelsOffline([model('model'), model('dataset')]),
  'many models are out of reach': () => modelsOffline(Array(50).fill(model('model', 'owner/'.padEnd(90, 'n')))),
  ...Object.fromEntries(
    modelProblemSchema.options.flatMap((problem) =>
      (['model', 'dataset'] as const).map((type) => [
        `a ${type} is not fetched: ${problem}`,
        () => modelFailure(model(type), problem, 'as it was told', limits),
      ]),
    ),
  ),
  'a host is blocked': () => denied({ outcome: 'refused', reason: 'not_listed', detail: '' }),
  'hosts are blocked': () =>
    denied(...Array<Verdict>(7).fill({ outcome: 'refused', reason: 'not_listed', detail: '' })),
  ...Object.fromEntries(
    refusalReasonSchema.options
      .filter((reason) => !['not_listed', 'port_not_listed', 'malformed', 'busy'].includes(reason))
      .map((reason) => [`refused: ${reason}`, () => denied({ outcome: 'refused', reason, detail: 'As told.' })]),
  ),
  ...Object.fromEntries(
    faultReasonSchema.options.map((reason) => [reason, () => denied({ outcome: 'failed', reason, detail: '' })]),
  ),
  'the engine is forbidden': () => unreachable(code('EACCES'), '/run/docker.sock'),
  'there is no engine': () => unreachable(code('ENOENT'), '/run/docker.sock'),
  'the engine is silent': () => unreachable(code('ECONNREFUSED'), '/run/docker.sock'),
  'the engine is lost': () => lost('no answer'),
  'the engine has no GPUs': () => engineError(new Error('could not select device driver'), '').failure,
  'the engine is full': () => engineError(new Error('no space left on device'), '').failure,
  'the engine refuses': () => engineError(new Error('bad parameter'), '').failure,
  'there is no GPU': () => withoutGpus(1, 0, 0),
  'there is no GPU, and large ones are wanted': () => withoutGpus(2, 80_000, 0),
  'there are too few GPUs': () => withoutGpus(2, 0, 1),
  'there are no GPUs as large': () => withoutGpus(1, 80_000, 3),
  'a file does not fit': () => writeFailure(code('ENOSPC'), 'log'),
  'a file may not be written': () => writeFailure(code('EACCES'), 'settings'),
  'the data folder is taken': () => refusal(() => takeDataFolder(holding({ lock: String(process.ppid) }))),
  'there is no such job': () => refusal(() => history.jobs.get('nobody')),
  'a job is added as it ended': () => refusal(() => history.jobs.insert(aJob('ended'))),
  'certificates cannot be read': () => refusal(() => readCertificates('/nowhere/ca.pem')),
  'a variable decides': () => settings({ setup: { timeoutSeconds: 99 } }),
  'timeouts cross': () => settings({ limits: { defaultTimeoutSeconds: 500, maxTimeoutSeconds: 400 } }),
  'what is imported is too large': () => imported(' '.repeat(1024 * 1024 + 1)),
  'what is imported is no JSON': () => imported('{'),
  'what is imported is from nobody': () => imported('{}'),
  'what is imported is from another app': () => imported('{"app":"x"}'),
  'what is imported has no settings': () => imported('{"app":"computeswarm-seller"}'),
  'what is imported is newer': () => imported(exported({ version: 99 })),
  'what is imported is deep': () =>
    imported(exported({ settings: JSON.parse(`${'{"a":'.repeat(20)}1${'}'.repeat(20)}`) })),
  'what is imported is strange': () => imported('{"app":"computeswarm-seller","__proto__":1}'),
  'a job is nowhere': () => refusal(() => readJobSource('/nowhere/at/all')),
  'a job is no script': () => refusal(() => readJobSource(path.join(holding({ 'notes.txt': '' }), 'notes.txt'))),
  'a job has no script': () => job({ 'x.py': '' }),
  'a script is empty': () => job({ 'script.py': '' }),
  'a script is no text': () => job({ 'script.py': 'a\0' }),
  'job.json is no JSON': () => job({ 'job.json': '{' }),
  'job.json is wrong': () => job({ 'job.json': '{"gpus":"many"}' }),
  'requirements are missing': () => job({ 'script.py': 'a', 'job.json': '{"requirements":"r.txt"}' }),
  'wheels are no folder': () => job({ 'script.py': 'a', wheels: '' }),
  'a wheel is none': () => job({ 'script.py': 'a', 'wheels/x.txt': '' }),
  'a name cannot be shown': () => job({ 'a\nb': '' }),
  'one requirement is refused': () => form({ requirementsText: 'numpy\n-r x' }),
  'two requirements are refused': () => form({ requirementsText: 'numpy==\n-r x' }),
  'several requirements are refused': () => form({ requirementsText: 'numpy==\n-r x\n--y' }),
  'the number of GPUs is none': () => form({ gpuCount: Number.NaN }),
  'the memory is not whole': () => form({ gpuMinMemoryMiB: 1.5 }),
  'the timeout is too long': () => form({ timeoutSeconds: 10_000_000 }),
  'the timeout is not accepted here': () => form({ timeoutSeconds: 2_000_000 }),
  'a script is too large': () => form({ scriptText: ' '.repeat(9 * 1024 * 1024) }),
  'metadata is no TOML': () => metadata('a = = b'),
  'metadata is wrong': () => metadata('dependencies = 3'),
  'a dependency is refused': () => metadata('dependencies = ["numpy", "-r x"]'),
  'dependencies are refused': () => metadata('dependencies = ["a\\nb", "-r x", "./x"]'),
  'the files of an earlier job are gone': () => refusal(() => restage('/nowhere/at/all', folder)),
};

const inEnglish = createSay('en');
const inGerman = createSay('de');

/** What stands in the sentence as it is, whatever the language. */
function foreignWords({ values }: Said): string[] {
  const words = (value: SaidValue): string[] => {
    if (typeof value !== 'object') return [String(value)];
    return 'key' in value ? foreignWords(value) : [];
  };
  return Object.entries(values).flatMap(([name, value]) => (choices.has(name) ? [] : words(value)));
}

/** Values that choose between words, rather than being words. */
const choices = new Set(['type', 'what', 'content', 'more']);

function expectSayable({ message, said }: Sentence): void {
  if (said === undefined) throw new Error(`“${message}” cannot be said in other languages.`);
  expect(inEnglish(said, '')).toBe(message);
  const german = inGerman(said, '');
  expect(german).not.toBe('');
  expect(german).not.toBe(message);
  for (const words of foreignWords(said)) if (message.includes(words)) expect(german).toContain(words);
}

describe('in English and in German there are words for what happened, and for what to do, when', () => {
  it.each(Object.entries(failures))('%s', async (_, make) => {
    // As it is kept in the history and sent to views.
    const failure = failureSchema.parse(JSON.parse(JSON.stringify(await make())));
    expectSayable(failure);
    if (failure.remedy) expectSayable({ message: failure.remedy.text, said: failure.remedy.said });
  });
});

describe('in English and in German there are words for', () => {
  it.each([
    'x'.repeat(501),
    'a\u0007',
    '-r x',
    'numpy --hash=md5:1',
    'numpy --hash=sha256:1',
    'https://example.org',
    'a @ b',
    './x',
    '==1',
    'numpy==',
    'a;b;c',
    'a; $',
    'a\n'.repeat(maxRequirements + 1),
  ])('what is wrong with the requirement %j', (line) => {
    const [problem] = parseRequirements(line).problems;
    if (problem === undefined) throw new Error('Nothing is wrong.');
    expectSayable({ message: problem.problem, said: problem.said });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['that is damaged', { 'settings.json': '{' }],
    ['of another version', { 'settings.json': '{"version":99}' }],
    ['that is wrong', { 'settings.json': '{"version":1,"queue":3}' }],
    ['of another version that is wrong', { 'settings.json': '{"version":99,"queue":3}' }],
    ['that cannot be read', { 'settings.json/x': '' }],
  ])('a settings file %s', (_, files) => {
    const { notices } = openSettingsStore({ dataFolder: holding(files), environment: {} }).view();
    expect(notices).toHaveLength(1);
    for (const notice of notices) expectSayable(notice);
  });

  it('variables that are not understood, and a file of them that cannot be read', () => {
    const environment = {
      DOCKER_NETWORK_ENABLED: 'maybe',
      DOCKER_SETUP_TIMEOUT: 'long',
      DOCKER_NETWORK_WHITELIST: '10.0.0.1',
    };
    const { notices } = openSettingsStore({ dataFolder: holding({ '.env/x': '' }), environment }).view();
    expect(notices).toHaveLength(readOverrides(environment, '').notices.length + 1);
    for (const notice of notices) expectSayable(notice);
  });

  it('a history that is damaged', () => {
    const damaged = openHistory(path.join(holding({ 'jobs.db': 'no database'.repeat(1_000) }), 'jobs.db'));
    damaged.close();
    expect(damaged.notices).toHaveLength(1);
    for (const notice of damaged.notices) expectSayable(notice);
  });

  it('settings that are not imported', () => {
    const { refused } = previewImport(
      'file',
      exported({
        settings: { mine: { x: 1 }, queue: 3, limits: { defaultTimeoutSeconds: 500, maxTimeoutSeconds: 400 } },
      }),
      { stored: defaultSettings, locked: {} },
    );
    expect(refused).toHaveLength(4);
    for (const { reason: message, said } of refused) expectSayable({ message, said });
  });
});

it('numbers are written as the language has them', () => {
  const { said, message } = execution.outOfMemory('executing', { ...limits, memoryBytes: 1.5 * 2 ** 30 });
  expect(message).toContain('1.5 GiB');
  expect(inGerman(said, '')).toContain('1,5 GiB');
});

it('a failure that an older version kept is said in its own words', () => {
  const kept = failureSchema.parse({ code: 'internal', message: 'As it was.', retryable: true });
  expect(inGerman(kept.said, kept.message)).toBe('As it was.');
});

it('a sentence in which another one is not known any more is said in its own words', () => {
  const said = { key: 'import_refused', values: { reason: { key: 'unheard_of', values: {} } } };
  expect(inGerman(said, 'As it was.')).toBe('As it was.');
});
