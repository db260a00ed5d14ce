interface SparkBox {
  width: number;
  height: number;
  /** What the lower and the upper edge stand for. */
  min: number;
  max: number;
}

/** The line of `values` in a box as an SVG path, and the area below it; a null starts a new piece. */
export function sparkPaths(values: readonly (number | null)[], box: SparkBox): { line: string; area: string } {
  const step = values.length > 1 ? box.width / (values.length - 1) : 0;
  const y = (value: number) => {
    const part = (value - box.min) / (box.max - box.min || 1);
    return round(box.height * (1 - Math.min(1, Math.max(0, part))));
  };
  let line = '';
  let area = '';
  let piece = '';
  let start = 0;
  const close = (end: number) => {
    if (piece === '') return;
    // A lone reading gets a dash of its own, for a path of one point draws nothing.
    const drawn = start === end ? `${piece}h0.01` : piece;
    line += `M${drawn}`;
    area += `M${round(start * step)} ${box.height}L${drawn}L${round(end * step)} ${box.height}Z`;
    piece = '';
  };
  values.forEach((value, index) => {
    if (value === null) {
      close(index - 1);
      return;
    }
    if (piece === '') start = index;
    piece += `${piece === '' ? '' : 'L'}${round(index * step)} ${y(value)}`;
  });
  close(values.length - 1);
  return { line, area };
}

const round = (value: number) => Math.round(value * 100) / 100;

/**
 * At most about `most` values for the same time: means of neighbours. Which belong together is decided by their times,
 * so that a line that goes on live does not change where it has been drawn.
 */
export function thinned(times: readonly number[], values: readonly (number | null)[], most: number) {
  const size = Math.ceil(values.length / most);
  const [first = 0, second = first + 1] = times;
  if (size <= 1) return values;
  const groups = new Map<number, { sum: number; count: number }>();
  values.forEach((value, index) => {
    const key = Math.floor((times[index] ?? 0) / (second - first) / size);
    const group = groups.get(key) ?? { sum: 0, count: 0 };
    groups.set(key, group);
    if (value === null) return;
    group.sum += value;
    group.count += 1;
  });
  return [...groups.values()].map(({ sum, count }) => (count === 0 ? null : sum / count));
}
