import { Button } from '@mantine/core';
import { countText } from '../ui/text/text.ts';
import classes from './explorer-page.module.css';

/** Offers the assets that a running sync has added since the grid was read. */
export function ArrivedAssets({ count, onShow }: { count: number; onShow: () => void }) {
  if (count === 0) return null;
  return (
    <div className={classes.arrived}>
      <span className="numbers">The running sync has added {countText(count, 'asset')}.</span>
      <Button size="compact-sm" variant="default" onClick={onShow}>
        Show them
      </Button>
    </div>
  );
}
