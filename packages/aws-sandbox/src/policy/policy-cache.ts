import { type Policy, type PolicyKind, parsePolicy } from './document.ts';

/** Compiled policies by their text: every request needs its session's policies, and they rarely change. */
const compiled = new Map<string, Policy>();

/** Enough for all roles of a few full accounts; a full cache drops its oldest entry. */
const CAPACITY = 20_000;

/** The compiled form of a policy text that was validated when it was stored. */
export function compiledPolicy(text: string, kind: PolicyKind): Policy {
  const key = `${kind}\n${text}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const policy = parsePolicy(text, kind);
  const oldest = compiled.size >= CAPACITY ? compiled.keys().next().value : undefined;
  if (oldest !== undefined) compiled.delete(oldest);
  compiled.set(key, policy);
  return policy;
}
