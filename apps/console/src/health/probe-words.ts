import type { HealthCause, ProbeName, ProbeVerdict } from '../api/operations.generated.ts';
import type { Tone } from '../ui/status/tone.ts';

/** What each probe tries, in plain words. */
export const PROBES: Readonly<Record<ProbeName, string>> = {
  ASSUME_ROLE: 'Assume the role',
  EXTERNAL_ID_REQUIRED: 'The role refuses other callers',
  BUCKET_REGION: 'Find the bucket in its region',
  LIST_OBJECTS: 'List the files',
  READ_OBJECT: 'Read a file',
  READ_ATTRIBUTES: 'Read the attributes of a file',
  CORS: 'Show a picture in the browser',
};

export const VERDICTS: Readonly<Record<ProbeVerdict, { label: string; tone: Tone }>> = {
  PASS: { label: 'Works', tone: 'good' },
  FAIL: { label: 'Fails', tone: 'bad' },
  WARN: { label: 'Works, with a note', tone: 'warn' },
  SKIP: { label: 'Not tried', tone: 'quiet' },
  UNDECIDED: { label: 'No clear answer', tone: 'warn' },
};

export const CAUSES: Readonly<Record<HealthCause, string>> = {
  ROLE_NOT_ASSUMABLE: 'We cannot assume the role',
  EXTERNAL_ID_NOT_REQUIRED: 'The role lets others in: its external ID is not required',
  WRONG_REGION: 'The bucket is in another region',
  BUCKET_MISSING: 'There is no bucket of this name',
  LIST_DENIED: 'The role may not list the bucket',
  READ_DENIED: 'The role may not read the files',
  KMS_DENIED: 'The role may not decrypt the files',
  ATTRIBUTES_DENIED: 'The role may not read the attributes of files',
  CORS_MISSING: 'The browser may not show pictures of the bucket',
  ARCHIVED_OBJECTS: 'The files are archived',
  STS_REGION_DISABLED: 'The security token service is switched off in this region',
  AWS_UNAVAILABLE: 'AWS does not answer as it should',
  PLATFORM_CREDENTIALS: 'Something is wrong on our side',
};
