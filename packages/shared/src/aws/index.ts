export { type AwsRefusal, meaningOfS3, meaningOfSts, type S3Meaning, type StsMeaning } from './answers.ts';
export { decodeListedKey } from './listed-key.ts';
export { compareKeys, keySpan, LONGEST_KEY_BYTES } from './object-keys.ts';
