import { useMutation } from '@apollo/client/react';
import { NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import {
  ConnectionDocument,
  type SchedulePartsFragment,
  SetScheduleDocument,
  type SyncInterval,
  type Weekday,
} from '../api/operations.generated.ts';
import { useCanEdit } from '../auth/session-context.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import form from '../ui/form.module.css';
import { Notice } from '../ui/page/notice.tsx';
import { dateTimeText } from '../ui/text/text.ts';
import { useProblem } from '../ui/use-problem.ts';
import classes from './connections.module.css';

const INTERVALS: { value: SyncInterval; label: string }[] = [
  { value: 'MANUAL', label: 'Only when I start it' },
  { value: 'HOURLY', label: 'Every hour' },
  { value: 'DAILY', label: 'Every day' },
  { value: 'WEEKLY', label: 'Every week' },
];

const WEEKDAYS: { value: Weekday; label: string }[] = [
  { value: 'MONDAY', label: 'Monday' },
  { value: 'TUESDAY', label: 'Tuesday' },
  { value: 'WEDNESDAY', label: 'Wednesday' },
  { value: 'THURSDAY', label: 'Thursday' },
  { value: 'FRIDAY', label: 'Friday' },
  { value: 'SATURDAY', label: 'Saturday' },
  { value: 'SUNDAY', label: 'Sunday' },
];

const OWN_TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

const chosen = <Value extends string>(options: { value: Value }[], text: string, otherwise: Value): Value =>
  options.find(({ value }) => value === text)?.value ?? otherwise;

/** When the connection syncs on its own schedule. */
export function ScheduleForm({ connectionId, schedule }: { connectionId: string; schedule: SchedulePartsFragment }) {
  const canEdit = useCanEdit();
  const [interval, setInterval] = useState(schedule.interval);
  const [atTime, setAtTime] = useState(schedule.atTime ?? '03:00');
  const [weekday, setWeekday] = useState<Weekday>(schedule.weekday ?? 'MONDAY');
  // A schedule without a time of day has no time zone that anyone chose.
  const timeZone = schedule.atTime ? schedule.timeZone : OWN_TIME_ZONE;
  const [setSchedule, { loading, data }] = useMutation(SetScheduleDocument, { refetchQueries: [ConnectionDocument] });
  const { problem, run } = useProblem();
  const isAtTime = interval === 'DAILY' || interval === 'WEEKLY';

  async function save(event: FormEvent) {
    event.preventDefault();
    const input = {
      interval,
      ...(isAtTime && { atTime, timeZone }),
      ...(interval === 'WEEKLY' && { weekday }),
    };
    await run(async () => (await setSchedule({ variables: { connectionId, schedule: input } })).data?.setSyncSchedule);
  }

  return (
    <form className={form.form} onSubmit={(event) => void save(event)}>
      <NativeSelect
        label="Sync"
        data={INTERVALS}
        value={interval}
        disabled={!canEdit}
        onChange={(event) => setInterval(chosen(INTERVALS, event.currentTarget.value, 'MANUAL'))}
      />
      {isAtTime && (
        <div className={classes.inline}>
          {interval === 'WEEKLY' && (
            <NativeSelect
              label="On"
              data={WEEKDAYS}
              value={weekday}
              disabled={!canEdit}
              onChange={(event) => setWeekday(chosen(WEEKDAYS, event.currentTarget.value, 'MONDAY'))}
            />
          )}
          <TextInput
            label={`At (${timeZone})`}
            type="time"
            value={atTime}
            disabled={!canEdit}
            onChange={(event) => setAtTime(event.currentTarget.value)}
          />
        </div>
      )}
      {problem && <Notice kind="problem">{problem.message}</Notice>}
      <div className={form.foot}>
        {canEdit && (
          <ActionButton type="submit" loading={loading}>
            Save
          </ActionButton>
        )}
        <span role="status">
          {data?.setSyncSchedule.__typename === 'SyncSchedule' && 'Saved. '}
          {nextSyncText(schedule)}
        </span>
      </div>
    </form>
  );
}

function nextSyncText({ interval, pausedReason, nextSyncAt }: SchedulePartsFragment): string {
  if (interval === 'MANUAL') return 'It syncs only when started.';
  if (pausedReason) return `Paused: ${pausedReason} The schedule resumes once the connection is healthy.`;
  return nextSyncAt ? `Next sync: ${dateTimeText(nextSyncAt)}` : '';
}
