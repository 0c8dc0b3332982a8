import { Button } from '@mantine/core';
import { countText } from '../ui/text.ts';
import classes from './explorer-page.module.css';
import type { Selection } from './grid/use-selection.ts';

/** What may be done with the assets that are selected. */
export function SelectionBar({ selection }: { selection: Selection; datasetId: string }) {
  if (selection.count === 0) return null;
  return (
    <section className={classes.selection} aria-label="Selection">
      <span role="status">{countText(selection.count, 'asset')} selected</span>
      <Button size="xs" variant="default" onClick={selection.clear}>
        Clear
      </Button>
    </section>
  );
}
