import { type Policy, type PolicyKind, parsePolicy } from './document.ts';

/** Compiled policies by their text: a session's policies are asked for on every request and change almost never. */
const compiled = new Map<string, Policy>();

/** Enough for every role of a few full accounts; when it is full the oldest goes. */
const CAPACITY = 20_000;

/** The compiled form of a text that was checked when it was stored. */
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
