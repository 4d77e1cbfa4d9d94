// How times are shown.

import { runningSession, type Session } from "./session.ts";
import { wholeMinutes } from "./wall-clock.ts";

const two = (value: number) => String(value).padStart(2, "0");

/** "0:42:07" */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** "3 h 5 min", "42 min" */
export function duration(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  return hours ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}

export interface Badge {
  text: string;
  color: string;
  title: string;
}

/** What the icon in the toolbar says. There is room for four characters. */
export function badge(sessions: Session[], now: number): Badge {
  const running = runningSession(sessions);
  if (sessions.some(({ problem }) => problem))
    return { text: "!", color: "#b3261e", title: "WebWork timer: needs your attention" };
  if (running) {
    const minutes = Math.max(0, wholeMinutes(running.startedAt, now));
    const text = minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
    return {
      text: text.length > 4 ? `${Math.floor(minutes / 60)}h` : text,
      color: "#0b6e4f",
      title: `WebWork timer: ${running.choice.description}, ${duration(minutes)}`,
    };
  }
  if (sessions.length > 0)
    return { text: "…", color: "#7a5200", title: "WebWork timer: not saved at WebWork yet" };
  return { text: "", color: "#0b6e4f", title: "WebWork timer" };
}
