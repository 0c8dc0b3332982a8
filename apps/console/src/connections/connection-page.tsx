import { useQuery } from '@apollo/client/react';
import { Anchor, Button, Tabs } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { ConnectionDocument } from '../api/operations.generated.ts';
import { useCanEdit } from '../auth/session-context.tsx';
import { CancelSync } from '../sync/cancel-sync.tsx';
import { connectionStatus, locationText } from '../sync/connection-status.ts';
import { PreviewOpener } from '../sync/preview/preview-opener.tsx';
import { SyncBar } from '../sync/sync-bar.tsx';
import { loadPart } from '../ui/load-part.ts';
import { NoSuchConnection } from '../ui/page/not-found.tsx';
import { Notice } from '../ui/page/notice.tsx';
import { BackLink, Page } from '../ui/page/page.tsx';
import { LoadingLines, ReadFailure } from '../ui/page/states.tsx';
import { StatusText } from '../ui/status/status-dot.tsx';
import { countText } from '../ui/text/text.ts';
import type { Connection } from './connection.ts';
import classes from './connections.module.css';
import { HealthTab } from './health-tab.tsx';
import { type Removal, RemovedConnection } from './removed-connection.tsx';
import { RunsTab } from './runs/runs-tab.tsx';

const HeldQuestion = lazy(() => loadPart(() => import('./held/held-question.tsx')));
const RemoveTab = lazy(() => loadPart(() => import('./remove-tab.tsx')));
const SettingsTab = lazy(() => loadPart(() => import('./settings-tab.tsx')));

const TABS = ['health', 'runs', 'settings', 'remove'] as const;

/** One connection: its health, its runs, its settings and its removal. */
export default function ConnectionPage({ connectionId }: { connectionId: string }) {
  const result = useQuery(ConnectionDocument, { variables: { id: connectionId } });
  const { data, error } = result;
  const connection = data?.bucketConnection;
  // Kept here: this page is read again, and finds no connection, while its removal is still being answered.
  const [removal, setRemoval] = useState<Removal>();
  if (removal?.connection.id === connectionId) return <RemovedConnection removal={removal} />;
  if (data && !connection) return <NoSuchConnection />;
  return (
    <Page
      title={connection?.name ?? 'Connection'}
      back={<BackLink href="/connections">Connections</BackLink>}
      about={connection && <Location connection={connection} />}
      actions={connection && <Actions connection={connection} />}
    >
      <ReadFailure what="The connection" result={result} />
      {!data && !error && <LoadingLines label="Loading the connection" height={90} />}
      {connection && <Sections connection={connection} onRemoved={setRemoval} />}
    </Page>
  );
}

function Location({ connection }: { connection: Connection }) {
  const { dataset, assetCount } = connection;
  return (
    <>
      Amazon S3 · <span className="path">{locationText(connection)}</span> · {countText(assetCount, 'asset')} in{' '}
      <Anchor component={Link} href={`/datasets/${dataset.id}`} fz="inherit">
        <bdi>{dataset.name}</bdi>
      </Anchor>
    </>
  );
}

function Actions({ connection }: { connection: Connection }) {
  const canEdit = useCanEdit();
  const [isPreviewing, setPreviewing] = useState(false);
  const { label, tone } = connectionStatus(connection);
  const { activeSync, health, id } = connection;
  return (
    <>
      <StatusText tone={tone}>{label}</StatusText>
      {canEdit && !activeSync && health.indicator === 'GREEN_HEART' && (
        <Button onClick={() => setPreviewing(true)}>Sync …</Button>
      )}
      {canEdit && health.indicator === 'UNCHECKED' && (
        <Button component={Link} href={`/connections/${id}/setup`}>
          Finish the setup
        </Button>
      )}
      <PreviewOpener connection={isPreviewing ? connection : undefined} onClose={() => setPreviewing(false)} />
    </>
  );
}

interface SectionsProps {
  connection: Connection;
  onRemoved: (removal: Removal) => void;
}

function Sections({ connection, onRemoved }: SectionsProps) {
  const [params, setParams] = useSearchParams();
  const tab = TABS.find((name) => name === params.get('tab')) ?? 'health';
  const { activeSync, lastSync } = connection;
  const canEdit = useCanEdit();
  const [hasSettings, setHasSettings] = useState(false);
  if (tab === 'settings' && !hasSettings) setHasSettings(true);
  return (
    <>
      {!activeSync && lastSync?.failure && tab !== 'runs' && (
        <Notice
          kind="problem"
          title="The last sync failed"
          action={
            <Anchor component={Link} href={`/connections/${connection.id}?tab=runs`} fz="sm">
              See all syncs
            </Anchor>
          }
        >
          {lastSync.failure.message}
        </Notice>
      )}
      <Suspense fallback={<LoadingLines label="Loading the question" lines={1} height={200} />}>
        {activeSync?.state === 'HELD' && <HeldQuestion run={activeSync} connection={connection} />}
      </Suspense>
      {activeSync && activeSync.state !== 'HELD' && (
        <div className={classes.live}>
          <SyncBar run={activeSync} label={`Sync of ${connection.name}`} />
          {canEdit && (
            <div>
              <CancelSync key={activeSync.id} runId={activeSync.id} />
            </div>
          )}
        </div>
      )}
      <Tabs
        value={tab}
        onChange={(next) => setParams(next ? { tab: next } : {}, { replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="health">Health</Tabs.Tab>
          <Tabs.Tab value="runs">Syncs</Tabs.Tab>
          <Tabs.Tab value="settings">Settings</Tabs.Tab>
          <Tabs.Tab value="remove">Remove</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="health">
          <HealthTab connection={connection} />
        </Tabs.Panel>
        <Tabs.Panel value="runs">
          <RunsTab connectionId={connection.id} datasetId={connection.dataset.id} />
        </Tabs.Panel>
        <Suspense fallback={<LoadingLines label="Loading the tab" height={90} />}>
          {/* Once opened it stays, with what was typed and is not saved. */}
          <Tabs.Panel value="settings" keepMounted={hasSettings}>
            <SettingsTab connection={connection} />
          </Tabs.Panel>
          <Tabs.Panel value="remove">
            <RemoveTab connection={connection} onRemoved={onRemoved} />
          </Tabs.Panel>
        </Suspense>
      </Tabs>
    </>
  );
}
