import type { Recipe } from './recipes.ts';

const SOURCE = 'ffmpeg -y -v error -f lavfi -i testsrc=s=64x48:r=10:d=1';
const SOUND = '-f lavfi -i sine=f=440:d=1.2:r=8000';
const EXACT = '-fflags +bitexact -flags:v +bitexact -flags:a +bitexact -threads 1';
const X264 = `-c:v libx264 -preset ultrafast ${EXACT}`;
const X265 = `-c:v libx265 -preset ultrafast -x265-params log-level=error:pools=none:frame-threads=1 ${EXACT}`;
const MP42 = '-brand mp42';

const RATE_25 = 'ffmpeg -y -v error -f lavfi -i testsrc=s=64x48:r=25:d=1.5';
const brands: Recipe[] = ['mp42', 'isom', 'iso5', 'avc1', 'mp41', '3gp5', 'M4V'].map((brand) => [
  `brand-${brand}.mp4`,
  `${SOURCE} ${X264} -pix_fmt yuv420p -brand '${brand.padEnd(4)}' OUT`,
]);

const pixelFormats: Recipe[] = [
  'yuv420p',
  'yuvj420p',
  'yuv422p',
  'yuv444p',
  'yuv420p10le',
  'gray',
  'yuv422p10le',
  'yuvj444p',
  'yuv444p10le',
].map((format) => [`h264-${format}.mp4`, `${SOURCE} ${X264} -pix_fmt ${format} ${MP42} OUT`]);

const hevcs: Recipe[] = ['yuv420p', 'yuvj420p', 'yuv422p', 'yuv444p', 'yuv420p10le', 'gray', 'gbrp', 'yuv420p12le'].map(
  (format) => [`hevc-${format}.mp4`, `${SOURCE} ${X265} -pix_fmt ${format} -tag:v hvc1 ${MP42} OUT`],
);

const codecs: Recipe[] = [
  ['h264-rgb.mp4', `${SOURCE} -c:v libx264rgb -preset ultrafast ${EXACT} ${MP42} OUT`],
  ['hevc-hev1.mp4', `${SOURCE} ${X265} -pix_fmt yuv420p -tag:v hev1 ${MP42} OUT`],
  ['av1.mp4', `${SOURCE} -c:v libaom-av1 -cpu-used 8 ${EXACT} -pix_fmt yuv420p ${MP42} OUT`],
  ['av1-444.mp4', `${SOURCE} -c:v libaom-av1 -cpu-used 8 ${EXACT} -pix_fmt yuv444p ${MP42} OUT`],
  ['av1-ten-bit.mp4', `${SOURCE} -c:v libaom-av1 -cpu-used 8 ${EXACT} -pix_fmt yuv420p10le ${MP42} OUT`],
  ['av1-gray.mp4', `${SOURCE} -c:v libaom-av1 -cpu-used 8 ${EXACT} -pix_fmt gray ${MP42} OUT`],
  ['vp9.mp4', `${SOURCE} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 ${EXACT} -pix_fmt yuv420p ${MP42} OUT`],
  ['vp9-444.mp4', `${SOURCE} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 ${EXACT} -pix_fmt yuv444p ${MP42} OUT`],
  ['mpeg4.mp4', `${SOURCE} -c:v mpeg4 ${EXACT} ${MP42} OUT`],
  ['mpeg2.mp4', `${SOURCE} -r 25 -c:v mpeg2video ${EXACT} ${MP42} OUT`],
  ['mpeg2-422.mp4', `${SOURCE} -r 25 -c:v mpeg2video -pix_fmt yuv422p ${EXACT} ${MP42} OUT`],
  ['mjpeg.mp4', `${SOURCE} -c:v mjpeg -pix_fmt yuvj420p ${EXACT} ${MP42} OUT`],
];

const structures: Recipe[] = [
  ['mp42.mp4', `${SOURCE} ${X264} -pix_fmt yuv420p ${MP42} OUT`],
  ['in-band.mp4', `${SOURCE} ${X264} -pix_fmt yuv420p -bsf:v dump_extra=freq=keyframe ${MP42} OUT`],
  ['hevc-in-band.mp4', `${SOURCE} ${X265} -pix_fmt yuv420p -bsf:v dump_extra=freq=keyframe -tag:v hev1 ${MP42} OUT`],
  ['moov-first.mp4', `${SOURCE} ${X264} -pix_fmt yuv420p ${MP42} -movflags +faststart OUT`],
  ['fragmented.mp4', `${SOURCE} ${X264} -g 2 -pix_fmt yuv420p ${MP42} -movflags +frag_keyframe+empty_moov OUT`],
  [
    'fragmented-default-base.mp4',
    `${SOURCE} ${X264} -g 5 -pix_fmt yuv420p ${MP42} -movflags +frag_keyframe+empty_moov+default_base_moof OUT`,
  ],
  [
    'fragmented-with-samples.mp4',
    `${SOURCE} ${SOUND} ${X264} -g 3 -pix_fmt yuv420p -b:a 16k ${MP42} -movflags +frag_keyframe OUT`,
  ],
  ['fragmented-dash.mp4', `${SOURCE} ${X264} -g 5 -pix_fmt yuv420p ${MP42} -movflags +dash+frag_keyframe OUT`],
  [
    'fragmented-global-sidx.mp4',
    `${SOURCE} ${X264} -g 5 -pix_fmt yuv420p ${MP42} -movflags +dash+frag_keyframe+global_sidx OUT`,
  ],
  // sound that begins late, and sound that begins with the samples its decoder starts with, before the picture
  [
    'fragmented-sound-late.mp4',
    `${SOURCE} -itsoffset 0.5 ${SOUND} ${X264} -pix_fmt yuv420p -b:a 16k ${MP42} ` +
      '-movflags +frag_keyframe+empty_moov+delay_moov OUT',
  ],
  [
    'fragmented-sound-early.mp4',
    `${SOURCE} -f lavfi -i sine=f=440:d=0.5:r=8000 ${X264} -pix_fmt yuv420p -b:a 16k ${MP42} ` +
      '-movflags +frag_keyframe+empty_moov+delay_moov OUT',
  ],
  ['with-sound.mp4', `${SOURCE} ${SOUND} ${X264} -pix_fmt yuv420p -b:a 16k ${MP42} OUT`],
  ['sound-first.mp4', `${SOURCE} ${SOUND} -map 1:a -map 0:v ${X264} -pix_fmt yuv420p -b:a 16k ${MP42} OUT`],
  ['sound-only.mp4', `ffmpeg -y -v error ${SOUND} ${EXACT} -b:a 16k ${MP42} OUT`],
  ['sound-only.m4a', `ffmpeg -y -v error ${SOUND} ${EXACT} -b:a 16k OUT`],
  [
    'two-videos.mp4',
    `${SOURCE} -f lavfi -i testsrc=s=32x24:r=5:d=2 -map 0:v -map 1:v ${X264} -pix_fmt:0 yuv420p -pix_fmt:1 ` +
      `yuv444p ${MP42} OUT`,
  ],
  [
    'edit-list.mp4',
    `${SOURCE} ${X264} -bf 2 -pix_fmt yuv420p pre.mp4 && ffmpeg -y -v error -ss 0.35 -i pre.mp4 -c copy ` +
      `${EXACT} ${MP42} OUT; rm -f pre.mp4`,
  ],
  [
    'delayed.mp4',
    `${SOURCE} ${SOUND} ${X264} -pix_fmt yuv420p -b:a 16k pre.mp4 && ffmpeg -y -v error -i pre.mp4 -itsoffset ` +
      `0.5 -i pre.mp4 -map 0:a -map 1:v -c copy ${EXACT} ${MP42} OUT; rm -f pre.mp4`,
  ],
  [
    'variable-rate.mp4',
    `${SOURCE} -vf "select='not(mod(n,3))+eq(n,1)'" -vsync vfr ${X264} -pix_fmt yuv420p ${MP42} OUT`,
  ],
  [
    'rate-29.97.mp4',
    `ffmpeg -y -v error -f lavfi -i testsrc=s=64x48:r=30000/1001:d=0.5 ${X264} -pix_fmt yuv420p ${MP42} OUT`,
  ],
  ['odd-size.mp4', `ffmpeg -y -v error -f lavfi -i testsrc=s=62x46:r=10:d=0.5 ${X264} -pix_fmt yuv420p ${MP42} OUT`],
  ['wide-pixels.mp4', `${SOURCE} ${X264} -pix_fmt yuv420p -aspect 16:9 ${MP42} OUT`],
  [
    'interlaced.mp4',
    `${SOURCE} -c:v libx264 -preset ultrafast ${EXACT} -flags +ilme+ildct -x264-params interlaced=1 -pix_fmt ` +
      `yuv420p ${MP42} OUT`,
  ],
  ...[90, 180, 270].map(
    (angle): Recipe => [
      `turned-${angle}.mp4`,
      `${SOURCE} ${X264} -pix_fmt yuv420p pre.mp4 && ffmpeg -y -v error -i pre.mp4 -c copy -metadata:s:v ` +
        `rotate=${angle} ${EXACT} ${MP42} OUT; rm -f pre.mp4`,
    ],
  ),
  ['pcm-sound.mov', `${SOURCE} ${SOUND} ${X264} -pix_fmt yuv420p -c:a pcm_s16le OUT`],
];

const containers: Recipe[] = [
  ['h264.mov', `${SOURCE} ${X264} -pix_fmt yuv420p OUT`],
  ['h264-444.mov', `${SOURCE} ${X264} -pix_fmt yuv444p OUT`],
  ['prores.mov', `${SOURCE} -frames:v 2 -c:v prores_ks -profile:v 0 ${EXACT} OUT`],
  ['prores-4444.mov', `${SOURCE} -frames:v 2 -c:v prores_ks -profile:v 4444 -pix_fmt yuv444p10le ${EXACT} OUT`],
  ['mjpeg.mov', `${SOURCE} -c:v mjpeg -pix_fmt yuvj422p ${EXACT} OUT`],
  ['png.mov', `${SOURCE} -frames:v 2 -c:v png ${EXACT} OUT`],
  ['animation.mov', `${SOURCE} -frames:v 2 -c:v qtrle ${EXACT} OUT`],
  ['hevc.mov', `${SOURCE} ${X265} -pix_fmt yuv420p -tag:v hvc1 OUT`],
  ['h264.m4v', `${SOURCE} ${X264} -pix_fmt yuv420p -f ipod OUT`],
  ['h264-444.m4v', `${SOURCE} ${X264} -pix_fmt yuv444p -f ipod OUT`],
  ['h263.3gp', `ffmpeg -y -v error -f lavfi -i testsrc=s=128x96:r=10:d=0.3 -c:v h263 ${EXACT} OUT`],
  ['h264.3gp', `${SOURCE} ${X264} -pix_fmt yuv420p OUT`],
  ['vp8.webm', `${SOURCE} -c:v libvpx -deadline realtime -cpu-used 8 ${EXACT} OUT`],
  ['vp9.webm', `${SOURCE} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -pix_fmt yuv420p ${EXACT} OUT`],
  ['vp9-ten-bit.webm', `${SOURCE} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -pix_fmt yuv422p10le ${EXACT} OUT`],
  [
    'vp9-sound.webm',
    `${SOURCE} -f lavfi -i sine=f=440:d=1.5:r=48000 -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -pix_fmt ` +
      `yuv420p -c:a libopus -b:a 8k ${EXACT} OUT`,
  ],
  [
    'vp9-live.webm',
    `${SOURCE} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -pix_fmt yuv420p ${EXACT} -live 1 -f webm OUT`,
  ],
  ['av1.webm', `${SOURCE} -c:v libaom-av1 -cpu-used 8 -pix_fmt yuv420p ${EXACT} OUT`],
  ['h264.mkv', `${SOURCE} ${X264} -pix_fmt yuv420p OUT`],
  ['hevc-ten-bit.mkv', `${SOURCE} ${X265} -pix_fmt yuv420p10le OUT`],
  ['mpeg4.mkv', `${SOURCE} -c:v mpeg4 ${EXACT} OUT`],
  ['mjpeg.mkv', `${SOURCE} -c:v mjpeg -pix_fmt yuvj420p ${EXACT} OUT`],
  ['mpeg2.mkv', `${SOURCE} -r 25 -c:v mpeg2video ${EXACT} OUT`],
  ['theora.mkv', `${SOURCE} -c:v libtheora ${EXACT} OUT`],
  ['ffv1.mkv', `${SOURCE} -frames:v 2 -c:v ffv1 -pix_fmt yuv420p ${EXACT} OUT`],
  ['sound-only.mka', `ffmpeg -y -v error ${SOUND} ${EXACT} -c:a libvorbis OUT`],
  ['mpeg4.avi', `${SOURCE} -c:v mpeg4 ${EXACT} OUT`],
  ['xvid-sound.avi', `${SOURCE} ${SOUND} -c:v mpeg4 -vtag XVID -c:a libmp3lame -b:a 8k ${EXACT} OUT`],
  [
    'pcm-sound-longer.avi',
    'ffmpeg -y -v error -f lavfi -i testsrc=s=64x48:r=10:d=0.5 -f lavfi -i sine=f=440:d=0.9:r=8000 -c:v mpeg4 ' +
      `-c:a pcm_u8 ${EXACT} OUT`,
  ],
  ['unseekable.avi', `${SOURCE} -c:v mpeg4 ${EXACT} -f avi - | cat > OUT`],
  [
    'fragmented-index-of-each-track.mp4',
    `ffmpeg -y -v error -f lavfi -i testsrc=s=64x48:r=10:d=1 ${SOUND} ${X264} -g 5 -pix_fmt yuv420p -c:a aac ` +
      `-b:a 16k ${MP42} -movflags +dash+frag_keyframe+global_sidx OUT`,
  ],
  ['mjpeg.avi', `${SOURCE} -c:v mjpeg -pix_fmt yuvj422p ${EXACT} OUT`],
  ['h264.avi', `${SOURCE} ${X264} -pix_fmt yuv420p OUT`],
  ['raw.avi', `ffmpeg -y -v error -f lavfi -i testsrc=s=16x12:r=5:d=1 -c:v rawvideo -pix_fmt bgr24 ${EXACT} OUT`],
  ['raw-yuv.avi', `ffmpeg -y -v error -f lavfi -i testsrc=s=16x12:r=5:d=1 -c:v rawvideo -pix_fmt yuv420p ${EXACT} OUT`],
  ['msmpeg4.avi', `${SOURCE} -c:v msmpeg4 ${EXACT} OUT`],
  ['flash.flv', `${SOURCE} -c:v flv1 ${EXACT} OUT`],
  ['flash-h264-sound.flv', `${RATE_25} ${SOUND} ${X264} -pix_fmt yuv420p -c:a aac -b:a 16k OUT`],
  ['flash-4.f4v', `${RATE_25} ${SOUND} ${X264} -pix_fmt yuv420p -c:a aac -b:a 16k OUT`],
  ['mobile.3g2', `${SOURCE} ${X264} -pix_fmt yuv420p OUT`],
  ['theora-sound.ogv', `${RATE_25} ${SOUND} -c:v libtheora -c:a libvorbis ${EXACT} OUT`],
  // an image sequence without a still image: its tracks show pictures
  ['sequence.heics', `${SOURCE} ${X265} -pix_fmt yuv420p -brand msf1 -f mp4 OUT; perl -pi -e 's/vide/pict/' OUT`],
  ['windows.wmv', `${SOURCE} -c:v wmv2 ${EXACT} OUT`],
  ['transport.m2t', `${SOURCE} ${X264} -pix_fmt yuv420p -f mpegts OUT`],
  ['program.mpg', `${SOURCE} -r 25 -c:v mpeg1video ${EXACT} OUT`],
  ['theora.ogv', `${SOURCE} -c:v libtheora ${EXACT} OUT`],
];

export const VIDEO_RECIPES: readonly Recipe[] = [
  ...brands,
  ...pixelFormats,
  ...hevcs,
  ...codecs,
  ...structures,
  ...containers,
];
