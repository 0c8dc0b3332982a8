import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { Notice } from '../ui/page/notice.tsx';
import { BackLink, Page } from '../ui/page/page.tsx';
import type { Connection } from './connection.ts';

/** A connection that was removed on this page. */
export interface Removal {
  connection: Connection;
  /** What happened in AWS, and what the customer may delete there. */
  message: string;
}

/** Takes the place of the connection's page. It is shown once: the service no longer knows the connection. */
export function RemovedConnection({ removal: { connection, message } }: { removal: Removal }) {
  const next = useRef<HTMLAnchorElement>(null);
  useEffect(() => next.current?.focus(), []);
  return (
    <Page title={connection.name} back={<BackLink href="/connections">Connections</BackLink>}>
      <Notice kind="good" title="The connection is removed">
        {message}
      </Notice>
      <div>
        <Button component={Link} ref={next} href={`/datasets/${connection.dataset.id}`}>
          To the dataset
        </Button>
      </div>
    </Page>
  );
}
