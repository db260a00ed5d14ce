import { createStore } from 'zustand/vanilla';
import type { LogLine } from '../../shared/logs.ts';
import type { Client } from '../bridge.ts';

/** What is looked for: words in whatever case, in some streams or, if none is named, in all. */
export interface LogWanted {
  jobId: string;
  text: string;
  streams: readonly LogLine['stream'][];
}

/** The lines of the log on disk that have the words. */
export interface LogFound {
  /** In ascending order; the first ones only, if there are very many. */
  seqs: readonly number[];
  total: number;
  /** Lines from this one on came after the search began. */
  upTo: number;
}

interface FinderState {
  status: 'idle' | 'searching' | 'done' | 'failed';
  found: LogFound | null;
}

interface FinderOptions {
  client: Client;
  onError: (error: unknown) => void;
}

/** Milliseconds without another letter, after which the log is searched. */
export const searchAfter = 200;

const idle: FinderState = { status: 'idle', found: null };

/** Searches the whole log of one job; only the last search counts. */
export function createLogFinder({ client, onError }: FinderOptions) {
  const store = createStore<FinderState>()(() => idle);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let search = 0;

  const find = async ({ jobId, text, streams }: LogWanted, total: () => number): Promise<void> => {
    const mine = search;
    const upTo = total();
    try {
      const { seqs, total: all } = await client.request('log.search', { jobId, text, streams: [...streams] });
      if (mine === search) store.setState({ status: 'done', found: { seqs, total: all, upTo } });
    } catch (error) {
      if (mine !== search) return;
      store.setState({ status: 'failed', found: null });
      onError(error);
    }
  };

  return Object.assign(store, {
    /** Looks when the person has stopped typing. `total` tells how many lines there are when the search begins. */
    look(wanted: LogWanted, total: () => number): void {
      search += 1;
      clearTimeout(timer);
      store.setState({ status: 'searching', found: null });
      timer = setTimeout(() => void find(wanted, total), searchAfter);
    },
    clear(): void {
      search += 1;
      clearTimeout(timer);
      store.setState(idle);
    },
  });
}
