import { expect, test } from 'vitest';
import { createAllowances } from '../../src/limits/allowances.ts';
import { createMessageBudget } from '../../src/sockets/message-budget.ts';
import { createClientConnections } from '../../src/subscriptions/client-connections.ts';
import { createHeldByCallers } from '../../src/subscriptions/held-by-callers.ts';
import { NO_LIMITS } from '../support/gateway.ts';

test('an organization has at most 5,000 sockets and event streams, all organizations 10,000', () => {
  const connections = createClientConnections();
  const admit = (organizationId: string, index: number) =>
    connections.admit({ subject: `s${index % 100}`, organizationId, role: 'VIEWER' }) !== null;
  for (const organizationId of ['acme', 'globex']) {
    const admitted = Array.from({ length: 5_001 }, (_, index) => admit(organizationId, index));
    expect(admitted.lastIndexOf(true)).toBe(4_999);
  }
  expect(admit('hobby', 0)).toBe(false);
});

test('an organization has at most 2,000 different subscriptions', () => {
  const held = createHeldByCallers();
  const open = (index: number, organizationId = 'acme') => {
    const caller = { subject: `s${index % 30}`, organizationId, role: 'VIEWER' } as const;
    const excess = held.excess(caller, { channels: 1 });
    if (excess === null) held.add(caller, { channels: 1 });
    return excess;
  };
  expect(Array.from({ length: 2_000 }, (_, index) => open(index)).every((excess) => excess === null)).toBe(true);
  expect(open(0)).toBe('An organization may have 2000 different subscriptions at a time');
  expect(open(0, 'globex')).toBeNull();
});

test('messages of all sockets of a caller have one budget', () => {
  const allowances = createAllowances(NO_LIMITS);
  const budgetOf = (subject: string) => {
    const caller = { subject, organizationId: 'acme', role: 'VIEWER' } as const;
    return createMessageBudget(allowances, () => ({ caller, expiresAt: new Date() }));
  };
  const handled = Array.from({ length: 100 }, () => budgetOf('ann')).map((mayGoOn) => {
    let count = 0;
    while (count < 1_000 && mayGoOn()) count += 1;
    return count;
  });
  expect(handled.slice(0, 15)).toEqual(Array.from({ length: 15 }, () => 1_000));
  expect(handled.at(-1)).toBeLessThan(1_000);
  expect(budgetOf('bob')()).toBe(true);
});
