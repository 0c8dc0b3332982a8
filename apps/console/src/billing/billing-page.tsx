import { useQuery } from '@apollo/client/react';
import { Title } from '@mantine/core';
import { lazy, Suspense, useMemo } from 'react';
import { BillingDocument, type BillingQuery } from '../api/operations.generated.ts';
import card from '../ui/card.module.css';
import { loadPart } from '../ui/load-part.ts';
import { Notice } from '../ui/page/notice.tsx';
import { Page } from '../ui/page/page.tsx';
import { LoadingLines, ReadFailure } from '../ui/page/states.tsx';
import { countText, numberText, utcDateText } from '../ui/text/text.ts';
import classes from './billing.module.css';
import { DatasetUsage } from './dataset-usage.tsx';
import { Forecast } from './forecast.tsx';
import { usageByDay } from './usage.ts';

const DayChart = lazy(() => loadPart(() => import('./day-chart.tsx')));

/** The plan, and the data rows that the month used. */
export default function BillingPage() {
  const result = useQuery(BillingDocument, { fetchPolicy: 'cache-and-network' });
  const { data, error } = result;
  return (
    <Page
      title="Billing"
      about={data && `${data.organization.name} · data rows of ${monthText(data.organization.dataRows.month)}`}
    >
      <ReadFailure what="Billing" result={result} />
      {!data && !error && <LoadingLines label="Loading billing" height={110} />}
      {data && <Billing data={data} />}
    </Page>
  );
}

function Billing({ data }: { data: BillingQuery }) {
  const { plan, dataRows } = data.organization;
  const days = useMemo(() => usageByDay(dataRows), [dataRows]);
  const share = dataRows.limit === 0 ? 1 : dataRows.used / dataRows.limit;
  return (
    <div className={card.stack}>
      {plan === 'FREE' && (
        <Notice kind="info" title="You are on the free plan">
          Connecting a bucket needs the paid plan. Connected buckets are still synced, within the data rows of the
          month. Ask your administrator to change the plan.
        </Notice>
      )}
      {share >= 1 && (
        <Notice kind="warning" title="All data rows of the month are used">
          New files are skipped until {utcDateText(dataRows.resetsAt)}, and are then added by the next sync.
        </Notice>
      )}
      <div className={classes.figures}>
        <Figure
          name="Plan"
          value={plan === 'PAID' ? 'Paid' : 'Free'}
          about={`${countText(dataRows.limit, 'data row')} a month`}
        />
        <Figure
          name="Used"
          value={numberText(dataRows.used)}
          about={`${percentText(share)} of the month's data rows`}
        />
        <Figure
          name="Left"
          value={numberText(dataRows.remaining)}
          about={`new ones on ${utcDateText(dataRows.resetsAt)}`}
        />
      </div>
      <div className={classes.meter} aria-hidden data-full={share >= 0.9 || undefined}>
        {share > 0 && <div style={{ width: `${Math.min(100, share * 100)}%` }} />}
      </div>
      <section className={card.card}>
        <Title order={2}>By day</Title>
        {dataRows.used === 0 ? (
          <p className={classes.quiet}>No data row was used this month.</p>
        ) : (
          <Suspense fallback={<LoadingLines label="Loading the chart" lines={1} height={220} />}>
            <DayChart days={days} />
          </Suspense>
        )}
      </section>
      <section className={card.card}>
        <Title order={2}>By dataset</Title>
        <DatasetUsage charges={dataRows.charges} />
      </section>
      <section className={card.card}>
        <Title order={2}>Forecast</Title>
        <Forecast />
      </section>
      <p className={classes.about}>
        A data row is used once for each image or video and calendar month (UTC), when it is added to a dataset first.
        Files that are renamed, overwritten, or deleted and put back cost nothing more.
      </p>
    </div>
  );
}

function Figure({ name, value, about }: { name: string; value: string; about: string }) {
  return (
    <section className={card.card}>
      <h2 className={classes.name}>{name}</h2>
      <p className={classes.value}>{value}</p>
      <p className={classes.quiet}>{about}</p>
    </section>
  );
}

const percentText = (share: number) => `${share > 0 && share < 0.01 ? 'less than 1' : Math.round(share * 100)} %`;

const monthText = (month: string) =>
  new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-01`));
