import type { Locator, Page } from '@playwright/test';

/** What a test writes into the form; what it leaves out stays as it is. */
export interface WrittenJob {
  name?: string;
  script?: string;
  requirements?: string;
  gpus?: string;
  memory?: string;
  timeout?: string;
}

export const fieldLabels = {
  name: 'Name',
  script: 'Python script',
  requirements: 'Requirements',
  gpus: 'GPUs',
  memory: 'Memory of each GPU',
  timeout: 'Time limit',
} as const;

/** The dialog for a new job. */
export interface NewJobDialog {
  dialog: Locator;
  field(name: keyof WrittenJob): Locator;
  /** What is wrong with a field. */
  errorOf(name: keyof WrittenJob): Locator;
  /** What the main process had against the job as a whole. */
  problem: Locator;
  /** Why the folder or script that was chosen cannot be a job. */
  refusal: Locator;
  open(): Promise<void>;
  /** Opens the form and fills it in, without sending it. */
  write(job: WrittenJob): Promise<void>;
  fill(job: WrittenJob): Promise<void>;
  submit(): Promise<void>;
  /** Writes a job and sends it; its view opens. */
  run(job: WrittenJob): Promise<void>;
  /** Asks for a folder or script on disk; the system's dialog must have been told its answer. */
  choose(kind: 'folder' | 'script'): Promise<void>;
}

export function newJobDialog(window: Page): NewJobDialog {
  const dialog = window.getByRole('dialog', { name: 'New job' });
  const field = (name: keyof WrittenJob) => dialog.getByRole('textbox', { name: fieldLabels[name], exact: true });
  const open = async () => {
    await window.getByRole('banner').getByRole('button', { name: 'New job' }).click();
  };
  const fill = async (job: WrittenJob) => {
    for (const name of ['name', 'script', 'requirements', 'gpus', 'memory', 'timeout'] as const) {
      const text = job[name];
      if (text !== undefined) await field(name).fill(text);
    }
  };
  const write = async (job: WrittenJob) => {
    await open();
    await dialog.getByRole('tab', { name: 'Write a script' }).click();
    await fill(job);
  };
  const submit = () => dialog.getByRole('button', { name: 'Run job' }).click();
  return {
    dialog,
    field,
    errorOf: (name) => field(name).locator('xpath=ancestor::div[label][1]').getByRole('alert'),
    refusal: dialog.getByRole('alert'),
    problem: dialog.locator('form > [role="alert"]'),
    open,
    write,
    fill,
    submit,
    async run(job) {
      await write(job);
      await submit();
      await dialog.waitFor({ state: 'hidden' });
    },
    async choose(kind) {
      await open();
      await dialog.getByRole('button', { name: `Choose ${kind}…` }).click();
    },
  };
}
