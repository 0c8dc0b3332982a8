import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Entry {
  payload: AdapterPayload;
  expiresAt: number;
}

/**
 * Stores the sessions, codes and grants of oidc-provider in the memory of this process. A restart of the development
 * stack may sign all people out. (The library's own memory adapter prints a warning at each start.)
 */
export function memoryAdapter(): (model: string) => Adapter {
  const entries = new Map<string, Entry>();
  const read = (name: string) => {
    const entry = entries.get(name);
    if (entry && entry.expiresAt > Date.now()) return entry.payload;
    entries.delete(name);
    return undefined;
  };
  const find = (matches: (payload: AdapterPayload, name: string) => boolean) => {
    for (const [name, { payload }] of entries) if (matches(payload, name)) return read(name);
    return undefined;
  };

  return (model) => ({
    upsert: async (id, payload, expiresIn) => {
      entries.set(`${model}:${id}`, { payload, expiresAt: expiresIn ? Date.now() + expiresIn * 1000 : Infinity });
    },
    find: async (id) => read(`${model}:${id}`),
    findByUid: async (uid) => find((payload, name) => name.startsWith(`${model}:`) && payload.uid === uid),
    findByUserCode: async (code) => find((payload, name) => name.startsWith(`${model}:`) && payload.userCode === code),
    destroy: async (id) => {
      entries.delete(`${model}:${id}`);
    },
    revokeByGrantId: async (grantId) => {
      for (const [name, { payload }] of entries) if (payload.grantId === grantId) entries.delete(name);
    },
    consume: async (id) => {
      const payload = read(`${model}:${id}`);
      if (payload) payload.consumed = Math.floor(Date.now() / 1000);
    },
  });
}
