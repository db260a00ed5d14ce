/** Midnights of the local calendar: of today and of the `before` days before it, ascending, in milliseconds since the epoch. */
export function dayStarts(now: number, before: number): number[] {
  const today = new Date(now);
  return Array.from({ length: before + 1 }, (_, index) =>
    // The calendar's days, not 24 hours: clocks are changed twice a year.
    new Date(today.getFullYear(), today.getMonth(), today.getDate() - before + index).getTime(),
  );
}
