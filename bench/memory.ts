const sampleEveryMs = 20;

/**
 * Watches this process's memory while `work` runs.
 * @returns what the work gives, and by how many bytes resident memory was at most above where it began.
 */
export async function withPeakMemory<T>(work: () => Promise<T>): Promise<{ result: T; grownBytes: number }> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const sample = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(sample, sampleEveryMs);
  try {
    const result = await work();
    sample();
    return { result, grownBytes: peak - before };
  } finally {
    clearInterval(timer);
  }
}
