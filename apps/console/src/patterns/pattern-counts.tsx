import { useQuery } from '@apollo/client/react';
import { PreviewPatternsDocument, type PreviewPatternsQuery } from '../api/operations.generated.ts';
import { sentenceOfRead } from '../ui/errors.ts';
import { Notice } from '../ui/page/notice.tsx';
import { RemedyText } from '../ui/text/remedy-text.tsx';
import { countText, numberText } from '../ui/text/text.ts';
import type { Patterns } from './typed-patterns.ts';

interface Props {
  connectionId: string;
  patterns: Patterns;
  /** The person types on, and these patterns are no longer the typed ones. */
  isStale: boolean;
}

/** The number of files that patterns match in the bucket now, whether they are saved or not. */
export function PatternCounts({ connectionId, patterns, isStale }: Props) {
  const { includePatterns, excludePatterns } = patterns;
  const { data, loading, error } = useQuery(PreviewPatternsDocument, {
    variables: { connectionId, includePatterns, excludePatterns },
    fetchPolicy: 'no-cache',
  });
  return (
    <div role="status">
      {isStale || loading ? (
        <Notice kind="info">Counting in the bucket …</Notice>
      ) : (
        <Counts preview={data?.previewSync} failure={error && sentenceOfRead(error)} />
      )}
    </div>
  );
}

type Preview = PreviewPatternsQuery['previewSync'];

function Counts({ preview, failure }: { preview: Preview | undefined; failure: string | undefined }) {
  if (preview?.__typename !== 'SyncPreview') {
    return (
      <Notice kind={preview ? 'problem' : 'warning'} title={preview ? undefined : 'The files could not be counted'}>
        <RemedyText text={preview?.message ?? failure ?? ''} />
      </Notice>
    );
  }
  const { objectCount, isComplete, imageCount, videoCount, missingCount, excludedCount } = preview;
  const matching = objectCount - excludedCount;
  return (
    <Notice
      kind={matching === 0 ? 'warning' : 'info'}
      title={
        <span className="numbers">
          {isComplete ? '' : 'At least '}
          {countText(matching, 'file matches', 'files match')}, {numberText(excludedCount)} excluded
        </span>
      }
    >
      By their names {countText(imageCount, 'image')} and {countText(videoCount, 'video')}.
      {missingCount > 0 &&
        ` The next sync removes ${countText(missingCount, 'asset')} from the dataset: no matching file is left.`}
    </Notice>
  );
}
