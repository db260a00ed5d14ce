import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, type Failure, failureSchema } from '../../shared/errors.ts';
import { maxScriptBytes } from '../../shared/job-file.ts';
import { type JobDraft, jobInspectionSchema, jobSpecSchema } from '../../shared/jobs.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { tinyDisk } from '../testing/tiny-disk.ts';
import { prepareDraft, restage } from './drafts.ts';
import { inspectPath } from './inspect.ts';

let folder: string;
let job: string;
let content: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sources-'));
  job = join(folder, 'my job');
  content = join(folder, 'content');
  mkdirSync(job);
});

afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, data: string | Uint8Array = 'print(1)\n'): void {
  const full = join(job, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, data);
}

const jobJson = (value: unknown) => put('job.json', typeof value === 'string' ? value : JSON.stringify(value));
const options = () => ({ contentFolder: content, examplesFolder: join(folder, 'examples'), settings: defaultSettings });
const prepare = (draft: JobDraft) => prepareDraft(draft, options());
const prepareFolder = (overrides = {}) => prepare({ kind: 'path', path: job, overrides });
const staged = () =>
  readdirSync(content, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(content.length + 1))
    .sort();

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw error;
  return failureSchema.parse(error.failure);
}

/** Both ways in refuse, in the same words, and say what to do. */
async function refusal(path = job): Promise<Failure> {
  const failure = await failureOf(inspectPath(path));
  expect(await failureOf(prepare({ kind: 'path', path, overrides: {} }))).toEqual(failure);
  expect(failure.remedy?.text).toBeTruthy();
  return failure;
}

describe('a job folder', () => {
  it('with job.json is taken as it says', async () => {
    jobJson({
      name: 'Träin\u0007\u202e <b>me</b>',
      script: 'src/main.py',
      requirements: ['numpy >= 2', '# a comment', 'requests'],
      gpus: { count: 2, minMemoryMiB: 8_000 },
      timeoutSeconds: 60,
      description: 'x',
    });
    put('src/main.py');
    put('data/table.csv', 'a,b\n');
    put('wheels/one-1.0-py3-none-any.whl', 'w');
    put('wheels/two-2.0.tar.gz', 's');
    put('wheels/.keep', '');
    mkdirSync(join(job, 'empty/deep'), { recursive: true });
    const inspection = await inspectPath(job);
    expect(jobInspectionSchema.parse(inspection)).toEqual(inspection);
    expect(inspection).toMatchObject({
      path: job,
      spec: {
        name: 'Träin <b>me</b>',
        script: 'src/main.py',
        requirements: ['numpy >= 2', 'requests'],
        gpus: { count: 2, minMemoryMiB: 8_000 },
        timeoutSeconds: 60,
      },
      files: 3,
      wheels: ['one-1.0-py3-none-any.whl', 'two-2.0.tar.gz'],
    });
    expect(inspection.bytes).toBe(readFileSync(join(job, 'job.json')).length + 'print(1)\n'.length + 4);
    const { spec, source } = await prepareFolder();
    expect(spec).toEqual(inspection.spec);
    expect(source).toEqual({ kind: 'path', path: job });
    expect(staged()).toEqual([
      'inputs/data/table.csv',
      'inputs/job.json',
      'inputs/src/main.py',
      'wheels/one-1.0-py3-none-any.whl',
      'wheels/two-2.0.tar.gz',
    ]);
    expect(readFileSync(join(content, 'inputs/data/table.csv'), 'utf8')).toBe('a,b\n');
    expect(existsSync(join(content, 'inputs/empty/deep'))).toBe(true);
  });

  it('without job.json is script.py and requirements.txt', async () => {
    put('script.py');
    put('requirements.txt', '\ufeffnumpy\r\n# no\r\nrequests==2.32.0\r\n');
    const { spec } = await prepareFolder();
    expect(jobSpecSchema.parse(spec)).toEqual({
      name: 'my job',
      script: 'script.py',
      requirements: ['numpy', 'requests==2.32.0'],
      models: [],
      gpus: { count: 0, minMemoryMiB: 0 },
      timeoutSeconds: null,
    });
    expect(readdirSync(content).sort()).toEqual(['inputs', 'wheels']);
  });

  it('may name its requirements file, and its GPUs as a number', async () => {
    jobJson({ requirements: 'needs/gpu.txt', gpus: 3 });
    put('script.py');
    put('needs/gpu.txt', 'torch');
    put('requirements.txt', '--index-url http://elsewhere');
    expect((await inspectPath(job)).spec).toMatchObject({ requirements: ['torch'], gpus: { count: 3 } });
  });

  it('runs as the person changed it', async () => {
    jobJson({ name: 'a', gpus: { count: 1, minMemoryMiB: 5 }, timeoutSeconds: 9 });
    put('script.py');
    put('requirements.txt', 'git+https://example.org/x');
    const overrides = { name: 'b', requirementsText: 'numpy', gpuCount: 2, gpuMinMemoryMiB: 6, timeoutSeconds: null };
    expect((await prepareFolder(overrides)).spec).toEqual({
      name: 'b',
      script: 'script.py',
      requirements: ['numpy'],
      models: [],
      gpus: { count: 2, minMemoryMiB: 6 },
      timeoutSeconds: null,
    });
  });

  it('keeps which files can be run', async () => {
    put('script.py');
    put('tool.sh');
    chmodSync(join(job, 'tool.sh'), 0o755);
    await prepareFolder();
    expect(() => execFileSync('test', ['-x', join(content, 'inputs/tool.sh')])).not.toThrow();
  });

  it('may hold thousands of files', async () => {
    put('script.py');
    for (let n = 0; n < 3_000; n += 1) put(`data/${n % 50}/${n}.txt`, String(n));
    await prepareFolder();
    expect(staged()).toHaveLength(3_001);
    expect(readFileSync(join(content, 'inputs/data/49/2999.txt'), 'utf8')).toBe('2999');
  });
});

const metadata = [
  '# /// script',
  '# dependencies = ["requests==2.32.0", "numpy", "torch"]',
  '# [tool.computeswarm]',
  '# models = ["script/model"]',
  '# ///',
  '',
].join('\n');

describe('what a script says', () => {
  const declared = (repo: string) => ({
    repo,
    type: 'model',
    revision: 'main',
    include: [],
    exclude: [],
    origin: 'declared',
  });

  it('adds to what lies beside it', async () => {
    put('script.py', `${metadata}X.from_pretrained("seen/model")\nX.from_pretrained("weights")\n`);
    put('weights/model.safetensors');
    put('requirements.txt', 'numpy\nrequests == 2.32.0\nrequests==2.32.0');
    jobJson({ models: [{ repo: 'file/model' }] });
    const { spec } = await inspectPath(job);
    expect(jobSpecSchema.parse(spec)).toEqual(spec);
    expect(spec.requirements).toEqual(['numpy', 'requests == 2.32.0', 'requests==2.32.0', 'torch']);
    expect(spec.models).toEqual([
      declared('file/model'),
      declared('script/model'),
      { ...declared('seen/model'), origin: 'detected' },
    ]);
    expect((await prepareFolder()).spec).toEqual(spec);
  });

  it('adds no requirements to those that a person wrote instead', async () => {
    put('script.py', metadata);
    put('requirements.txt', 'numpy');
    const { spec } = await prepareFolder({ requirementsText: 'pandas' });
    expect(spec).toMatchObject({ requirements: ['pandas'], models: [{ repo: 'script/model' }] });
    expect((await prepareFolder({ requirementsText: '' })).spec.requirements).toEqual([]);
  });

  it('counts in a script alone, and in another folder than the job’s', async () => {
    put('src/train.py', `${metadata}X.from_pretrained("src")`);
    const alone = await inspectPath(join(job, 'src/train.py'));
    expect(alone.spec).toMatchObject({ requirements: ['requests==2.32.0', 'numpy', 'torch'] });
    expect(alone.spec.models.map(({ repo }) => repo)).toEqual(['script/model', 'src']);
    jobJson({ script: 'src/train.py' });
    expect((await inspectPath(job)).spec.models.map(({ repo }) => repo)).toEqual(['script/model']);
  });

  it('and its requirements file together ask for at most as much as a job may', async () => {
    const some = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}${n}`);
    put('requirements.txt', some('a', 499).join('\n'));
    const withDependencies = (names: string[]) =>
      put('script.py', `# /// script\n# dependencies = ${JSON.stringify(names)}\n# ///\n`);
    withDependencies(['a0', 'b0']);
    expect((await inspectPath(job)).spec.requirements).toHaveLength(500);
    withDependencies(['b0', 'b1']);
    expect((await refusal()).message).toContain('501 requirements');
  });

  it('is refused where it cannot be used', async () => {
    put('script.py', '# /// script\n# dependencies = [\n# ///\n');
    expect(await refusal()).toMatchObject({ code: 'invalid_job', message: expect.stringContaining('script.py') });
    put('script.py', '# /// script\n# dependencies = ["-e ."]\n# ///\n');
    expect(await refusal()).toMatchObject({
      code: 'invalid_requirements',
      message: expect.stringContaining('script.py'),
    });
  });
});

describe('a script alone', () => {
  it('is the only input', async () => {
    put('train.py');
    put('requirements.txt', 'numpy');
    put('secret.txt', 'mine');
    const path = join(job, 'train.py');
    expect(await inspectPath(path)).toMatchObject({
      spec: { name: 'train.py', script: 'train.py', requirements: [] },
      files: 1,
      wheels: [],
    });
    await prepare({ kind: 'path', path, overrides: { requirementsText: 'requests' } });
    expect(staged()).toEqual(['inputs/train.py']);
  });

  it('must be Python, by its name', async () => {
    put('notes.txt');
    expect((await refusal(join(job, 'notes.txt'))).message).toContain('notes.txt');
  });
});

describe('a form', () => {
  const form = (change: Partial<Extract<JobDraft, { kind: 'form' }>> = {}): JobDraft => ({
    kind: 'form',
    name: ' My\tjob ',
    scriptText: 'print("hé")',
    requirementsText: 'numpy\n',
    gpuCount: 0,
    gpuMinMemoryMiB: 0,
    timeoutSeconds: null,
    ...change,
  });

  it('becomes a script', async () => {
    const { spec, source } = await prepare(form());
    expect(spec).toMatchObject({ name: 'My job', script: 'script.py', requirements: ['numpy'] });
    expect(source).toEqual({ kind: 'form' });
    expect(readFileSync(join(content, 'inputs/script.py'), 'utf8')).toBe('print("hé")');
    expect(readdirSync(join(content, 'wheels'))).toEqual([]);
  });

  it('adds what its script says and names', async () => {
    const scriptText = `${metadata}X.from_pretrained("seen/model")\nX.from_pretrained("script.py")`;
    const { spec } = await prepare(form({ scriptText }));
    expect(spec.requirements).toEqual(['numpy', 'requests==2.32.0', 'torch']);
    expect(spec.models.map(({ repo, origin }) => [repo, origin])).toEqual([
      ['script/model', 'declared'],
      ['seen/model', 'detected'],
    ]);
  });

  it('without a name gets one', async () => {
    expect((await prepare(form({ name: '\u0000\u200b' }))).spec.name).toBe('Untitled job');
  });

  it.each<[string, Partial<Extract<JobDraft, { kind: 'form' }>>, RegExp]>([
    ['an empty script', { scriptText: ' \n\t' }, /empty/],
    ['a script that is too big', { scriptText: `#${'x'.repeat(maxScriptBytes)}` }, /larger than 4 MiB/],
    ['NUL in the script', { scriptText: 'a\0b' }, /NUL/],
    ['a timeout of 0', { timeoutSeconds: 0 }, /timeout.* 0;/],
    ['a timeout of half a second', { timeoutSeconds: 0.5 }, /timeout/],
    ['a timeout of a year', { timeoutSeconds: 31_536_000 }, /timeout/],
    ['a timeout above the seller’s', { timeoutSeconds: 86_401 }, /86401 seconds; jobs may run for 86400/],
    ['half a GPU', { gpuCount: 0.5 }, /GPUs is 0.5/],
    ['-1 GPUs', { gpuCount: -1 }, /GPUs is -1/],
    ['65 GPUs', { gpuCount: 65 }, /GPUs is 65/],
    ['no number of GPUs', { gpuCount: Number.NaN }, /GPUs/],
    ['negative memory', { gpuMinMemoryMiB: -1 }, /memory/],
  ])('is refused with %s, before anything is copied', async (_, change, words) => {
    const failure = await failureOf(prepare(form(change)));
    expect(failure.code).toBe('invalid_job');
    expect(failure.message).toMatch(words);
    expect(failure.remedy?.text).toBeTruthy();
    expect(existsSync(content)).toBe(false);
  });

  it('with requirements that cannot be used names every line', async () => {
    const requirementsText = 'numpy\n-r other.txt\ngit+https://example.org/x\n./local';
    const failure = await failureOf(prepare(form({ requirementsText })));
    expect(failure.code).toBe('invalid_requirements');
    expect(failure.message).toContain('line 2');
    expect(failure.details).toEqual([
      expect.stringMatching(/^line 2: -r other.txt: /),
      expect.stringMatching(/^line 3: git\+/),
      expect.stringMatching(/^line 4: .\/local: /),
    ]);
  });
});

describe('what is refused', () => {
  it.each<[string, () => void, RegExp]>([
    ['no script', () => put('other.py'), /script\.py is not in the folder/],
    ['a script that is named but not there', () => jobJson({ script: 'a/b.py' }), /a\/b\.py is not in the folder/],
    ['an empty script', () => put('script.py', ''), /script\.py is empty/],
    ['a script that is too big', () => put('script.py', Buffer.alloc(5_000_000, 97)), /larger than 4 MiB/],
    ['a script that is not UTF-8', () => put('script.py', Buffer.from([0x23, 0xe9, 0x0a])), /not UTF-8/],
    ['NUL in the script', () => put('script.py', 'a\0'), /NUL/],
    [
      'a requirements file that is not there',
      () => {
        put('script.py');
        jobJson({ requirements: 'none.txt' });
      },
      /none\.txt is not in the folder/,
    ],
    [
      'requirements that are not text',
      () => {
        put('script.py');
        put('requirements.txt', Buffer.from([0xff, 0xfe, 0x00]));
      },
      /requirements\.txt is not UTF-8/,
    ],
    [
      'something else among the wheels',
      () => {
        put('script.py');
        put('wheels/setup.exe');
      },
      /wheels\/setup\.exe is not a package/,
    ],
    [
      'a folder among the wheels',
      () => {
        put('script.py');
        put('wheels/x.whl/y.whl');
      },
      /wheels\/x\.whl is not a package/,
    ],
    [
      'a wheels file',
      () => {
        put('script.py');
        put('wheels');
      },
      /wheels is not a folder/,
    ],
    [
      'a link to a file',
      () => {
        put('script.py');
        symlinkSync('/etc/passwd', join(job, 'data'));
      },
      /data is a symbolic link/,
    ],
    [
      'a link to a folder, deep down',
      () => {
        put('a/b/script.py');
        jobJson({ script: 'a/b/script.py' });
        symlinkSync('/', join(job, 'a/b/root'));
      },
      /a\/b\/root is a symbolic link/,
    ],
    [
      'a link instead of the script',
      () => symlinkSync('/etc/passwd', join(job, 'script.py')),
      /script\.py is a symbolic/,
    ],
    [
      'a link instead of job.json',
      () => {
        put('script.py');
        symlinkSync('/etc/passwd', join(job, 'job.json'));
      },
      /job\.json is a symbolic/,
    ],
    [
      'a link instead of wheels',
      () => {
        put('script.py');
        symlinkSync('/tmp', join(job, 'wheels'));
      },
      /wheels is not a folder/,
    ],
    [
      'a link among the wheels',
      () => {
        put('script.py');
        mkdirSync(join(job, 'wheels'));
        symlinkSync('/etc/passwd', join(job, 'wheels/x.whl'));
      },
      /x\.whl is a symbolic link/,
    ],
    [
      'a pipe',
      () => {
        put('script.py');
        execFileSync('mkfifo', [join(job, 'pipe')]);
      },
      /pipe is neither a file nor a folder/,
    ],
    [
      'a name with control characters',
      () => {
        put('script.py');
        put('a\u001b[31m');
      },
      /"a\\u001b\[31m" has a name/,
    ],
    [
      'a name that is not UTF-8',
      () => {
        put('script.py');
        writeFileSync(Buffer.concat([Buffer.from(`${job}/`), Buffer.of(0xff)]), '');
      },
      /has a name that a job cannot use/,
    ],
  ])('%s', async (_, arrange, words) => {
    arrange();
    const failure = await refusal();
    expect(failure.code).toBe('invalid_job');
    expect(failure.message).toMatch(words);
  });

  it('a socket', async () => {
    put('script.py');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(job, 's'), resolve));
    expect((await refusal()).message).toContain('s is neither a file nor a folder');
    await new Promise((resolve) => server.close(resolve));
  });

  it('a path that does not exist', async () => {
    expect((await refusal(join(folder, 'none'))).message).toContain('does not exist');
    put('script.py');
    expect((await refusal(join(job, 'script.py', 'x'))).message).toContain('does not exist');
  });

  it('requirements that cannot be used', async () => {
    put('script.py');
    put('requirements.txt', 'numpy\n\n--extra-index-url http://elsewhere\n');
    expect(await refusal()).toMatchObject({
      code: 'invalid_requirements',
      details: [expect.stringMatching(/^line 3: /)],
    });
  });
});

describe('job.json', () => {
  beforeEach(() => put('script.py'));

  it('that is not JSON says where', async () => {
    jobJson('{\n  "name": "a",\n}');
    const failure = await refusal();
    expect(failure.code).toBe('invalid_job');
    expect(failure.details?.[0]).toMatch(/position 17 \(line 3 column 1\)/);
  });

  it.each<[string, unknown]>([
    ['whole', []],
    ['whole', { scripts: 'x.py' }],
    ['script', { script: '../x.py' }],
    ['script', { script: '/etc/passwd' }],
    ['script', { script: 'a\\b.py' }],
    ['script', { script: '' }],
    ['gpus', { gpus: -1 }],
    ['gpus', { gpus: 1.5 }],
    ['gpus', { gpus: 65 }],
    ['timeoutSeconds', { timeoutSeconds: 0 }],
    ['timeoutSeconds', { timeoutSeconds: 31_536_000 }],
    ['timeoutSeconds', { timeoutSeconds: '60' }],
    ['requirements', { requirements: '../../etc/passwd' }],
    ['name', { name: 5 }],
    ['models', { models: 'a/b' }],
    ['models.0', { models: ['a/b'] }],
    ['models.0.repo', { models: [{}] }],
    ['models.1.repo', { models: [{ repo: 'a' }, { repo: '../a' }] }],
    ['models.0.type', { models: [{ repo: 'a', type: 'space' }] }],
    ['models.0.revision', { models: [{ repo: 'a', revision: '../x' }] }],
    ['models', { models: Array.from({ length: 51 }, () => ({ repo: 'a' })) }],
  ])('names the field that is wrong: %s of %j', async (field, value) => {
    jobJson(value);
    const failure = await refusal();
    expect(failure.code).toBe('invalid_job');
    expect(failure.details?.[0]).toMatch(new RegExp(`^job\\.json: ${field}: .`));
  });

  it('with a timeout above the seller’s is refused when it is submitted, and says what would help', async () => {
    jobJson({ timeoutSeconds: 86_401 });
    expect((await inspectPath(job)).spec.timeoutSeconds).toBe(86_401);
    const failure = await failureOf(prepareFolder());
    expect(failure.remedy?.action).toEqual({ kind: 'open_settings', section: 'limits' });
    expect(existsSync(content)).toBe(false);
  });
});

describe('running again', () => {
  it('needs only the earlier copy', async () => {
    put('script.py');
    put('deep/er/data.bin', Buffer.from([0, 1, 2]));
    put('wheels/x-1-py3-none-any.whl');
    await prepareFolder();
    rmSync(job, { recursive: true });
    const earlier = content;
    const before = staged();
    content = join(folder, 'again');
    mkdirSync(content);
    await restage(earlier, content);
    expect(staged()).toEqual(before);
    expect(readFileSync(join(content, 'inputs/deep/er/data.bin'))).toEqual(Buffer.from([0, 1, 2]));
  });

  it('is refused where the copy has gone', async () => {
    const failure = await failureOf(restage(join(folder, 'gone'), content));
    expect(failure).toMatchObject({ code: 'invalid_job', message: expect.stringContaining('are gone') });
  });
});

describe('a disk that is full', () => {
  it('is said', async (context) => {
    const disk = tinyDisk(64);
    if (!disk) return context.skip('a small disk cannot be mounted here');
    try {
      put('script.py');
      put('data.bin', Buffer.alloc(200_000));
      content = join(disk.path, 'content');
      expect((await failureOf(prepareFolder())).code).toBe('disk_full');
    } finally {
      disk.remove();
    }
  });
});
