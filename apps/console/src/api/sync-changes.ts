let count = 0;

/** Counts the changes of syncs' states that the live connection has announced. */
export const syncChanges = {
  count: () => count,
  announce() {
    count += 1;
  },
};
