import type { DatabaseSync } from 'node:sqlite';
import type { Phase } from '../../shared/errors.ts';
import type { JobUsage, PhasePeaks } from '../../shared/usage.ts';
import type { ContainerUsage } from '../engine/usage.ts';
import type { Report } from '../executor/report.ts';
import { columnsOf, noSteps, withReadings } from './usage-points.ts';
import { createUsageStore, type StoredUsage } from './usage-store.ts';

/** Follows what one running job uses. */
export interface UsageMeter {
  enter(phase: Phase): void;
  /** Another reading of the container that the job has now. */
  take(usage: ContainerUsage): void;
  /** The container of the phase has ended and said this. */
  report(report: Pick<Report, 'usedBytes' | 'peakMemoryBytes'>): void;
  end(): void;
}

/** Keeps what jobs use. What cannot be written is a gap in a chart: nothing here throws, but for `erase`. */
export interface UsageRecorder {
  /**
   * Measures a job once a second until its meter is ended; a crash loses the last few seconds.
   * @param logSize lines and bytes of its log so far
   */
  begin(job: string, logSize: () => { lines: number; bytes: number }): UsageMeter;
  cancelAsked(job: string): void;
  /** Milliseconds since the epoch; null where nobody asked. */
  cancelAskedAt(job: string): number | null;
  read(job: string): JobUsage;
  /** @throws what the database throws */
  erase(jobs: readonly string[]): void;
}

const everyMs = 1_000;
const writeEveryMs = 5_000;
/** How long a reading holds: the engine tells one about every second. */
const freshMs = 3_000;

const nothing: StoredUsage = { steps: noSteps, peaks: [], cancelAskedAt: null };

/** What a rate is worked out over at least. */
const leastSeconds = 0.5;

interface Rates {
  /** By this machine’s clock. */
  takenAt: number;
  usage: ContainerUsage;
  cpu: number | null;
  disk: { read: number; written: number } | null;
}

/** Keeps what jobs use in an open database of measurements. */
export function createUsageRecorder(database: DatabaseSync): UsageRecorder {
  const store = createUsageStore(database);
  const running = new Map<string, { kept: StoredUsage }>();

  const stored = (job: string): StoredUsage => {
    try {
      return store.read(job) ?? nothing;
    } catch {
      // A damaged record: the job is shown without its charts.
      return nothing;
    }
  };

  const kept = (job: string): StoredUsage => running.get(job)?.kept ?? stored(job);

  const save = (job: string, usage: StoredUsage, changedFrom: number): boolean => {
    try {
      store.save(job, usage, changedFrom);
      return true;
    } catch {
      // A full disk: jobs will say so.
      return false;
    }
  };

  return {
    begin(job, logSize) {
      const live = { kept: nothing };
      running.set(job, live);
      let rates: Rates | null = null;
      let log = logSize();
      let phaseLog = log.bytes;
      let readAt = Date.now();
      let writtenAt = readAt;
      let changedFrom = 0;

      const change = (peak: (last: PhasePeaks) => Partial<PhasePeaks>) => {
        const last = live.kept.peaks.at(-1);
        if (!last) return;
        const peaks = [...live.kept.peaks.slice(0, -1), { ...last, ...peak(last) }];
        live.kept = { ...live.kept, peaks };
      };

      const countLog = () => change(() => ({ logBytes: logSize().bytes - phaseLog }));

      const write = (at: number) => {
        writtenAt = at;
        if (save(job, live.kept, changedFrom)) changedFrom = live.kept.steps.points.at(-1)?.at ?? 0;
      };

      const measure = () => {
        const at = Date.now();
        const seconds = (at - readAt) / 1000;
        // A line in the last moment would make a high rate; a clock that was set back, a negative one.
        if (seconds < leastSeconds) {
          if (seconds < 0) readAt = at;
          return;
        }
        const size = logSize();
        const perSecond = (difference: number) => Math.max(0, difference) / seconds;
        const { steps } = live.kept;
        const readings = {
          ...readingsOf(rates !== null && at - rates.takenAt <= freshMs ? rates : null),
          logLines: perSecond(size.lines - log.lines),
          logBytes: perSecond(size.bytes - log.bytes),
        };
        // What was not measured for longer, as on a machine that slept, is a gap.
        const next = withReadings(steps, at, readings, at - readAt <= freshMs ? readAt : at);
        live.kept = { ...live.kept, steps: next };
        log = size;
        readAt = at;
        countLog();
        // Either way: the clock may have been set back.
        if (Math.abs(at - writtenAt) >= writeEveryMs) write(at);
      };

      const timer = setInterval(measure, everyMs).unref();

      return {
        enter(phase) {
          countLog();
          phaseLog = logSize().bytes;
          rates = null;
          const fresh = { phase, cpu: null, memoryBytes: null, pids: null, logBytes: 0, spaceBytes: null };
          live.kept = { ...live.kept, peaks: [...live.kept.peaks, fresh] };
        },

        take(usage) {
          rates = ratesAfter(rates, usage, Date.now());
          const { cpu } = rates;
          change((last) => ({
            cpu: higher(last.cpu, cpu),
            memoryBytes: higher(last.memoryBytes, usage.memoryBytes),
            pids: higher(last.pids, usage.pids),
          }));
        },

        report({ usedBytes, peakMemoryBytes }) {
          rates = null;
          // Of its largest process: what came and went between two readings shows in it.
          change((last) => ({ spaceBytes: usedBytes, memoryBytes: higher(last.memoryBytes, peakMemoryBytes) }));
        },

        end() {
          clearInterval(timer);
          measure();
          countLog();
          write(Date.now());
          running.delete(job);
        },
      };
    },

    cancelAsked(job) {
      const asked = { ...kept(job), cancelAskedAt: Date.now() };
      const live = running.get(job);
      if (live) live.kept = asked;
      else save(job, asked, 0);
    },

    cancelAskedAt: (job) => kept(job).cancelAskedAt,

    read(job) {
      const { steps, peaks } = kept(job);
      return { ...columnsOf(steps), peaks };
    },

    erase: store.erase,
  };
}

/** What is known of a container, as readings; nothing where none runs. */
function readingsOf(rates: Rates | null) {
  return {
    cpu: rates?.cpu ?? null,
    memory: rates?.usage.memoryBytes ?? null,
    pids: rates?.usage.pids ?? null,
    diskRead: rates?.disk?.read ?? null,
    diskWritten: rates?.disk?.written ?? null,
  };
}

function ratesAfter(before: Rates | null, usage: ContainerUsage, takenAt: number): Rates {
  const seconds = before === null ? 0 : (usage.at - before.usage.at) / 1000;
  const none = { takenAt, usage, cpu: before?.cpu ?? null, disk: before?.disk ?? null };
  if (before === null || seconds <= 0) return none;
  const rate = (now: number, then: number) => Math.max(0, now - then) / seconds;
  const [disk, diskBefore] = [usage.disk, before.usage.disk];
  return {
    takenAt,
    usage,
    cpu: rate(usage.cpuNanoseconds, before.usage.cpuNanoseconds) / 1e9,
    disk:
      disk === null
        ? null
        : {
            // Devices are counted from the first time that they are used.
            read: rate(disk.readBytes, diskBefore?.readBytes ?? 0),
            written: rate(disk.writtenBytes, diskBefore?.writtenBytes ?? 0),
          },
  };
}

function higher(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}
