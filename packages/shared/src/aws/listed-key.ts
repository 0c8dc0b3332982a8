/**
 * Decodes a key of a listing as its `EncodingType` element says.
 *
 * Amazon S3 encodes keys as a form does when asked for `encoding-type=url`: a space comes as `+`, a plus sign as `%2B`.
 * Some S3-compatible servers ignore the request, leave the element out and send keys as they are.
 *
 * @param text          content of `<Key>`, with XML's character references already resolved
 * @param encodingType  content of `<EncodingType>`; null or undefined: the listing has none
 * @throws URIError for text that is not encoded as the element says
 */
export function decodeListedKey(text: string, encodingType: string | null | undefined): string {
  if (encodingType !== 'url' || !(text.includes('%') || text.includes('+'))) return text;
  return decodeURIComponent(text.replaceAll('+', '%20'));
}
