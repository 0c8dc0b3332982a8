import { useQuery } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import { SkippedFilesDocument, type SkipReason } from '../api/operations.generated.ts';
import { ActionButton } from '../ui/action-button.tsx';
import card from '../ui/card.module.css';
import { LoadingLines, ReadFailure } from '../ui/page/states.tsx';
import { numberText } from '../ui/text/text.ts';
import classes from './skipped.module.css';
import { SkippedFile } from './skipped-file.tsx';

const PAGE_SIZE = 25;

interface Props {
  datasetId: string;
  reason: SkipReason | undefined;
}

/** The last page that is shown. */
interface End {
  page: number;
  /** The files on this page and on all pages before it. */
  shown: number;
  total: number;
  hasNext: boolean;
}

/**
 * The skipped files, page by page. Each page is a query of its own, and begins where the page before it ends. When the
 * screen is read again, every shown page is read again and stays.
 */
export function SkippedFiles({ datasetId, reason }: Props) {
  const [pageCount, setPageCount] = useState(1);
  const [end, setEnd] = useState<End>();
  return (
    <>
      <ul className={card.list}>
        <Page {...{ datasetId, reason, pageCount }} page={1} after={null} shownBefore={0} onEnd={setEnd} />
      </ul>
      {end && (
        <p className={classes.count} role="status">
          {numberText(end.shown)} of {numberText(end.total)} shown
        </p>
      )}
      {end?.hasNext && (
        <ActionButton
          variant="default"
          fullWidth
          loading={end.page < pageCount}
          onClick={() => setPageCount(end.page + 1)}
        >
          Show more
        </ActionButton>
      )}
    </>
  );
}

interface PageProps extends Props {
  pageCount: number;
  page: number;
  after: string | null;
  shownBefore: number;
  onEnd: (end: End) => void;
}

/** The files of one page, and the pages after it. */
function Page(props: PageProps) {
  const { datasetId, reason, pageCount, page, after, shownBefore, onEnd } = props;
  const result = useQuery(SkippedFilesDocument, {
    variables: { datasetId, first: PAGE_SIZE, after, filter: reason ? { reason } : {} },
    fetchPolicy: 'network-only',
  });
  const { data, error } = result;
  const files = data?.dataset?.skippedFiles;
  const shown = shownBefore + (files?.edges.length ?? 0);
  const { endCursor, hasNextPage: hasNext = false } = files?.pageInfo ?? {};
  const isLast = page === pageCount || !hasNext;
  const total = files?.totalCount;
  useEffect(() => {
    if (isLast && total !== undefined) onEnd({ page, shown, total, hasNext });
  }, [isLast, page, shown, total, hasNext, onEnd]);
  return (
    <>
      {error && (
        <li className={classes.file}>
          <ReadFailure what="The list of files" result={result} />
        </li>
      )}
      {!files && !error && (
        <li className={classes.file}>
          <LoadingLines label="Loading the files" lines={5} height={50} />
        </li>
      )}
      {files?.edges.map(({ node }) => (
        <li key={node.id}>
          <SkippedFile file={node} isReasonKnown={reason !== undefined} />
        </li>
      ))}
      {files && !isLast && <Page {...props} page={page + 1} after={endCursor ?? null} shownBefore={shown} />}
    </>
  );
}
