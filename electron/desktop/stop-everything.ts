export interface RunningJobs {
  /** Ids of the jobs that run now. */
  running: () => readonly string[];
  /** Ends one, and resolves when it has ended. */
  cancel: (id: string) => Promise<unknown>;
  stopAccepting: () => void;
}

/**
 * Takes no more jobs, then cancels all that run and waits until they have ended.
 * @throws the first reason for which one could not be cancelled; the others are cancelled all the same
 */
export async function stopEverything({ running, cancel, stopAccepting }: RunningJobs): Promise<void> {
  // First: a job that ends makes room for the next.
  stopAccepting();
  const outcomes = await Promise.allSettled(running().map(cancel));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
