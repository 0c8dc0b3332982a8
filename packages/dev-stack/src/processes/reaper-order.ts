/** An order of the parent to its reaper: one JSON line each. */
export type ReaperOrder =
  | { do: 'watch'; pid: number; signal: NodeJS.Signals; withinMs: number }
  | { do: 'release'; pid: number }
  | { do: 'remove-at-end'; path: string };
