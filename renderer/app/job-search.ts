import { useEffect, useState } from 'react';
import { type JobRow, newestFirst } from '../../shared/jobs.ts';
import { useStores } from '../stores/stores.ts';

/** Jobs that the palette lists at most. */
const most = 6;

/** Milliseconds without a key before the history is searched. */
const settle = 100;

interface Found {
  search: string;
  jobs: readonly JobRow[];
}

/** The newest jobs that match, newest first; meanwhile those of the answer before that still do. */
export function useJobSearch(text: string): readonly JobRow[] {
  const { client, toasts } = useStores();
  const search = text.trim().slice(0, 200);
  const [found, setFound] = useState<Found>({ search: '', jobs: [] });

  useEffect(() => {
    let current = true;
    const ask = () =>
      client
        .request('jobs.list', { search, states: [], sort: newestFirst, offset: 0, limit: most })
        .then(({ jobs }) => {
          if (current) setFound({ search, jobs });
        }, toasts.getState().fail);
    const timer = setTimeout(ask, search === '' ? 0 : settle);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, toasts, search]);

  return found.search === search ? found.jobs : found.jobs.filter((job) => matches(job, search));
}

function matches({ id, spec }: JobRow, search: string): boolean {
  const text = `${spec.name} ${id}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
