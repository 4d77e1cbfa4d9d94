// Calendar days as strings, "2026-03-18", which is how the API has them. A day has no time zone, so
// it never becomes a local Date: the arithmetic below runs in UTC, where every day has 24 hours.

export type Day = string;
export type Span = "week" | "month";
export interface Period {
  readonly span: Span;
  readonly from: Day;
  readonly to: Day;
}

const MS_PER_DAY = 86_400_000;

const toMs = (day: Day) => Date.parse(`${day}T00:00:00Z`);
const fromMs = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);

export const addDays = (day: Day, count: number): Day => fromMs(toMs(day) + count * MS_PER_DAY);

/** The day of an instant on a clock that has this time zone. */
export function dayOf(instant: Date, timeZone?: string): Day {
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(instant);
}

/** The week, Monday to Sunday, or the month that a day is in. */
export function periodOf(span: Span, day: Day): Period {
  if (span === "week") {
    const monday = addDays(day, -((new Date(toMs(day)).getUTCDay() + 6) % 7));
    return { span, from: monday, to: addDays(monday, 6) };
  }
  const first = `${day.slice(0, 7)}-01`;
  return { span, from: first, to: addDays(firstOfNextMonth(first), -1) };
}

export const nextPeriod = ({ span, to }: Period): Period => periodOf(span, addDays(to, 1));
export const previousPeriod = ({ span, from }: Period): Period => periodOf(span, addDays(from, -1));

export function daysOf({ from, to }: { from: Day; to: Day }): Day[] {
  const count = (toMs(to) - toMs(from)) / MS_PER_DAY + 1;
  return Array.from({ length: count }, (_, index) => addDays(from, index));
}

export const isIn = (day: Day, { from, to }: Period): boolean => from <= day && day <= to;

function firstOfNextMonth(first: Day): Day {
  return `${addDays(first, 31).slice(0, 7)}-01`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** A day in the reader's language, such as "Wed 18 Mar". */
export function formatDay(day: Day, options: Intl.DateTimeFormatOptions): string {
  return formatter(options).format(toMs(day));
}

export const shortDay = (day: Day) => formatDay(day, { day: "numeric", month: "short" });
export const longDay = (day: Day) =>
  formatDay(day, { weekday: "long", day: "numeric", month: "long" });

export function formatPeriod({ span, from, to }: Period): string {
  return span === "month"
    ? formatDay(from, { month: "long", year: "numeric" })
    : formatDays(from, to, { year: "numeric" });
}

/** Several days in the reader's language, such as "Mar 16 – 22". */
export function formatDays(from: Day, to: Day, more: Intl.DateTimeFormatOptions = {}): string {
  const options = { day: "numeric", month: "short", ...more } as const;
  return formatter(options).formatRange(toMs(from), toMs(to));
}

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const found = formatters.get(key);
  if (found) return found;
  const made = new Intl.DateTimeFormat(document.documentElement.lang, {
    timeZone: "UTC",
    ...options,
  });
  formatters.set(key, made);
  return made;
}
