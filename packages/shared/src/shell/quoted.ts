/**
 * Quotes any text as one word of a POSIX shell, so the shell expands nothing in it. The text must not hold NUL; an
 * object key of S3 cannot hold it.
 */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
