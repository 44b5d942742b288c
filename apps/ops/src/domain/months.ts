/** The first day of the month of a time, in UTC, as `YYYY-MM-01`: the name of a partition. */
export function monthOf(time: Date): string {
  return `${time.toISOString().slice(0, 7)}-01`;
}

/** The month so many months later; negative: earlier. */
export function monthAfter(month: string, count: number): string {
  const start = new Date(`${month}T00:00:00Z`);
  start.setUTCMonth(start.getUTCMonth() + count);
  return monthOf(start);
}

/** The moment at which a month is over. */
export function endOfMonth(month: string): Date {
  return new Date(`${monthAfter(month, 1)}T00:00:00Z`);
}
