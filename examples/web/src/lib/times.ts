// Wall-clock times and durations. WebWork documents no time zone for the times of an entry, so "09:00"
// is text: it is cut out of the response and shown, and never put through Date.

import type { TimeEntry } from "webwork-sdk";

/** "09:00" of "2026-01-29T09:00:00Z". */
export const clock = (time: string): string => time.slice(11, 16);

export const startOf = (entry: TimeEntry): string => clock(entry.start_time);

/** `undefined` while a tracker is running. */
export const endOf = (entry: TimeEntry): string | undefined =>
  entry.end_time ? clock(entry.end_time) : undefined;

/** "6 h 05 min", on one line. */
export function formatMinutes(minutes: number): string {
  const whole = Math.round(minutes);
  const [hours, rest] = [Math.floor(whole / 60), whole % 60];
  if (hours === 0) return `${rest}\u00a0min`;
  if (rest === 0) return `${hours}\u00a0h`;
  return `${hours}\u00a0h\u00a0${String(rest).padStart(2, "0")}\u00a0min`;
}

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
