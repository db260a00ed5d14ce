import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Who a process is. */
export interface ProcessIdentity {
  /** As the process calls itself, unchecked; null where the system does not tell. */
  name: string | null;
  jobId: string | null;
}

export type IdentifyProcess = (pid: number) => Promise<ProcessIdentity>;

export interface ProcessOwnerOptions {
  /** Where the system tells of its processes: `/proc`. */
  procFolder: string;
  /** The job whose container has an id; null where it is no job's or the engine does not have it. */
  jobOfContainer: (containerId: string) => Promise<string | null>;
}

/** Containers come and go; beyond this many the oldest answers are forgotten. */
const remembered = 500;

/** Tells processes of this machine apart by the control group that the engine put them in, which a job cannot leave. */
export function createProcessOwner({ procFolder, jobOfContainer }: ProcessOwnerOptions): IdentifyProcess {
  const answers = new Map<string, Promise<string | null>>();

  const jobOf = (containerId: string): Promise<string | null> => {
    const before = answers.get(containerId);
    if (before) return before;
    const answer = jobOfContainer(containerId).catch(() => {
      // An engine that is away does not tell; the next round asks again.
      answers.delete(containerId);
      return null;
    });
    answers.set(containerId, answer);
    const [oldest] = answers.keys();
    if (answers.size > remembered && oldest !== undefined) answers.delete(oldest);
    return answer;
  };

  /** Outermost first: what runs inside a container may make groups of any name, but only below its own. */
  const firstJobOf = async (groups: string): Promise<string | null> => {
    for (const containerId of new Set(groups.match(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g))) {
      const jobId = await jobOf(containerId);
      if (jobId !== null) return jobId;
    }
    return null;
  };

  return async (pid) => {
    const read = (file: string) => readFile(path.join(procFolder, String(pid), file), 'utf8').catch(() => null);
    // Not `cmdline`: it lies in the memory of the process, which can be large, or made to keep a reader waiting.
    const [name, groups] = await Promise.all([read('comm'), read('cgroup')]);
    return { name, jobId: groups === null ? null : await firstJobOf(groups) };
  };
}
