import { createReport } from './report.mjs';

/**
 * Runs a script's work with a report to speak through, and ends the process with the status that comes of it.
 * @param {{ stream: NodeJS.WriteStream, quiet?: boolean }} options
 * @param {(report: import('./report.mjs').Report) => Promise<number>} work
 */
export async function main({ stream, quiet = false }, work) {
  const report = createReport({ stream, quiet });
  try {
    process.exit(await work(report));
  } catch (error) {
    report.failure(error);
    process.exit(1);
  }
}
