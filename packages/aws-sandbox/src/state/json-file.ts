import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a document whole or not at all: whoever reads it, even after a kill, finds the old one or the new one.
 * Synchronous, so that an answer is never sent before its change is on disk.
 */
export function writeJsonFile(path: string, document: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.new`;
  writeFileSync(temporary, JSON.stringify(document, mapToEntries, 1));
  renameSync(temporary, path);
}

/** The document, or undefined when there is no such file. */
export function readJsonFile<T>(path: string): T | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8'), entriesToMap) as T) : undefined;
}

function mapToEntries(_key: string, value: unknown): unknown {
  return value instanceof Map ? { $map: [...value] } : value;
}

function entriesToMap(_key: string, value: unknown): unknown {
  const entries = (value as { $map?: [unknown, unknown][] } | null)?.$map;
  return Array.isArray(entries) ? new Map(entries) : value;
}
