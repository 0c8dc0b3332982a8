import { IconBucket, IconLayoutGrid, IconPlugConnected, IconReceipt } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useLayoutEffect, useReducer, useRef, useState } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { DatasetsPage } from '../datasets/datasets-page.tsx';
import { useSyncActivity } from '../sync/use-sync-activity.ts';
import { loadPart } from '../ui/load-part.ts';
import { ErrorBoundary } from '../ui/page/error-boundary.tsx';
import { NoSuchPage } from '../ui/page/not-found.tsx';
import { PageLoading } from '../ui/page/page.tsx';
import { OfflineBanner } from './offline-banner.tsx';
import { PersonMenu } from './person-menu.tsx';
import { createScrollPlaces } from './scroll-places.ts';
import classes from './shell.module.css';

const ExplorerPage = lazy(() => loadPart(() => import('../explorer/explorer-page.tsx')));
const SkippedPage = lazy(() => loadPart(() => import('../skipped/skipped-page.tsx')));
const WizardPage = lazy(() => loadPart(() => import('../wizard/wizard-page.tsx')));
const ConnectionsPage = lazy(() => loadPart(() => import('../connections/connections-page.tsx')));
const ConnectionPage = lazy(() => loadPart(() => import('../connections/connection-page.tsx')));
const BillingPage = lazy(() => loadPart(() => import('../billing/billing-page.tsx')));

const SECTIONS = [
  { href: '/', label: 'Datasets', Icon: IconLayoutGrid, holds: /^\/($|datasets)/ },
  { href: '/connections', label: 'Connections', Icon: IconPlugConnected, holds: /^\/connections/ },
  { href: '/billing', label: 'Billing', Icon: IconReceipt, holds: /^\/billing/ },
];

/** The frame around every page, and the routes. */
export function Shell() {
  const [path] = useLocation();
  useSyncActivity();
  useClock();
  return (
    <>
      <a className={classes.skip} href="#main">
        Skip to the content
      </a>
      <header className={classes.header}>
        <Link href="/" className={classes.brand} aria-label="Bucket Sync, all datasets">
          <IconBucket size={24} aria-hidden /> <span>Bucket Sync</span>
        </Link>
        <nav className={classes.nav} aria-label="Sections">
          {SECTIONS.map(({ href, label, Icon, holds }) => (
            <Link key={href} href={href} aria-current={holds.test(path) ? 'page' : undefined}>
              <Icon size={18} aria-hidden /> {label}
            </Link>
          ))}
        </nav>
        <PersonMenu />
      </header>
      <OfflineBanner />
      <Main path={path}>
        <ErrorBoundary path={path}>
          <Suspense fallback={<PageLoading />}>
            <Switch>
              <Route path="/" component={DatasetsPage} />
              <Route path="/datasets/:datasetId">{({ datasetId }) => <ExplorerPage datasetId={datasetId} />}</Route>
              <Route path="/datasets/:datasetId/skipped">
                {({ datasetId }) => <SkippedPage datasetId={datasetId} />}
              </Route>
              <Route path="/datasets/:datasetId/connect">
                {({ datasetId }) => <WizardPage datasetId={datasetId} />}
              </Route>
              <Route path="/connections" component={ConnectionsPage} />
              <Route path="/connections/:connectionId">
                {({ connectionId }) => <ConnectionPage connectionId={connectionId} />}
              </Route>
              <Route path="/connections/:connectionId/setup/:step?">
                {({ connectionId, step }) => <WizardPage connectionId={connectionId} step={step} />}
              </Route>
              <Route path="/billing" component={BillingPage} />
              <Route>
                <NoSuchPage />
              </Route>
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </Main>
    </>
  );
}

const CLOCK_MS = 30_000;

/** Renders the page from time to time: "2 minutes ago" is then still right when the page stays open. */
function useClock() {
  const [, tick] = useReducer((ticks: number) => ticks + 1, 0);
  useEffect(() => {
    const timer = setInterval(tick, CLOCK_MS);
    return () => clearInterval(timer);
  }, []);
}

/** Scrolls a new page to its place and moves the focus to it, for screen readers. */
function Main({ path, children }: { path: string; children: React.ReactNode }) {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(path);
  const [places] = useState(createScrollPlaces);
  // Effects follow, and with them wouter, which shows the page of a new address.
  useLayoutEffect(() => places.watch(), [places]);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    places.pageChanged();
    main.current?.focus({ preventScroll: true });
  }, [path, places]);
  return (
    <main id="main" ref={main} tabIndex={-1} className={classes.main}>
      {children}
    </main>
  );
}
