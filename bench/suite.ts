/** What was measured; null where there is nothing to compare with. */
export interface Figures {
  ours: number;
  theirs: number | null;
  /** Ours divided by theirs, whatever the unit. */
  ratio: number | null;
}

/** One line of a suite's result. */
export interface Row extends Figures {
  suite: string;
  row: string;
  unit: string;
  /** In words, as in `≤ 1.1`; null where none is set. */
  goal: string | null;
  holds: boolean | null;
  /** Measured pairs; warm-ups do not count. */
  n: number;
}

export interface SuiteOptions {
  /** How many pairs to measure for each row. */
  pairs: number;
  /** Aborted by Ctrl-C; a suite then removes what it made and throws. */
  signal: AbortSignal;
  /** Says what is compared with what, or how far it is. Never part of the result. */
  tell: (text: string) => void;
}

/** Makes its own set-up, gives its rows as they are ready, and removes what it made whatever happens. */
export type Suite = (options: SuiteOptions) => AsyncGenerator<Row>;
