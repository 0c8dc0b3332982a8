import { Anchor, Title } from '@mantine/core';
import { Link } from 'wouter';
import { useCanEdit } from '../auth/session-context.tsx';
import { PatternsForm } from '../patterns/patterns-form.tsx';
import card from '../ui/card.module.css';
import { Facts } from '../ui/facts.tsx';
import { Notice } from '../ui/page/notice.tsx';
import type { Connection } from './connection.ts';
import classes from './connections.module.css';
import { ScheduleForm } from './schedule-form.tsx';

/** When the connection syncs, which files it syncs, and the facts of its bucket and role. */
export default function SettingsTab({ connection }: { connection: Connection }) {
  const canEdit = useCanEdit();
  const { id, bucketName, prefix, region, roleArn, principalArn, externalId } = connection;
  return (
    <div className={classes.columns}>
      <div className={card.stack}>
        {!canEdit && <Notice kind="info">An editor of your organization can change these settings.</Notice>}
        <section className={card.card}>
          <Title order={2}>Schedule</Title>
          <ScheduleForm connectionId={id} schedule={connection.schedule} />
        </section>
        <section className={card.card}>
          <Title order={2}>Which files</Title>
          <PatternsForm connection={connection} />
        </section>
      </div>
      <section className={card.card}>
        <Title order={2}>Bucket and role</Title>
        <Facts
          entries={[
            { name: 'Bucket', value: <span className="path">{bucketName}</span> },
            { name: 'Prefix', value: prefix ? <span className="path">{prefix}</span> : 'the whole bucket' },
            { name: 'Region', value: region },
            { name: 'Your role', value: <span className="path">{roleArn ?? 'not entered yet'}</span> },
            { name: 'Our principal', value: <span className="path">{principalArn}</span> },
            { name: 'External ID', value: <span className="path">{externalId}</span> },
          ]}
        />
        <p>
          <Anchor component={Link} href={`/connections/${id}/setup/details`} fz="sm">
            Correct the details
          </Anchor>
          {' · '}
          <Anchor component={Link} href={`/connections/${id}/setup/role`} fz="sm">
            See the policies again
          </Anchor>
        </p>
      </section>
    </div>
  );
}
