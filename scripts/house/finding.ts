import type { ProjectFile } from './project-file.ts';

/** A violation of a rule: a file, a folder or one line. */
export interface Finding {
  rule: string;
  path: string;
  /** From 1; absent: the whole file or folder. */
  line?: number;
  message: string;
}

/** A rule of the house: finds what breaks it. */
export type Rule = (files: readonly ProjectFile[]) => Finding[];
