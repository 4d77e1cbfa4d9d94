const PATHS = {
  add: "M12 5v14M5 12h14",
  back: "M15 5l-7 7 7 7",
  forward: "M9 5l7 7-7 7",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  delete: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5",
  start: "M8 5v14l11-7z",
  stop: "M7 7h10v10H7z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  close: "M6 6l12 12M18 6L6 18",
  reload: "M19 12a7 7 0 1 1-2-5l2 2M19 4v5h-5",
  leave: "M14 5H6v14h8M11 12h9M17 9l3 3-3 3",
  undo: "M9 6L4 11l5 5M4 11h9a6 6 0 0 1 6 6v1",
} as const;

/** Icons repeat what text or a label says, so screen readers skip them. */
export function Icon({ name }: { name: keyof typeof PATHS }) {
  // Arrows that point along the line of text turn around with it.
  const turns = name === "back" || name === "forward" || name === "leave";
  const filled = name === "start" || name === "stop";
  const classes = ["icon", turns && "turns", filled && "filled"].filter(Boolean).join(" ");
  return (
    <svg class={classes} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Logo() {
  return (
    <span class="logo">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" />
        <path d="M8 23V15M13.5 23V9M19 23v-6M24.5 23V12" />
      </svg>
      Hours
    </span>
  );
}
