import { useQuery } from '@apollo/client/react';
import { PreviewSyncDocument } from '../api/operations.generated.ts';
import { Notice } from '../ui/page/notice.tsx';
import { countText, numberText } from '../ui/text/text.ts';

/** The number of files that the saved patterns match in the bucket now. */
export function PatternCounts({ connectionId }: { connectionId: string }) {
  const { data, loading, error } = useQuery(PreviewSyncDocument, {
    variables: { connectionId },
    fetchPolicy: 'no-cache',
  });
  const preview = data?.previewSync;
  if (loading) return <Notice kind="info">Saved. Counting in the bucket …</Notice>;
  if (error || preview?.__typename !== 'SyncPreview') {
    return (
      <Notice kind="info">
        Saved. {preview?.__typename === 'Problem' ? preview.message : 'Nothing could be counted.'}
      </Notice>
    );
  }
  const { objectCount, isComplete, imageCount, videoCount, missingCount, excludedCount } = preview;
  return (
    <Notice kind="good" title="Saved">
      They find {isComplete ? '' : 'more than '}
      {countText(objectCount - excludedCount, 'file')} and exclude {numberText(excludedCount)}:{' '}
      {countText(imageCount, 'image')}, {countText(videoCount, 'video')}.{' '}
      {missingCount > 0 && `The next sync takes ${numberText(missingCount)} assets out of the dataset.`}
    </Notice>
  );
}
