import { type UsageMeasure, usageMeasureSchema } from '../../shared/usage.ts';

export const usageMeasures = usageMeasureSchema.options;

/** Readings of one moment; null for what was not measured. */
export type UsageReadings = Readonly<Record<UsageMeasure, number | null>>;

/** What was read within one step. */
export interface UsagePoint {
  /** Start of the step, milliseconds since the epoch. */
  at: number;
  /** Readings that it is made of, by measure: what a mean weighs when steps are put together. */
  count: Record<UsageMeasure, number>;
  mean: Record<UsageMeasure, number | null>;
  most: Record<UsageMeasure, number | null>;
}

/** What was read so far, in steps of one length. */
export interface UsageSteps {
  stepMs: number;
  /** Ascending; a step in which nothing was read is missing. */
  points: UsagePoint[];
}

/** Milliseconds. */
export const finestStep = 1_000;
/** Steps that a job has at most, from its first to its last. */
export const mostSteps = 600;

export const noSteps: UsageSteps = { stepMs: finestStep, points: [] };

/** A record with something for each measure. */
export const eachMeasure = <T>(of: (measure: UsageMeasure) => T): Record<UsageMeasure, T> => ({
  cpu: of('cpu'),
  memory: of('memory'),
  diskRead: of('diskRead'),
  diskWritten: of('diskWritten'),
  pids: of('pids'),
  logLines: of('logLines'),
  logBytes: of('logBytes'),
});

/**
 * Adds readings of the moment `at`, which stand for the steps since `before` as well. Where the job then lasts for more than 600 steps, each two become one of twice the
 * length, so that a day takes no more room than ten minutes.
 */
export function withReadings(steps: UsageSteps, at: number, readings: UsageReadings, before = at): UsageSteps {
  const { stepMs } = steps;
  const own = startOf(at, stepMs);
  let next = steps;
  // A timer that is a little late now and then would leave a step out.
  for (let step = startOf(before, stepMs) + stepMs; step < own; step += stepMs) next = withStep(next, step, readings);
  return fitting(withStep(next, own, readings));
}

function withStep({ stepMs, points }: UsageSteps, at: number, readings: UsageReadings): UsageSteps {
  const fresh: UsagePoint = {
    at,
    count: eachMeasure((measure) => (readings[measure] === null ? 0 : 1)),
    mean: eachMeasure((measure) => readings[measure]),
    most: eachMeasure((measure) => readings[measure]),
  };
  const last = points.at(-1);
  // A clock that was set back adds to the last step instead of going back in time.
  const joined = last !== undefined && fresh.at <= last.at;
  return { stepMs, points: joined ? [...points.slice(0, -1), merged(last, fresh)] : [...points, fresh] };
}

const startOf = (at: number, stepMs: number) => Math.floor(at / stepMs) * stepMs;

function fitting(steps: UsageSteps): UsageSteps {
  const [first] = steps.points;
  const last = steps.points.at(-1);
  if (!first || !last || (last.at - first.at) / steps.stepMs < mostSteps) return steps;
  return fitting(coarser(steps));
}

function coarser({ stepMs, points }: UsageSteps): UsageSteps {
  const twice = stepMs * 2;
  const wider: UsagePoint[] = [];
  for (const point of points) {
    const at = startOf(point.at, twice);
    const last = wider.at(-1);
    if (last?.at === at) wider[wider.length - 1] = merged(last, point);
    else wider.push({ ...point, at });
  }
  return { stepMs: twice, points: wider };
}

function merged(one: UsagePoint, other: UsagePoint): UsagePoint {
  return {
    at: one.at,
    count: eachMeasure((measure) => one.count[measure] + other.count[measure]),
    mean: eachMeasure((measure) => {
      const [a, b] = [one.mean[measure], other.mean[measure]];
      if (a === null || b === null) return a ?? b;
      const [weightA, weightB] = [one.count[measure], other.count[measure]];
      return (a * weightA + b * weightB) / (weightA + weightB);
    }),
    most: eachMeasure((measure) => {
      const [a, b] = [one.most[measure], other.most[measure]];
      return a === null || b === null ? (a ?? b) : Math.max(a, b);
    }),
  };
}

/** The steps as columns over times without gaps: null where nothing was read. */
export function columnsOf({ stepMs, points }: UsageSteps) {
  const first = points[0]?.at ?? 0;
  const last = points.at(-1)?.at ?? first - stepMs;
  const count = Math.round((last - first) / stepMs) + 1;
  const byPlace = new Map(points.map((point) => [Math.round((point.at - first) / stepMs), point]));
  const places = Array.from({ length: count }, (_, place) => byPlace.get(place));
  return {
    stepMs,
    times: places.map((_, place) => first + place * stepMs),
    mean: eachMeasure((measure) => places.map((point) => point?.mean[measure] ?? null)),
    most: eachMeasure((measure) => places.map((point) => point?.most[measure] ?? null)),
  };
}
