import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { type Failure, toFailure } from '../../../shared/errors.ts';
import type { JobsSummary } from '../../../shared/jobs.ts';
import { useStores } from '../../stores/stores.ts';
import { dayStarts } from './days.ts';

const daysBefore = 7;

interface Summary {
  /** Of today, the last one, and the 7 days before; null before the first answer. */
  summary: JobsSummary | null;
  /** Why it could not be fetched the last time; null when it could. */
  failure: Failure | null;
  retry: () => void;
}

/** What came of the jobs of today and of the days before, fetched again when a job changes its state, and at midnight. */
export function useSummary(): Summary {
  const { client, clock, jobs } = useStores();
  const [summary, setSummary] = useState<JobsSummary | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [tries, setTries] = useState(0);
  // Counted anew whenever jobs came, changed their state, or were deleted.
  const counts = useStore(jobs, (state) => state.list.counts);
  const today = useStore(clock, ({ now }) => dayStarts(now, 0)[0] ?? now);

  // Counts and tries say when to ask again.
  useEffect(() => {
    let current = true;
    client.request('jobs.summary', { days: dayStarts(today, daysBefore) }).then(
      (answer) => {
        if (!current) return;
        setSummary(answer);
        setFailure(null);
      },
      (error) => {
        if (current) setFailure(toFailure(error));
      },
    );
    return () => {
      current = false;
    };
  }, [client, today, counts, tries]);

  return { summary, failure, retry: () => setTries(tries + 1) };
}
