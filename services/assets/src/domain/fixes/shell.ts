/**
 * Any text as one word of a POSIX shell: nothing in it is expanded, whatever it holds. A text cannot hold NUL, nor can
 * an object key of S3.
 */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A file of the current folder: never an option, whatever its name begins with. */
export const quotedFile = (name: string): string => quoted(name.startsWith('-') ? `./${name}` : name);

/** The last part of an object key: what the file is called once it is downloaded. */
export const filenameOf = (objectKey: string): string => objectKey.slice(objectKey.lastIndexOf('/') + 1);

/** The extension with its dot, as far as it is a plain one; else nothing. */
export const plainExtensionOf = (name: string): string => /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';

/**
 * False for names that ImageMagick would not take as they stand: it expands patterns and percent signs by itself, reads
 * what comes before a colon as a format, and a leading @ as a list of files.
 */
export const isPlainToImageMagick = (name: string): boolean => !/[*?[\]{}%:@~\\^\p{Cc}]/u.test(name);
