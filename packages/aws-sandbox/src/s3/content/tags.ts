import { AwsError } from '../../http/aws-error.ts';
import { QueryString } from '../../http/query-string.ts';
import { header } from '../../http/request.ts';
import { element, parseXml, textElement } from '../../http/xml.ts';
import type { S3Call } from '../call/s3-call.ts';

export type Tags = Record<string, string>;

/** @see Amazon S3 User Guide, "Categorizing your storage using tags" */
const MOST_TAGS = 10;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;

/** The tags of the header `x-amz-tagging`; undefined without it. @throws AwsError InvalidTag, BadRequest */
export function tagsOfUpload(call: S3Call): Tags | undefined {
  const text = header(call.request, 'x-amz-tagging');
  return text === undefined ? undefined : validTags(new QueryString(text).pairs);
}

/** @throws AwsError MalformedXML, InvalidTag, BadRequest */
export function readTagging(xml: string): Tags {
  const tags = parseXml(xml, 'Tagging').child('TagSet')?.children('Tag') ?? [];
  return validTags(tags.map((tag) => [tag.textOf('Key') ?? '', tag.textOf('Value') ?? ''] as const));
}

export function tagSetXml(tags: Tags): string {
  const items = Object.entries(tags).map(([key, value]) =>
    element('Tag', textElement('Key', key), textElement('Value', value)),
  );
  return element('TagSet', ...items);
}

/** `x-amz-tagging-count`, which an object without tags does not have. */
export function tagHeaders(tags: Tags = {}): Record<string, string> {
  const count = Object.keys(tags).length;
  return count === 0 ? {} : { 'x-amz-tagging-count': String(count) };
}

function validTags(pairs: readonly (readonly [string, string])[]): Tags {
  if (pairs.length > MOST_TAGS) {
    throw new AwsError(400, 'BadRequest', 'Object tags cannot be greater than 10');
  }
  const tags = Object.fromEntries(pairs);
  if (Object.keys(tags).length < pairs.length) {
    throw new AwsError(400, 'InvalidTag', 'Cannot provide multiple Tags with the same key');
  }
  for (const [key, value] of pairs) {
    if (key === '' || key.length > LONGEST_KEY) {
      throw new AwsError(400, 'InvalidTag', 'The TagKey you have provided is invalid', { details: { TagKey: key } });
    }
    if (value.length > LONGEST_VALUE) {
      throw new AwsError(400, 'InvalidTag', 'The TagValue you have provided is invalid', {
        details: { TagKey: key, TagValue: value },
      });
    }
  }
  return tags;
}
