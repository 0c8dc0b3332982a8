import type { ConnectionPartsFragment } from '../api/operations.generated.ts';
import type { Tone } from '../ui/status/tone.ts';
import { agoText } from '../ui/text/text.ts';
import { RUN_STATES } from './run-words.ts';

/** The status of a connection in one sentence: its activity, its problem, or the time of its last sync. */
export function connectionStatus({ activeSync, health, lastSync, setup }: ConnectionPartsFragment): {
  label: string;
  tone: Tone;
} {
  if (activeSync) return RUN_STATES[activeSync.state];
  if (health.indicator === 'BROKEN_HEART') return { label: 'Connection broken', tone: 'bad' };
  if (health.indicator === 'UNCHECKED') return { label: 'Setup not finished', tone: 'quiet' };
  if (!lastSync)
    return { label: setup.nextStep === 'SYNC' ? 'Ready for its first sync' : 'Not synced yet', tone: 'quiet' };
  const { label, tone } = RUN_STATES[lastSync.state === 'SUCCEEDED_WITH_SKIPS' ? 'SUCCEEDED' : lastSync.state];
  return { label: lastSync.finishedAt ? `${label} ${agoText(lastSync.finishedAt)}` : label, tone };
}

/** The location of the synced objects: s3://bucket/prefix. */
export const locationText = ({ bucketName, prefix }: { bucketName: string; prefix: string }) =>
  `s3://${bucketName}${prefix ? `/${prefix}` : ''}`;
