/** Command lines of the programs that more than one fix calls. */
export const DROP_TAG = 'exiftool -q -overwrite_original -Orientation=';
/** The thumbnail (IFD1) is dropped: it would stay unturned, and file managers show it instead of the picture. */
const DROP_THUMBNAIL = '-IFD1:all=';
export const RESET_TAG = `exiftool -q -overwrite_original ${DROP_THUMBNAIL} -n -Orientation=1`;
/** exiftool warns where nothing is behind the picture, so its warnings are off. */
export const resetTagAndCopyTrailer = (from: string): string =>
  `exiftool -q -q -overwrite_original ${DROP_THUMBNAIL} -TagsFromFile ${from} -Trailer -n -Orientation=1`;
export const FFMPEG = 'ffmpeg -nostdin -v error -y';
