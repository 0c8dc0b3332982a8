import { createHash } from 'node:crypto';
import { unreachable } from '@bucket-sync/shared/errors';
import { Temporal } from 'temporal-polyfill';
import { type ScheduleRule, WEEKDAYS } from '../domain/schedule.ts';

/**
 * Daily and weekly syncs of all tenants are spread over this time after the chosen minute; hourly syncs over the hour.
 */
const SPREAD_SECONDS = 300;
const HOUR_SECONDS = 3_600;
const DAYS_A_WEEK = 7;

/** True for a name of the IANA time zone database. An offset such as +08:00 has no daylight saving, and is refused. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    Temporal.Now.zonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * The first time after `now` at which the connection syncs automatically. When daylight saving skips a local time, the
 * sync starts later by the length of the clock's jump. When a local time occurs twice, the sync starts at its first
 * occurrence.
 *
 * @param connectionId  gives each connection its own delay, the same at every call
 * @see Temporal, disambiguation "compatible" (RFC 5545, 3.3.5)
 */
export function nextSyncAt(rule: ScheduleRule, connectionId: string, now: Date): Date {
  switch (rule.interval) {
    case 'HOURLY':
      return nextInHour(delaySeconds(connectionId, HOUR_SECONDS), now);
    case 'DAILY':
    case 'WEEKLY':
      return nextAtTime(rule, delaySeconds(connectionId, SPREAD_SECONDS), now);
    default:
      return unreachable(rule);
  }
}

function nextInHour(delay: number, now: Date): Date {
  const seconds = now.getTime() / 1_000;
  const hours = Math.floor((seconds - delay) / HOUR_SECONDS) + 1;
  return new Date((hours * HOUR_SECONDS + delay) * 1_000);
}

function nextAtTime(rule: Exclude<ScheduleRule, { interval: 'HOURLY' }>, delay: number, now: Date): Date {
  const { timeZone, atTime } = rule;
  const plainTime = Temporal.PlainTime.from(atTime);
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  // The search starts yesterday, because a delay may reach past midnight.
  for (let days = -1; days <= DAYS_A_WEEK + 1; days += 1) {
    const date = today.add({ days });
    if (rule.interval === 'WEEKLY' && WEEKDAYS[date.dayOfWeek - 1] !== rule.weekday) continue;
    const at = date.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds + delay * 1_000;
    if (at > now.getTime()) return new Date(at);
  }
  throw new Error(`no ${rule.interval} time within ${DAYS_A_WEEK} days`);
}

/** 0 to `spread` - 1. */
function delaySeconds(connectionId: string, spread: number): number {
  return createHash('sha256').update(connectionId).digest().readUInt32BE(0) % spread;
}
