export { type AwsRefusal, meaningOfS3, meaningOfSts, type S3Meaning, type StsMeaning } from './answers.ts';
export { decodeListedKey } from './listed-key.ts';
