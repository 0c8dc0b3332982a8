import { Link } from 'wouter';
import { numberText } from '../ui/text/text.ts';
import classes from './dataset-tabs.module.css';

interface Props {
  datasetId: string;
  current: 'assets' | 'skipped';
  skippedCount: number;
}

/** The two tabs of a dataset: its assets, and the files that were skipped. */
export function DatasetTabs({ datasetId, current, skippedCount }: Props) {
  return (
    <nav className={classes.tabs} aria-label="Dataset">
      <Link href={`/datasets/${datasetId}`} aria-current={current === 'assets' ? 'page' : undefined}>
        Assets
      </Link>
      <Link href={`/datasets/${datasetId}/skipped`} aria-current={current === 'skipped' ? 'page' : undefined}>
        Skipped files {skippedCount > 0 && <span className="numbers">({numberText(skippedCount)})</span>}
      </Link>
    </nav>
  );
}
