import { expect, type Locator, type Page } from '@playwright/test';
import type { ErrorCode, Phase } from '../../shared/errors.ts';
import type { JobState } from '../../shared/jobs.ts';

export type JobTab = 'Log' | 'Usage' | 'Outputs' | 'Network' | 'Requirements' | 'Environment' | 'Models' | 'Limits';

/** One job, opened. */
export interface JobView {
  title: Locator;
  state: Locator;
  failure: Locator;
  /** Why a queued job does not run yet. */
  waiting: Locator;
  progress: Locator;
  /** How far models and datasets are, beside `progress`. */
  fetching: FetchPanel;
  /** Says that setup was not needed, and what was kept. */
  allKept: Locator;
  log: LogPanel;
  network: NetworkPanel;
  environment: EnvironmentPanel;
  models: ModelsPanel;
  usage: UsagePanel;
  outputs: OutputsPanel;
  /** What the failure of a blocked host offers. */
  blocked: BlockedHosts;
  phase(phase: Phase): Locator;
  button(name: string): Locator;
  /** Waits until the job is in a state. */
  reaches(state: JobState): Promise<void>;
  /** Waits until the job has failed as told, and returns the failure card. */
  failsWith(code: ErrorCode, state?: JobState): Promise<Locator>;
  tab(name: JobTab): Promise<Locator>;
  /** The value of a fact of the Limits tab. */
  limit(name: string): Promise<Locator>;
  cancel(): Promise<void>;
}

export interface LogPanel {
  /** Scrolls; says in `data-following` whether it keeps to the end. */
  box: Locator;
  lines: Locator;
  gaps: Locator;
  size: Locator;
  marks: Locator;
  search: Locator;
  /** How many matches there are and which one is shown. */
  matches: Locator;
  /** How far the search reached. */
  scope: Locator;
  /** Takes the number of a line to go to, and shows that of the first one in view. */
  line: Locator;
  /** The row of a line, by its number from 1. */
  row(number: number): Locator;
  /** Takes the log back to its end, and says how many lines came meanwhile. */
  followPill: Locator;
  button(name: string): Locator;
}

/** What setup asked the network for. */
export interface NetworkPanel {
  open(): Promise<void>;
  /** The rows in view; a long ledger has more. */
  rows: Locator;
  totals: Locator;
  /** Says in `data-reason` why there are no rows. */
  empty: Locator;
  export: Locator;
  /** The rows that name this host, or `host:port` where the port is not 443. */
  rowsOf(place: string): Locator;
  filter(name: 'All' | 'Not allowed' | 'Failed'): Promise<void>;
}

/** Models and datasets on their way. */
export interface FetchPanel {
  box: Locator;
  /** One by its id; says in `data-state` how it stands. */
  repository(repo: string): Locator;
  /** Files under way, of all repositories. */
  files: Locator;
  rate: Locator;
  timeLeft: Locator;
}

/** What the job's environment consists of. */
export interface EnvironmentPanel {
  open(): Promise<void>;
  /** Says in `data-origin` where the environment came from. */
  box: Locator;
  /** Says in `data-reason` why there is none to show. */
  empty: Locator;
  /** The rows in view; a long lock has more. */
  packages: Locator;
  packageNamed(name: string): Locator;
  search: Locator;
  /** Findings of `pip check`. */
  conflicts: Locator;
  noConflicts: Locator;
  export: Locator;
}

export interface ModelsPanel {
  open(): Promise<void>;
  rows: Locator;
  /** One by its id; says in `data-status` how the job stands with it. */
  row(repo: string): Locator;
  /** Copies the whole commit. */
  copyCommit(repo: string): Locator;
}

/** What the job uses, and what happened to it. */
export interface UsagePanel {
  open(): Promise<void>;
  /** The picture of a chart, by what it measures; its name tells what it shows. */
  chart(measure: string): Locator;
  /** The most that the job took of something, with its limit. */
  peak(of: 'memory' | 'cpu' | 'pids' | 'log' | 'environment' | 'outputs'): Locator;
  phases: Locator;
  events: Locator;
  /** Why the job ended, in one sentence. */
  why: Locator;
}

/** The files that the job left. */
export interface OutputsPanel {
  open(): Promise<void>;
  /** The rows in view; a long list has more. */
  files: Locator;
  choose(path: string): Promise<void>;
  sortBy(column: 'Name' | 'Size'): Promise<void>;
  /** What is in the chosen file. */
  preview: Locator;
  text: Locator;
  table: Locator;
  button(name: string): Locator;
}

export interface BlockedHosts {
  hosts: Locator;
  allowForThisJob: Locator;
  allowAlways: Locator;
  leaveBlocked: Locator;
  /** Asked before a host is always allowed that anyone can write to. */
  confirmation: Locator;
}

export function jobView(window: Page): JobView {
  const state = window.getByTestId('job-state');
  const failure = window.getByTestId('failure');
  const button = (name: string) => window.getByRole('main').getByRole('button', { name, exact: true });
  const tab = async (name: JobTab) => {
    await window.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
    return window.getByRole('tabpanel', { name: new RegExp(`^${name}`) });
  };
  return {
    title: window.getByRole('main').getByRole('heading', { level: 1 }),
    state,
    failure,
    waiting: window.getByRole('main').getByText(/^Waits/),
    progress: window.getByTestId('setup-progress'),
    fetching: fetchPanel(window),
    allKept: window.getByTestId('all-kept'),
    log: logPanel(window),
    network: networkPanel(window, () => tab('Network')),
    environment: environmentPanel(window, () => tab('Environment')),
    models: modelsPanel(window, () => tab('Models')),
    usage: usagePanel(window, () => tab('Usage')),
    outputs: outputsPanel(window, () => tab('Outputs')),
    blocked: blockedHosts(window, failure),
    phase: (phase) => window.getByTestId(`phase-${phase}`),
    button,
    async reaches(wanted) {
      await expect(state).toHaveAttribute('data-state', wanted, { timeout: 120_000 });
    },
    async failsWith(code, wanted = 'failed') {
      await expect(state).toHaveAttribute('data-state', wanted, { timeout: 120_000 });
      await expect(failure).toHaveAttribute('data-code', code);
      return failure;
    },
    tab,
    async limit(name) {
      const panel = await tab('Limits');
      return panel.locator('dt', { hasText: new RegExp(`^${name}$`) }).locator('xpath=following-sibling::dd[1]');
    },
    async cancel() {
      await button('Cancel job').click();
      await window.getByRole('alertdialog').getByRole('button', { name: 'Cancel job' }).click();
    },
  };
}

function logPanel(window: Page): LogPanel {
  const box = window.getByTestId('log');
  const toolbar = window.getByRole('toolbar', { name: 'Log' });
  const search = window.getByRole('searchbox', { name: 'Search log' });
  return {
    box,
    lines: window.getByTestId('log-line'),
    gaps: window.getByTestId('log-gap'),
    size: window.getByTestId('log-size'),
    marks: box.locator('mark'),
    search,
    matches: search.locator('xpath=following-sibling::*[@role="status"]'),
    scope: window.getByTestId('search-scope'),
    line: window.getByRole('textbox', { name: 'Go to line' }),
    row: (number) => box.locator(`[data-testid="log-line"][data-seq="${number - 1}"]`),
    followPill: window.getByRole('button', { name: /· follow$/ }),
    button: (name) => toolbar.getByRole('button', { name, exact: true }),
  };
}

function networkPanel(window: Page, openTab: () => Promise<Locator>): NetworkPanel {
  const rows = window.getByTestId('ledger-row');
  const panel = window.getByRole('tabpanel', { name: /^Network/ });
  return {
    async open() {
      await openTab();
    },
    rows,
    totals: window.getByTestId('ledger-totals'),
    empty: window.getByTestId('no-ledger'),
    export: panel.getByRole('button', { name: 'Export…' }),
    rowsOf: (place) => window.locator(`[data-testid="ledger-row"][data-place="${place}"]`),
    async filter(name) {
      await panel.getByRole('radio', { name: new RegExp(`^${name}`) }).click();
    },
  };
}

function fetchPanel(window: Page): FetchPanel {
  const box = window.getByTestId('fetch-progress');
  return {
    box,
    repository: (repo) => box.locator(`[data-testid="fetched-repository"][data-repo="${repo}"]`),
    files: box.getByTestId('fetched-file'),
    rate: box.getByTestId('fetch-rate'),
    timeLeft: box.getByTestId('fetch-left'),
  };
}

function environmentPanel(window: Page, openTab: () => Promise<Locator>): EnvironmentPanel {
  const box = window.getByTestId('environment');
  return {
    async open() {
      await openTab();
    },
    box,
    empty: window.getByTestId('no-environment'),
    packages: box.getByTestId('package'),
    packageNamed: (name) => box.locator(`[data-testid="package"][data-name="${name}"]`),
    search: box.getByRole('searchbox', { name: 'Search packages' }),
    conflicts: box.getByTestId('conflicts').getByRole('listitem'),
    noConflicts: box.getByTestId('no-conflicts'),
    export: box.getByRole('button', { name: 'Export…' }),
  };
}

function modelsPanel(window: Page, openTab: () => Promise<Locator>): ModelsPanel {
  const row = (repo: string) => window.locator(`[data-testid="job-model"][data-repo="${repo}"]`);
  return {
    async open() {
      await openTab();
    },
    rows: window.getByTestId('job-model'),
    row,
    copyCommit: (repo) => row(repo).getByRole('button', { name: /^Copy commit/ }),
  };
}

function usagePanel(window: Page, openTab: () => Promise<Locator>): UsagePanel {
  const box = window.getByTestId('usage');
  return {
    async open() {
      await openTab();
    },
    chart: (measure) => box.getByRole('img', { name: new RegExp(`^${measure}, `) }),
    peak: (of) => box.getByTestId(`peak-${of}`),
    phases: box.getByRole('list', { name: 'Phases' }).getByRole('listitem'),
    events: box.getByTestId('job-events').getByRole('listitem'),
    why: box.getByTestId('why-ended'),
  };
}

function outputsPanel(window: Page, openTab: () => Promise<Locator>): OutputsPanel {
  const files = window.getByTestId('output');
  const preview = window.getByTestId('preview');
  return {
    async open() {
      await openTab();
    },
    files,
    choose: (path) => files.getByRole('button', { name: path, exact: true }).click(),
    sortBy: (column) => window.getByRole('columnheader', { name: column }).getByRole('button').click(),
    preview,
    text: preview.getByTestId('preview-text'),
    table: preview.getByTestId('preview-table'),
    button: (name) => preview.getByRole('button', { name, exact: true }),
  };
}

function blockedHosts(window: Page, failure: Locator): BlockedHosts {
  const button = (name: string) => failure.getByRole('button', { name, exact: true });
  return {
    hosts: failure.getByRole('list', { name: 'Blocked hosts' }).getByRole('listitem'),
    allowForThisJob: button('Allow for this job and run again'),
    allowAlways: button('Always allow and run again'),
    leaveBlocked: button('Leave blocked'),
    confirmation: window.getByRole('alertdialog', { name: /^Always allow/ }),
  };
}
