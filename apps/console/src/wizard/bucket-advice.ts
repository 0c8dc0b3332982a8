/** Advice on a bucket's name while the person types; undefined when the name looks valid. */
export function bucketAdvice(text: string): string | undefined {
  const name = text.trim();
  if (name === '') return undefined;
  if (/^(s3:\/\/|arn:|https?:)/i.test(name))
    return 'We will take the bucket, and the prefix and region if they are in it, from this address.';
  if (/[A-Z]/.test(name))
    return 'Bucket names have no capital letters. Copy it from the list of buckets in the S3 console.';
  if (!/^[a-z0-9.-]+$/.test(name)) return 'Bucket names hold letters, digits, dots and hyphens only.';
  if (name.length < 3 || name.length > 63) return 'Bucket names have 3 to 63 characters.';
  return undefined;
}

export function prefixAdvice(prefix: string): string | undefined {
  if (prefix === '') return undefined;
  if (prefix.startsWith('/')) return 'The prefix begins with a slash. Keys rarely do: take it off unless yours do.';
  if (!prefix.endsWith('/'))
    return `The prefix also matches ${prefix}-2 and the like. End it with a slash to mean one folder.`;
  return undefined;
}
