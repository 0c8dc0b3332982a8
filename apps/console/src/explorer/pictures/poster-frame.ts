export type PosterFrame = { is: 'frame'; objectUrl: string } | { is: 'undecodable' } | { is: 'unreadable' };

/** The time of the frame. The first frame of a video is often black. */
const FRAME_AT_SECONDS = 0.5;
const GIVE_UP_MS = 15_000;
const WIDTH = 480;

/** Draws one frame of a video. The browser reads only the bytes that this frame needs. */
export function posterFrame(href: string): Promise<PosterFrame> {
  const video = document.createElement('video');
  video.crossOrigin = 'anonymous';
  video.muted = true;
  video.preload = 'metadata';
  return new Promise((resolve) => {
    const end = (result: PosterFrame) => {
      clearTimeout(timer);
      video.removeAttribute('src');
      video.load();
      resolve(result);
    };
    const timer = setTimeout(() => end({ is: 'unreadable' }), GIVE_UP_MS);
    video.onloadedmetadata = () => {
      video.currentTime = Math.min(FRAME_AT_SECONDS, video.duration / 2 || 0);
    };
    video.onseeked = () => void draw(video).then(end);
    video.onerror = () => {
      const isDecoder = video.error?.code === MediaError.MEDIA_ERR_DECODE;
      end({ is: isDecoder ? 'undecodable' : 'unreadable' });
    };
    video.src = href;
  });
}

async function draw(video: HTMLVideoElement): Promise<PosterFrame> {
  if (video.videoWidth === 0) return { is: 'undecodable' };
  const canvas = document.createElement('canvas');
  canvas.width = Math.min(WIDTH, video.videoWidth);
  canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.75));
  return blob ? { is: 'frame', objectUrl: URL.createObjectURL(blob) } : { is: 'undecodable' };
}
