import type { Caller } from '@bucket-sync/shared/auth';
import { AppError } from '@bucket-sync/shared/errors';
import { callerKey } from './caller-key.ts';
import type { Measure } from './measure-operation.ts';
import { createTokenBuckets, type TokenBuckets } from './token-buckets.ts';

/** Rate limits of callers. Each gateway process counts on its own. */
export interface RateLimits {
  /** Requests a second of one caller; the burst is five seconds of them. */
  callerPerSecond: number;
  organizationPerSecond: number;
  /** Operations of one caller that make AWS calls. An organization may make three times as many. */
  awsPerMinute: number;
  /** Total cost of one caller's operations (`measureOperation`). An organization may use three times as much. */
  costPerMinute: number;
  /** Requests without a token from one address, a second. */
  addressPerSecond: number;
}

/** A method without a result takes from the allowance, or takes nothing and throws RATE_LIMITED with the wait. */
export interface Allowances {
  request(caller: Caller): void;
  operation(caller: Caller, measure: Measure): void;
  subscription(caller: Caller): void;
  /**
   * Events have a budget as large as that of operations, so the events of busy syncs refuse no operation.
   *
   * @returns 0 when the event was counted; otherwise nothing was, and it may be tried again after so many seconds
   */
  event(caller: Caller, measure: Measure): number;
  /** @returns 0 when the message of a WebSocket was counted; otherwise nothing was */
  message(caller: Caller): number;
  address(address: string): void;
}

const BURST_SECONDS = 5;
const ORGANIZATION_FACTOR = 3;

/** An Explorer that scrolls fast loads one page of a hundred signed links a second. */
const LINKS_PER_SECOND = 200;
const LINKS_BURST = 6_000;

/** After an outage a page renews all its subscriptions at once; a caller has 5,000 at most. */
const SUBSCRIPTIONS_PER_SECOND = 50;
const SUBSCRIPTIONS_BURST = 5_000;

/** Messages of WebSockets, at some 8 µs each. A page that renews 5,000 subscriptions sends two for each. */
const MESSAGES_PER_SECOND = 1_000;
const MESSAGES_BURST = 15_000;

export function createAllowances(limits: RateLimits): Allowances {
  const ofBoth = (perSecond: number, burst: number, organizationPerSecond = perSecond * ORGANIZATION_FACTOR) => ({
    caller: createTokenBuckets({ perSecond, burst }),
    organization: createTokenBuckets({
      perSecond: organizationPerSecond,
      burst: (burst / perSecond) * organizationPerSecond,
    }),
  });
  const { callerPerSecond, organizationPerSecond, awsPerMinute, costPerMinute, addressPerSecond } = limits;
  const requests = ofBoth(callerPerSecond, callerPerSecond * BURST_SECONDS, organizationPerSecond);
  const aws = ofBoth(awsPerMinute / 60, awsPerMinute * 2);
  const cost = ofBoth(costPerMinute / 60, costPerMinute);
  const eventCost = ofBoth(costPerMinute / 60, costPerMinute);
  const links = ofBoth(LINKS_PER_SECOND, LINKS_BURST);
  const subscriptions = ofBoth(SUBSCRIPTIONS_PER_SECOND, SUBSCRIPTIONS_BURST);
  const messages = ofBoth(MESSAGES_PER_SECOND, MESSAGES_BURST);
  const addresses = createTokenBuckets({ perSecond: addressPerSecond, burst: addressPerSecond * BURST_SECONDS });

  const takingsOf = (costs: typeof cost, caller: Caller, measure: Measure) => [
    ...ofCaller(costs, caller, measure.cost),
    ...ofCaller(aws, caller, measure.rates.AWS),
    ...ofCaller(links, caller, measure.rates.LINK),
  ];

  return {
    request: (caller) => takeAll(ofCaller(requests, caller, 1)),
    operation: (caller, measure) => takeAll(takingsOf(cost, caller, measure)),
    subscription: (caller) => takeAll(ofCaller(subscriptions, caller, 1)),
    event: (caller, measure) => takeOrWait(takingsOf(eventCost, caller, measure)),
    message: (caller) => takeOrWait(ofCaller(messages, caller, 1)),
    address: (address) => takeAll([[addresses, address, 1]]),
  };
}

type Taking = readonly [buckets: TokenBuckets, key: string, tokens: number];

function ofCaller(
  buckets: { caller: TokenBuckets; organization: TokenBuckets },
  caller: Caller,
  tokens: number,
): Taking[] {
  if (tokens === 0) return [];
  return [
    [buckets.caller, callerKey(caller), tokens],
    [buckets.organization, caller.organizationId, tokens],
  ];
}

function takeAll(takings: readonly Taking[]): void {
  const seconds = takeOrWait(takings);
  if (seconds > 0) throw new AppError('RATE_LIMITED', { retryAfterSeconds: Math.ceil(seconds) });
}

/** Takes all tokens and returns 0, or takes none and returns the seconds until all buckets hold enough. */
function takeOrWait(takings: readonly Taking[]): number {
  const seconds = Math.max(0, ...takings.map(([buckets, key, tokens]) => buckets.secondsUntil(key, tokens)));
  if (seconds === 0) for (const [buckets, key, tokens] of takings) buckets.take(key, tokens);
  return seconds;
}
