/** The end of the script: its list of files that it could not fix. */
export const FOOTER = `
[ "$skipped" -eq 0 ] || say "$skipped of $total were already there."
[ "$changed" -eq 0 ] || say "$changed of $total changed since they were inspected: sync again for a new script."
[ "$lossy" -eq 0 ] || say "$lossy of $total would lose something: run this with --allow-loss to fix them too."
if is_on "$DRY_RUN"; then
  say "A dry run: nothing was changed; $fixed of $total would be fixed."
  exit 0
fi
say "$fixed of $total fixed."
if [ -s "$work/failed" ]; then
  say 'Not fixed:'
  cat "$work/failed"
  exit 1
fi
`;
