import type { Job, JobProgress } from '../../shared/jobs.ts';
import type { LogBatch } from '../../shared/logs.ts';
import { plainLine } from '../../shared/text.ts';
import { formatBytes, formatDuration } from '../../shared/units.ts';

/** Shows one job on a terminal, or tells it to a program. */
export interface Reporter {
  job(job: Job): void;
  log(batch: LogBatch): void;
  end(job: Job, outputsFolder: string): void;
}

/** One JSON object a line: `job` with the whole job, `log` with new lines, `end` with job and outputs folder. */
export function createJsonReporter(): Reporter {
  const tell = (event: object) => process.stdout.write(`${JSON.stringify(event)}\n`);
  return {
    job: (job) => tell({ event: 'job', job }),
    log: ({ lines, total, droppedBytes }) => tell({ event: 'log', lines, total, droppedBytes }),
    end: (job, outputsFolder) => tell({ event: 'end', job, outputsFolder }),
  };
}

/** Log lines as they come; below them, on a terminal, one line that is rewritten with phase and progress. */
export function createTerminalReporter(): Reporter {
  const { stdout } = process;
  let state = '';
  let status = '';

  const write = (text: string) => {
    if (stdout.isTTY) stdout.write(`\r\u001b[K${text}${status}`);
    else stdout.write(text);
  };

  return {
    job(job) {
      const changed = job.state !== state;
      state = job.state;
      if (stdout.isTTY) {
        status = statusLine(job).slice(0, (stdout.columns || 80) - 1);
        write('');
      }
      if (changed) write(`── ${phaseTitle(job)}\n`);
    },
    log({ lines }) {
      const text = lines.map((line) => `${line.stream === 'app' ? '·' : '│'} ${plainLine(line.text)}\n`).join('');
      write(text);
    },
    end(job, outputsFolder) {
      status = '';
      const { failure, outputs } = job;
      const took = formatDuration((job.endedAt ?? job.createdAt) - job.createdAt);
      const summary = [
        `${job.spec.name}: ${job.state.replace('_', ' ')} after ${took}`,
        ...(failure
          ? [failure.message, ...(failure.details ?? []).map((line) => `  ${line}`), failure.remedy?.text ?? '']
          : []),
        outputs && outputs.files > 0
          ? `${outputs.files} output file${outputs.files === 1 ? '' : 's'} (${formatBytes(outputs.bytes)}) in ${outputsFolder}`
          : '',
        outputs && outputs.refusedCount > 0 ? `${outputs.refusedCount} outputs were refused` : '',
      ];
      write(`${summary.filter((line) => line !== '').join('\n')}\n`);
    },
  };
}

function phaseTitle(job: Job): string {
  const gpus = job.gpuUuids.length > 0 && job.state === 'preparing' ? ` with ${job.gpuUuids.join(', ')}` : '';
  const waiting = job.waitingFor ? `, waiting for ${job.waitingFor}` : '';
  return `${job.state.replace('_', ' ')}${gpus}${waiting}`;
}

function statusLine(job: Job): string {
  const since = job.phases.at(-1)?.startedAt ?? job.createdAt;
  const progress = job.progress ? `: ${progressText(job.progress)}` : '';
  return `${job.state}${progress} (${formatDuration(Date.now() - since)})`;
}

function progressText(progress: JobProgress): string {
  switch (progress.step) {
    case 'uploading':
      return `handing over ${formatBytes(progress.bytes)} of ${formatBytes(progress.totalBytes)}`;
    case 'checking':
      return 'checking requirements';
    case 'resolving':
      return `resolving, ${progress.collected} packages so far`;
    case 'downloading': {
      const of = progress.totalBytes === null ? '' : ` of ${formatBytes(progress.totalBytes)}`;
      return `downloading ${progress.file}, file ${progress.index} of ${progress.count}, ${formatBytes(progress.bytes)}${of}`;
    }
    case 'building':
      return `building ${progress.package}`;
    case 'installing':
      return `installing ${progress.packages} packages`;
    case 'collecting':
      return `collecting outputs, ${progress.files} files, ${formatBytes(progress.bytes)}`;
  }
}
