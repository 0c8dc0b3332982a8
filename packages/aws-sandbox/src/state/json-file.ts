import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a document atomically: a reader finds the old one or the new one, even after a kill.
 * It is synchronous, so no answer is sent before its change is on disk.
 */
export function writeJsonFile(path: string, document: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.new`;
  writeFileSync(temporary, JSON.stringify(document, mapToEntries, 1));
  renameSync(temporary, path);
}

/** The document; undefined when the file does not exist. */
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
