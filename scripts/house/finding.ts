import type { ProjectFile } from './project-file.ts';

/** One place that breaks a rule. */
export interface Finding {
  rule: string;
  path: string;
  /** From 1; absent: the whole file or folder. */
  line?: number;
  message: string;
}

/** A rule of the house: finds what breaks it. */
export type Rule = (files: readonly ProjectFile[]) => Finding[];
