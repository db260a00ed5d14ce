import type { Settings, SettingsSection } from '../../../../shared/settings.ts';
import type { Words } from '../../../language/words.ts';

/** Something that a person may look for in the settings, in their language. */
export interface Topic {
  section: SettingsSection;
  title: string;
  /** Paragraphs. */
  help: readonly string[];
  /** Other words that a person may look for it by. */
  keywords: string;
}

export type Unit = 'seconds' | 'MiB' | 'GiB' | 'CPUs' | '°C' | 'USD/h';

/** What is known of the machine that jobs run on; null while it is not. */
export interface Machine {
  memoryBytes: number | null;
  cpus: number | null;
  /** Of the disk that the engine keeps its data on. */
  diskBytes: number | null;
}

/** What could happen with a setting as it is. */
export interface Caution {
  /** `note` for what comes with the app, `warn` for what somebody chose. */
  tone: 'note' | 'warn';
  text: string;
}

/** How a setting can do harm. */
export interface Risk {
  /** What could happen, for what lets strangers reach more; said beside the title while `now` has nothing to say. */
  couldHappen?: (words: Words) => string;
  /** What could happen with the values as they are; null where there is nothing to say. */
  now: (values: Settings, machine: Machine, words: Words) => Caution | null;
}

/** What a setting is besides its texts. */
export interface SettingEntry {
  /** Where it is shown, which need not be where it is kept. */
  section: SettingsSection;
  unit?: Unit;
  /** What the values of a choice are called. */
  choices?: (words: Words) => Readonly<Record<string, string>>;
  risk?: Risk;
}
