import { useEffect, useState } from 'react';
import type { TileFragment } from '../../api/operations.generated.ts';
import type { FactsRequest, FileFacts } from './file-facts.ts';
import type { FactsAnswer } from './file-facts.worker.ts';

const GIVE_UP_MS = 10_000;

/** The facts that the browser reads from a file when its panel opens; undefined while it reads. */
export function useFileFacts(asset: TileFragment | undefined): FileFacts | 'unreadable' | undefined {
  const [facts, setFacts] = useState<FileFacts | 'unreadable'>();
  const { contentType, sizeBytes } = asset ?? {};
  const href = asset?.url?.href;
  useEffect(() => {
    setFacts(undefined);
    if (!href || contentType === undefined || sizeBytes === undefined) return;
    const worker = new Worker(new URL('./file-facts.worker.ts', import.meta.url), { type: 'module' });
    const end = (found: FileFacts | 'unreadable') => {
      clearTimeout(timer);
      worker.terminate();
      setFacts(found);
    };
    const timer = setTimeout(() => end('unreadable'), GIVE_UP_MS);
    worker.onmessage = ({ data }: MessageEvent<FactsAnswer>) => end('facts' in data ? data.facts : 'unreadable');
    worker.onerror = () => end('unreadable');
    worker.postMessage({ href, contentType, sizeBytes } satisfies FactsRequest);
    return () => {
      clearTimeout(timer);
      worker.terminate();
    };
  }, [href, contentType, sizeBytes]);
  return facts;
}
