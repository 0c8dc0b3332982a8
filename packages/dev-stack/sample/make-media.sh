#!/usr/bin/env bash
# Makes the files in media/, from which the sample bucket is filled (see src/sample). They are committed: this is run
# only to change them, and needs ffmpeg, ImageMagick, exiftool and heif-enc (Debian: ffmpeg imagemagick
# libimage-exiftool-perl libheif-examples).
set -euo pipefail
cd "$(dirname "$0")"
rm -rf media && mkdir media && cd media

picture() { # name, seed, colours: a made-up landscape, different for each seed
  convert -size 320x240 -seed "$2" "plasma:$3" -blur 0x2 -strip -quality 62 "$1"
}
picture photo-1.jpg 1 skyblue-forestgreen
picture photo-2.jpg 2 orange-navy
picture photo-3.jpg 3 white-saddlebrown
picture photo-4.jpg 4 grey20-gold
convert photo-1.jpg -resize 160x213! portrait.jpg
convert -size 200x150 -seed 5 plasma:tomato-steelblue -colors 16 -strip png8:chart.png
convert -size 160x120 xc:black -fill white -draw 'circle 80,60 80,20' -strip mask.png
convert photo-2.jpg -resize 200x150 -quality 55 sticker.webp
convert mask.png -define webp:lossless=true lossless.webp
convert -size 80x60 -delay 20 plasma:red-blue plasma:blue-green plasma:green-red -colors 8 -loop 0 -strip loop.gif
convert mask.png -resize 80x60 -type truecolor bmp3:icon.bmp
convert mask.png -compress lzw -strip scan.tiff
convert photo-3.jpg -resize 160x120 /tmp/phone.png
heif-enc -q 45 -o phone.heic /tmp/phone.png >/dev/null
heif-enc -A -q 45 -o phone.avif /tmp/phone.png >/dev/null
rm /tmp/phone.png

# Turned by their EXIF tag alone.
for orientation in 1 3 6 8; do
  cp photo-4.jpg "orientation-$orientation.jpg"
  exiftool -q -overwrite_original -n "-Orientation=$orientation" -Make=Sample "orientation-$orientation.jpg"
done
cp chart.png orientation-6.png && exiftool -q -overwrite_original -n -Orientation=6 orientation-6.png
cp scan.tiff orientation-8.tiff && exiftool -q -overwrite_original -n -Orientation=8 orientation-8.tiff

film() { # name, then ffmpeg's options
  local name=$1; shift
  ffmpeg -v error -y -f lavfi -i testsrc2=size=128x96:rate=12:duration=1.5 -map_metadata -1 -fflags +bitexact "$@" "$name"
}
h264='-c:v libx264 -preset veryslow -crf 36 -threads 1'
film clip.mp4 $h264 -pix_fmt yuv420p -brand mp42
film clip-fast.mp4 $h264 -pix_fmt yuv420p -brand mp42 -movflags +faststart
film clip-hevc.mp4 -c:v libx265 -x265-params log-level=none -crf 38 -pix_fmt yuv420p -brand mp42 -tag:v hvc1
film clip-isom.mp4 $h264 -pix_fmt yuv420p
film clip-iso5.mp4 $h264 -pix_fmt yuv420p -brand iso5 -movflags +frag_keyframe+empty_moov
film clip-444.mp4 $h264 -pix_fmt yuv444p -brand mp42
film clip-10bit.mp4 $h264 -pix_fmt yuv420p10le -brand mp42
film clip.mov $h264 -pix_fmt yuv420p
film clip.m4v $h264 -pix_fmt yuv420p -f mp4 -brand 'M4V '
film clip.webm -c:v libvpx-vp9 -crf 55 -b:v 0 -pix_fmt yuv420p
film clip.mkv $h264 -pix_fmt yuv420p
film clip.avi -c:v mpeg4 -q:v 24 -pix_fmt yuv420p

# Media of formats that are not supported.
film tape.mpg -c:v mpeg1video -r 25 -q:v 28 -pix_fmt yuv420p
film stream.flv -c:v flv1 -q:v 28
convert mask.png -resize 60x45 -flatten layers.psd
convert mask.png -resize 32x32 icon.ico

ls -l && du -cb ./* | tail -1
