/** Command lines of the programs that more than one fix calls. */
export const DROP_TAG = 'exiftool -q -overwrite_original -Orientation=';
export const RESET_TAG = 'exiftool -q -overwrite_original -n -Orientation=1';
/** exiftool warns where nothing is behind the picture, so its warnings are off. */
export const resetTagAndCopyTrailer = (from: string): string =>
  `exiftool -q -q -overwrite_original -TagsFromFile ${from} -Trailer -n -Orientation=1`;
export const FFMPEG = 'ffmpeg -nostdin -v error -y';
