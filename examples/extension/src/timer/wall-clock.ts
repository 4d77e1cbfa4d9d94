// Dates and times as WebWork writes them: "2026-01-29" and "09:00".

const MINUTE = 60_000;

/** A part of a session that lies within one day. */
export interface Piece {
  date: string;
  start_time: string;
  end_time: string;
}

/**
 * The day and time of an instant. WebWork documents no time zone for these; its trackers count in UTC,
 * so that is what is used for time that no tracker of WebWork has counted.
 */
export function wallClock(instant: number): { date: string; time: string } {
  const text = new Date(instant).toISOString();
  return { date: text.slice(0, 10), time: text.slice(11, 16) };
}

/** Whole minutes, rounded down, as WebWork counts them. */
export const wholeMinutes = (from: number, to: number) => Math.floor((to - from) / MINUTE);

/** The time so many minutes after another one of the same day. An entry cannot end after 23:59. */
export function addMinutes(time: string, minutes: number): string {
  const total = Math.min(Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)) + minutes, 1_439);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(total / 60))}:${two(total % 60)}`;
}

/** A session as entries, which cannot go across midnight. */
export function pieces(startedAt: number, stoppedAt: number): Piece[] {
  const all: Piece[] = [];
  const end = startedAt + wholeMinutes(startedAt, stoppedAt) * MINUTE;
  for (let from = startedAt; from < end; ) {
    const { date, time } = wallClock(from);
    const midnight = Date.parse(`${date}T00:00:00Z`) + 86_400_000;
    const minutes = wholeMinutes(from, Math.min(end, midnight + (from % MINUTE)));
    const end_time = addMinutes(time, minutes);
    if (end_time > time) all.push({ date, start_time: time, end_time });
    from = Math.min(end, midnight);
  }
  return all;
}
