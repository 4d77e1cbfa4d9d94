// What has just happened, in one line at a time, perhaps with a way to take it back.

import { type ReadonlySignal, signal } from "@preact/signals";

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: "good" | "warning" | "bad";
  readonly undo?: (() => Promise<void>) | undefined;
}

export interface Notices {
  readonly current: ReadonlySignal<Notice | undefined>;
  show(notice: Omit<Notice, "id">): void;
  dismiss(): void;
}

export function createNotices(): Notices {
  const current = signal<Notice>();
  let count = 0;
  return {
    current,
    show: (notice) => {
      count += 1;
      current.value = { ...notice, id: count };
    },
    dismiss: () => {
      current.value = undefined;
    },
  };
}
