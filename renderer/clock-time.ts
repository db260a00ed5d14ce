const padded = (value: number, digits = 2) => String(value).padStart(digits, '0');

/** `14:05:09`, local time, in every language. */
export function formatClock(time: number): string {
  const at = new Date(time);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => padded(part)).join(':');
}

/** `14:05:09.123`, local time, in every language. */
export const formatLogTime = (time: number): string =>
  `${formatClock(time)}.${padded(new Date(time).getMilliseconds(), 3)}`;
