import { GraphQLScalarType } from 'graphql';
import { type Caller, mayWrite } from '../auth/index.ts';
import { AppError } from '../errors/index.ts';

/** DateTime: ISO 8601, UTC. Accepts a Date or an ISO 8601 string. */
export const dateTime = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  description: 'ISO 8601, UTC.',
  serialize(value) {
    const date = value instanceof Date ? value : new Date(String(value));
    if (Number.isNaN(date.getTime())) throw new AppError('INTERNAL', { why: `${String(value)} is not a time` });
    return date.toISOString();
  },
});

/** @throws AppError FORBIDDEN for a caller who may only read */
export function requireEditor(caller: Caller): void {
  if (!mayWrite(caller)) throw new AppError('FORBIDDEN', { role: caller.role, needs: 'EDITOR' });
}

/** @throws AppError FORBIDDEN for a caller that is not one of our own services */
export function requireService(caller: Caller): void {
  if (caller.role !== 'SERVICE') throw new AppError('FORBIDDEN', { role: caller.role, needs: 'SERVICE' });
}
