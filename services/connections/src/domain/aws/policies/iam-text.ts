/**
 * Writes text so that IAM takes it literally in a Resource or a StringLike: `*`, `?` and `$` become `${*}`, `${?}`,
 * `${$}`.
 *
 * @see IAM User Guide, "IAM policy elements: Variables and tags", special characters; needs Version 2012-10-17
 */
export function literally(text: string): string {
  return text.replace(/[*?$]/g, (character) => `\${${character}}`);
}

/**
 * A policy as text: JSON in ASCII only. IAM refuses a policy with a character above U+00FF or most control characters
 * (the pattern of PolicyDocument in its API reference), so they are written as \uXXXX.
 */
export function policyText(document: object, indent = 2): string {
  return asciiOnly(JSON.stringify(document, null, indent));
}

/** Escapes what is not ASCII in a JSON text; astral characters become their two surrogates, as JSON has it. */
export function asciiOnly(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
