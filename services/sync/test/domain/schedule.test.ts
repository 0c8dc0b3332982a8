import { expect, test } from 'vitest';
import { parseSchedule, type ScheduleInput } from '../../src/domain/schedule.ts';

const parse = (input: ScheduleInput) => parseSchedule(input, (name) => name === 'UTC' || name === 'Asia/Singapore');

test('a rule has only the fields that its interval needs', () => {
  expect(parse({ interval: 'MANUAL' })).toBeNull();
  expect(parse({ interval: 'HOURLY' })).toEqual({ interval: 'HOURLY', timeZone: 'UTC' });
  expect(parse({ interval: 'DAILY', atTime: '23:59', timeZone: 'Asia/Singapore' })).toEqual({
    interval: 'DAILY',
    atTime: '23:59',
    timeZone: 'Asia/Singapore',
  });
  expect(parse({ interval: 'WEEKLY', atTime: '00:00', weekday: 'SUNDAY' })).toEqual({
    interval: 'WEEKLY',
    atTime: '00:00',
    weekday: 'SUNDAY',
    timeZone: 'UTC',
  });
});

test.for<[ScheduleInput, string]>([
  [{ interval: 'DAILY' }, 'schedule.atTime'],
  [{ interval: 'DAILY', atTime: '24:00' }, 'schedule.atTime'],
  [{ interval: 'DAILY', atTime: '3:00' }, 'schedule.atTime'],
  [{ interval: 'DAILY', atTime: '03:00:00' }, 'schedule.atTime'],
  [{ interval: 'DAILY', atTime: '03:00', weekday: 'MONDAY' }, 'schedule.weekday'],
  [{ interval: 'WEEKLY', atTime: '03:00' }, 'schedule.weekday'],
  [{ interval: 'WEEKLY', weekday: 'MONDAY' }, 'schedule.atTime'],
  [{ interval: 'HOURLY', atTime: '03:00' }, 'schedule.atTime'],
  [{ interval: 'MANUAL', weekday: 'MONDAY' }, 'schedule.weekday'],
  [{ interval: 'DAILY', atTime: '03:00', timeZone: 'Mars/Olympus' }, 'schedule.timeZone'],
])('%o is refused, naming %s', ([input, field]) => {
  expect(parse(input)).toMatchObject({ code: 'INVALID_INPUT', field });
});
