/** What a parent tells its keeper, one JSON line each. */
export type KeeperOrder =
  | { do: 'keep'; pid: number; signal: NodeJS.Signals; withinMs: number }
  | { do: 'release'; pid: number }
  | { do: 'remove-at-end'; path: string };
