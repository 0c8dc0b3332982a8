import type { AccountStore } from './account-store.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

/** Settings that can change while the sandbox runs; stored between starts. */
export interface Settings {
  /** How long authorization uses the old value after a change in IAM. */
  iamDelayMs: number;
  /** Limit of a session policy in deflated bytes. AWS publishes no figure; this one is ours. */
  packedPolicyLimitBytes: number;
  /** How long the restore of an archived object takes; AWS takes hours. */
  restoreDelayMs: number;
}

/** The state that all services of the sandbox share. */
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
