/** The answers of exiftool 12.57 and ffprobe 5.1 about one file. */
export interface ToolAnswer {
  exiftool: {
    fileType: string | null;
    mimeType: string | null;
    width: number | null;
    height: number | null;
    /** IFD0's, never the thumbnail's. */
    orientation: number | null;
    /** HEIF's irot, or a video's. */
    rotation: number | null;
    error: string | null;
    warning: string | null;
  };
  /** Null for an image: ffprobe was not asked. */
  ffprobe: {
    formatName: string | null;
    majorBrand: string | null;
    durationSeconds: number | null;
    error: string | null;
    video: {
      codec: string | null;
      width: number;
      height: number;
      pixelFormat: string | null;
      averageFrameRate: string;
      frameCount: number | null;
      rotation: number | null;
    } | null;
  } | null;
}
