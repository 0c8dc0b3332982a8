/**
 * Quotes any text as one word of a POSIX shell, so the shell expands nothing in it. The text must not hold NUL; an
 * object key of S3 cannot hold it.
 */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A file of the current folder. `./` prevents a program from reading its name as an option. */
export const quotedFile = (name: string): string => quoted(name.startsWith('-') ? `./${name}` : name);

/** The extension with its dot, if it is alphanumeric; otherwise empty. */
export const plainExtensionOf = (name: string): string => /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';

/**
 * False for names that ImageMagick does not read literally. It expands patterns and percent signs. It reads the text
 * before a colon as a format, and a name after a leading @ as a list of files.
 */
export const isPlainToImageMagick = (name: string): boolean => !/[*?[\]{}%:@~\\^\p{Cc}]/u.test(name);
