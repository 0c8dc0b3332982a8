import { useQuery } from '@apollo/client/react';
import { SkippedFilesDocument, type SkippedFilesQuery, type SkipReason } from '../api/operations.generated.ts';
import { ActionButton } from '../ui/action-button.tsx';
import card from '../ui/card.module.css';
import { LoadingLines, ReadFailure } from '../ui/page/states.tsx';
import { CodeBlock } from '../ui/text/code-block.tsx';
import { numberText, sizeText } from '../ui/text/text.ts';
import { REASONS } from './reason-words.ts';
import classes from './skipped.module.css';

const PAGE_SIZE = 25;

type SkippedFile = NonNullable<SkippedFilesQuery['dataset']>['skippedFiles']['edges'][number]['node'];

/** The skipped files, page by page, each with its details and its fixes. */
export function SkippedFiles({ datasetId, reason }: { datasetId: string; reason: SkipReason | undefined }) {
  const filter = reason ? { reason } : {};
  const result = useQuery(SkippedFilesDocument, {
    variables: { datasetId, first: PAGE_SIZE, after: null, filter },
    fetchPolicy: 'network-only',
    notifyOnNetworkStatusChange: true,
  });
  const { data, error, loading, fetchMore } = result;
  const page = data?.dataset?.skippedFiles;
  const failure = <ReadFailure what="The list of files" result={result} />;
  if (!page) return error ? failure : <LoadingLines label="Loading the files" lines={5} height={70} />;
  const more = () =>
    fetchMore({
      variables: { after: page.pageInfo.endCursor },
      updateQuery: (before, { fetchMoreResult }) => joined(before, fetchMoreResult),
    });
  return (
    <>
      {failure}
      <ul className={card.list}>
        {page.edges.map(({ node }) => (
          <li key={node.id}>
            <File file={node} isReasonKnown={reason !== undefined} />
          </li>
        ))}
      </ul>
      <p className={classes.count} role="status">
        {numberText(page.edges.length)} of {numberText(page.totalCount)} shown
      </p>
      {page.pageInfo.hasNextPage && (
        <ActionButton variant="default" fullWidth loading={loading} onClick={() => void more()}>
          Show more
        </ActionButton>
      )}
    </>
  );
}

function joined(before: SkippedFilesQuery, after: SkippedFilesQuery): SkippedFilesQuery {
  if (!before.dataset || !after.dataset) return before;
  const { skippedFiles } = after.dataset;
  const edges = [...before.dataset.skippedFiles.edges, ...skippedFiles.edges];
  return { ...after, dataset: { ...after.dataset, skippedFiles: { ...skippedFiles, edges } } };
}

function File({ file, isReasonKnown }: { file: SkippedFile; isReasonKnown: boolean }) {
  return (
    <article className={classes.file}>
      <h2 className={classes.key}>
        <span className="path">{file.objectKey}</span>
      </h2>
      <p className={classes.found}>
        {!isReasonKnown && <b>{REASONS[file.reason].title}</b>}
        <span>{file.detail}</span>
        <span className="numbers">{sizeText(file.sizeBytes)}</span>
      </p>
      {file.fixes.length > 0 && (
        <details className={classes.fixes}>
          <summary>How to fix it</summary>
          {file.fixes.map((fix) => (
            <FixChoice key={fix.title} fix={fix} />
          ))}
        </details>
      )}
    </article>
  );
}

/** One way to fix a file. A warning above the command states what the file loses. */
function FixChoice({ fix: { title, command, loses, advice } }: { fix: SkippedFile['fixes'][number] }) {
  return (
    <section className={classes.fix} aria-label={title}>
      <h3>{title}</h3>
      <p>{advice}</p>
      <span className={classes.loses} data-nothing={loses.length === 0 || undefined}>
        {loses.length === 0 ? 'Loses nothing' : `Loses ${loses.join('; ')}`}
      </span>
      <CodeBlock title="On a copy of the file" text={command} copyLabel="Copy command" />
    </section>
  );
}
