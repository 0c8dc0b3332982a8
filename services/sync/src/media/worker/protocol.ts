import type { Verdict } from '../../domain/verdict.ts';
import type { OwnFormat } from '../sniff.ts';

/** One step of one file, with all that is known of the file. A worker stores nothing between two steps. */
export interface StepRequest {
  format: OwnFormat;
  sizeBytes: number;
  readAheadBytes: number;
  readCount: number;
  pieces: { start: number; bytes: Uint8Array }[];
}

/** An answer, and the CPU that the thread has used since it started. */
export interface StepReply {
  answer: StepAnswer;
  threadCpuMs: number;
}

export type StepAnswer =
  | { kind: 'VERDICT'; verdict: Verdict }
  | { kind: 'MISSING'; offset: number; lengthBytes: number };
