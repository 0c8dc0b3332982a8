import type { AccountStore } from './account-store.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

/** What a person or a test may turn while the sandbox runs; kept between starts. */
export interface Settings {
  /** How long the judging of requests goes on with what IAM knew before a change. */
  iamDelayMs: number;
  /** What a session policy may take when packed (deflated), in bytes. AWS publishes no figure; this is ours. */
  packedPolicyLimitBytes: number;
  /** How long restoring an archived object takes; AWS takes hours. */
  restoreDelayMs: number;
}

/** What every part of the sandbox stands on. */
export interface SandboxState {
  accounts: AccountStore;
  settings: Settings;
  saveSettings(): void;
  clock(): Date;
}

export function loadSettings(path: string, iamDelayMs: number | undefined): Settings {
  const defaults: Settings = { iamDelayMs: 0, packedPolicyLimitBytes: 1500, restoreDelayMs: 0 };
  const settings = { ...defaults, ...readJsonFile<Partial<Settings>>(path) };
  return iamDelayMs === undefined ? settings : { ...settings, iamDelayMs };
}

export function storeSettings(path: string, settings: Settings): void {
  writeJsonFile(path, settings);
}
