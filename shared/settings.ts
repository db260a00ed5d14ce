import { z } from 'zod';
import { allowlistEntrySchema, exceptionSchema, hubUrlSchema, packageIndexSchema } from './egress.ts';
import { sentenceSchema } from './errors.ts';
import { plainProblems } from './languages/en/plain-problems.ts';
import { languages } from './languages/language.ts';

export const settingsVersion = 1;

const seconds = (min: number, max: number, what: string) =>
  z
    .number({ error: `${what}: write a number of seconds.` })
    .int(`${what}: write whole seconds.`)
    .min(min, `${what}: at least ${min} ${min === 1 ? 'second' : 'seconds'}.`)
    .max(max, `${what}: at most ${max} seconds.`);

const whole = (min: number, max: number, what: string) =>
  z
    .number({ error: `${what}: write a number.` })
    .int(`${what}: write a whole number.`)
    .min(min, `${what}: at least ${min}.`)
    .max(max, `${what}: at most ${max}.`);

const cpuCount = z
  .number({ error: 'CPUs: write a number.' })
  .min(0.1, 'CPUs: at least 0.1.')
  .max(1024, 'CPUs: at most 1024.');

const priceSchema = z
  .number({ error: plainProblems.price })
  .positive(plainProblems.priceAboveNothing)
  .max(1_000, plainProblems.priceTooHigh)
  .multipleOf(0.0001, plainProblems.priceDecimals);

const imageReference = /^[a-z0-9][a-z0-9._/:@-]{0,254}$/i;

/** Everything that the seller decides. Sizes are MiB, times are seconds. */
export const settingsSchema = z.object({
  version: z.literal(settingsVersion),
  setup: z.object({
    network: z.boolean(),
    timeoutSeconds: seconds(10, 86_400, 'Setup timeout'),
    /** Whether the setup container sees the job's GPUs; building some packages needs them. */
    gpus: z.boolean(),
    allowlist: z.array(allowlistEntrySchema).max(500),
    /** Only packages that need no build, so that no code of the buyer's runs while setup has a way out. */
    wheelsOnly: z.boolean(),
  }),
  network: z.object({
    /** Hosts and networks of the seller's own that are let through although their addresses are private. */
    exceptions: z.array(exceptionSchema).max(50),
    /** What one job may send to, and receive from, the hosts of one allowlist entry. */
    uploadMiB: whole(1, 1_048_576, 'Upload cap'),
    downloadMiB: whole(1, 1_048_576, 'Download cap'),
    /** Asked in this order. */
    indexes: z
      .array(packageIndexSchema)
      .min(1, plainProblems.noIndex)
      .max(20)
      .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, plainProblems.sameIndexName),
    hubUrl: hubUrlSchema,
    /** Downloaded files that are kept for other jobs. */
    cacheMiB: whole(64, 16_777_216, 'Download cache'),
    /** File with PEM certificates to trust besides the public ones; empty for none. */
    certificatesFile: z.string().max(1_000),
  }),
  models: z.object({
    /** Fetch repositories that are named in well-known calls of a script, too. */
    detect: z.boolean(),
  }),
  storage: z.object({
    /** What environments and models may take in all; `auto` is 50 GiB, or a fifth of the engine’s disk if that is less. */
    budgetGiB: z.union([z.literal('auto'), whole(1, 1_048_576, 'Storage budget')]),
  }),
  limits: z.object({
    /** For jobs that name no timeout of their own. */
    defaultTimeoutSeconds: seconds(1, 2_592_000, 'Default job timeout'),
    /** A job that asks for more is refused. */
    maxTimeoutSeconds: seconds(1, 2_592_000, 'Longest job timeout'),
    /** `auto` is three quarters of the engine's memory, shared by the jobs that may run at once. */
    memoryMiB: z.union([z.literal('auto'), whole(64, 16_777_216, 'Memory')]),
    /** `auto` is all of the engine's CPUs. */
    cpus: z.union([z.literal('auto'), cpuCount]),
    pids: whole(32, 65_536, 'Processes'),
    tmpMiB: whole(16, 1_048_576, 'Temporary space'),
    shmMiB: whole(16, 1_048_576, 'Shared memory'),
    environmentMiB: whole(64, 1_048_576, 'Package space'),
    outputsMiB: whole(1, 1_048_576, 'Output space'),
    logMiB: whole(1, 10_240, 'Log size'),
  }),
  queue: z.object({
    concurrency: whole(1, 64, 'Jobs at once'),
    accepting: z.boolean(),
  }),
  pricing: z.object({
    /** US dollars for an hour of the machine, with at most four decimals; null while none is set. */
    perHour: priceSchema.nullable(),
  }),
  engine: z.object({
    /** The image that jobs run in. */
    image: z.string().regex(imageReference, plainProblems.image),
    /** `auto` looks where Docker usually is; else a socket path or a `tcp://` URL. */
    endpoint: z.union([
      z.literal('auto'),
      z.string().regex(/^(\/|unix:\/\/\/|tcp:\/\/|npipe:)/, plainProblems.endpoint),
    ]),
  }),
  appearance: z.object({
    theme: z.enum(['system', 'light', 'dark']),
    language: z.enum(['system', ...languages]),
  }),
  desktop: z.object({
    /** Where the desktop has a tray, closing the window leaves the app in it. */
    closeToTray: z.boolean(),
    startAtLogin: z.boolean(),
    notifyFinished: z.boolean(),
    notifyFailed: z.boolean(),
    notifyEngine: z.boolean(),
    notifyHot: z.boolean(),
    /** Degrees Celsius from which a GPU counts as hot. */
    hotCelsius: whole(40, 120, 'Hot from'),
  }),
});
export type Settings = z.infer<typeof settingsSchema>;

/** The parts of the settings, in the order in which they are shown. */
export const settingsSections = [
  'setup',
  'network',
  'models',
  'storage',
  'limits',
  'queue',
  'pricing',
  'engine',
  'appearance',
  'desktop',
] as const satisfies readonly Exclude<keyof Settings, 'version'>[];
export type SettingsSection = (typeof settingsSections)[number];

export const sandboxImage = 'computeswarm/sandbox:1';

export const defaultSettings: Settings = {
  version: settingsVersion,
  setup: {
    network: true,
    timeoutSeconds: 300,
    gpus: true,
    allowlist: [
      'pypi.org',
      'files.pythonhosted.org',
      'huggingface.co',
      '*.hf.co',
      'download.pytorch.org',
      'download-r2.pytorch.org',
    ],
    wheelsOnly: false,
  },
  network: {
    exceptions: [],
    uploadMiB: 1,
    downloadMiB: 51_200,
    indexes: [{ name: 'pypi', url: 'https://pypi.org/simple/', packages: ['*'] }],
    hubUrl: 'https://huggingface.co',
    cacheMiB: 20_480,
    certificatesFile: '',
  },
  models: { detect: true },
  storage: { budgetGiB: 'auto' },
  limits: {
    defaultTimeoutSeconds: 3_600,
    maxTimeoutSeconds: 86_400,
    memoryMiB: 'auto',
    cpus: 'auto',
    pids: 1_024,
    tmpMiB: 1_024,
    shmMiB: 1_024,
    environmentMiB: 20_480,
    outputsMiB: 10_240,
    logMiB: 64,
  },
  queue: { concurrency: 1, accepting: true },
  pricing: { perHour: null },
  engine: { image: sandboxImage, endpoint: 'auto' },
  appearance: { theme: 'system', language: 'system' },
  desktop: {
    closeToTray: true,
    startAtLogin: false,
    notifyFinished: true,
    notifyFailed: true,
    notifyEngine: true,
    notifyHot: true,
    hotCelsius: 90,
  },
};

/** A change to some settings, section by section; what is absent stays. */
export const settingsPatchSchema = z
  .object({
    setup: settingsSchema.shape.setup.partial(),
    network: settingsSchema.shape.network.partial(),
    models: settingsSchema.shape.models.partial(),
    storage: settingsSchema.shape.storage.partial(),
    limits: settingsSchema.shape.limits.partial(),
    queue: settingsSchema.shape.queue.partial(),
    pricing: settingsSchema.shape.pricing.partial(),
    engine: settingsSchema.shape.engine.partial(),
    appearance: settingsSchema.shape.appearance.partial(),
    desktop: settingsSchema.shape.desktop.partial(),
  })
  .partial();

export type SettingsPatch = z.input<typeof settingsPatchSchema>;

/** Settings as views need them. */
export const settingsViewSchema = z.object({
  /** In force now, environment overrides included. */
  values: settingsSchema,
  /** Dotted setting path → name of the environment variable that decides it. */
  locked: z.record(z.string(), z.string()),
  /** What a person should know: a settings file that was set aside, a variable that was not understood. */
  notices: z.array(sentenceSchema),
});
export type SettingsView = z.infer<typeof settingsViewSchema>;
