// Wall-clock times and durations. WebWork documents no time zone for the times of an entry, so "09:00"
// is text: it is cut out of the response and shown, and never put through Date.

import type { TimeEntry } from "webwork-sdk";

/** "09:00" of "2026-01-29T09:00:00Z". */
export const clock = (time: string): string => time.slice(11, 16);

export const startOf = (entry: TimeEntry): string => clock(entry.start_time);

/** `undefined` while a tracker is running. */
export const endOf = (entry: TimeEntry): string | undefined =>
  entry.end_time ? clock(entry.end_time) : undefined;

/** "6 h 05 min", on one line, and in this order in a page that is written from right to left too. */
export function formatMinutes(minutes: number): string {
  const whole = Math.round(minutes);
  const [hours, rest] = [Math.floor(whole / 60), whole % 60];
  if (hours === 0) return isolate(`${rest} min`);
  return isolate(rest === 0 ? `${hours} h` : `${hours} h ${String(rest).padStart(2, "0")} min`);
}

/** Keeps the direction of a text to itself, and the text on one line. */
const isolate = (text: string) => `\u2068${text.replaceAll(" ", "\u00a0")}\u2069`;

/** "1:04:09", for a clock that runs. */
export function formatSeconds(seconds: number): string {
  const two = (value: number) => String(Math.floor(value) % 60).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(seconds / 60)}:${two(seconds)}`;
}

/** Minutes from one "HH:mm" to another. */
export function minutesBetween(start: string, end: string): number {
  return minuteOf(end) - minuteOf(start);
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}
