import { invalid, type Problem } from '@bucket-sync/shared/problem';

export const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A rule for the times of automatic syncs. `atTime` is HH:MM in `timeZone`, an IANA name. */
export type ScheduleRule =
  | { interval: 'HOURLY'; timeZone: string }
  | { interval: 'DAILY'; atTime: string; timeZone: string }
  | { interval: 'WEEKLY'; atTime: string; weekday: Weekday; timeZone: string };

/** The schedule of one connection. */
export interface Schedule {
  organizationId: string;
  connectionId: string;
  rule: ScheduleRule;
  nextSyncAt: Date;
  /** Why no sync starts: the cause of the connection's health; null while it is healthy. */
  pausedCause: string | null;
}

/** A due schedule that one replica holds. */
export interface ClaimedSchedule extends Schedule {
  /** The id of the run to start. A replica that continues the claim of a dead one gets the same id. */
  runId: string;
}

/** The input of the mutation. */
export interface ScheduleInput {
  interval: 'MANUAL' | ScheduleRule['interval'];
  atTime?: string | null | undefined;
  weekday?: Weekday | null | undefined;
  timeZone?: string | null | undefined;
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/**
 * Validates the input.
 *
 * @param isTimeZone  true for a name of the IANA time zone database
 * @returns           the rule; null for MANUAL; a Problem that names the first field that does not fit
 */
export function parseSchedule(
  input: ScheduleInput,
  isTimeZone: (name: string) => boolean,
): ScheduleRule | Problem | null {
  const { interval, atTime, weekday } = input;
  const timeZone = input.timeZone ?? 'UTC';
  if (!isTimeZone(timeZone)) {
    return invalid(
      'schedule.timeZone',
      `There is no time zone ${short(timeZone)}; an IANA name is like Asia/Singapore.`,
    );
  }
  if (atTime && !TIME.test(atTime)) {
    return invalid('schedule.atTime', `${short(atTime)} is not a time of day: write HH:MM, 00:00 to 23:59.`);
  }
  if (interval === 'MANUAL' || interval === 'HOURLY') {
    if (atTime) return invalid('schedule.atTime', `atTime is for DAILY and WEEKLY, not for ${interval}.`);
    if (weekday) return invalid('schedule.weekday', `weekday is for WEEKLY, not for ${interval}.`);
    return interval === 'MANUAL' ? null : { interval, timeZone };
  }
  if (!atTime) return invalid('schedule.atTime', `${interval} needs atTime, such as 03:00.`);
  if (interval === 'DAILY') {
    if (weekday) return invalid('schedule.weekday', 'weekday is for WEEKLY, not for DAILY.');
    return { interval, atTime, timeZone };
  }
  if (!weekday) return invalid('schedule.weekday', 'WEEKLY needs weekday, MONDAY to SUNDAY.');
  return { interval, atTime, weekday, timeZone };
}

const short = (text: string) => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
