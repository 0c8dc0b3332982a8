import { useQuery } from '@apollo/client/react';
import { lazy, Suspense, useEffect } from 'react';
import { Redirect, useLocation } from 'wouter';
import { ConnectionSetupDocument, WizardDatasetDocument } from '../api/operations.generated.ts';
import { locationText } from '../sync/connection-status.ts';
import { loadPart } from '../ui/load-part.ts';
import { NoSuchConnection, NoSuchDataset } from '../ui/page/not-found.tsx';
import { BackLink, Page } from '../ui/page/page.tsx';
import { LoadingLines, ReadFailure } from '../ui/page/states.tsx';
import { CorsStep } from './cors-step.tsx';
import { DetailsStep } from './details-step.tsx';
import { RoleArnStep } from './role-arn-step.tsx';
import { RoleStep } from './role-step.tsx';
import type { Setup } from './setup.ts';
import { StepList } from './step-list.tsx';
import { doneCountOf, isStep, STEPS, type StepPath, stepIndex, stepOf } from './steps.ts';
import classes from './wizard.module.css';

const SyncStep = lazy(() => loadPart(() => import('./sync-step.tsx')));

interface Props {
  datasetId?: string;
  connectionId?: string;
  step?: string;
}

/** Connects a bucket, one step a screen. Each step has an address, at which the person can resume later. */
export default function WizardPage({ datasetId, connectionId, step }: Props) {
  if (connectionId) return <ExistingConnection connectionId={connectionId} step={step} />;
  return <NewConnection datasetId={datasetId!} />;
}

function NewConnection({ datasetId }: { datasetId: string }) {
  const result = useQuery(WizardDatasetDocument, { variables: { id: datasetId } });
  const { data, error } = result;
  const [, navigate] = useLocation();
  if (data && !data.dataset) return <NoSuchDataset />;
  return (
    <Frame
      name="Connect a bucket"
      current="details"
      back={{ href: `/datasets/${datasetId}`, text: data?.dataset?.name }}
    >
      <ReadFailure what="The wizard" result={result} />
      {!data && !error && <LoadingLines label="Loading the wizard" />}
      {data?.dataset && (
        <DetailsStep
          datasetId={datasetId}
          organization={data.organization}
          onDone={({ id }) => {
            // The back button then returns to the new connection, and not to an empty form that would make another.
            navigate(`/connections/${id}/setup/details`, { replace: true });
            navigate(`/connections/${id}/setup/role`);
          }}
        />
      )}
    </Frame>
  );
}

function ExistingConnection({ connectionId, step }: { connectionId: string; step?: string }) {
  const result = useQuery(ConnectionSetupDocument, { variables: { id: connectionId } });
  const { data, error } = result;
  const [, navigate] = useLocation();
  const setup = data?.bucketConnection ?? undefined;
  if (data && !setup) return <NoSuchConnection />;
  if (setup && !isStep(step))
    return <Redirect to={`/connections/${connectionId}/setup/${stepOf(setup.setup.nextStep)}`} replace />;
  const current = isStep(step) ? step : 'details';
  const go = (path: StepPath) => navigate(`/connections/${connectionId}/setup/${path}`);
  return (
    <Frame
      name="Connect a bucket"
      current={current}
      connectionId={connectionId}
      doneCount={setup && doneCountOf(setup.setup.nextStep)}
      about={setup && <Subject setup={setup} />}
      back={setup && { href: `/datasets/${setup.datasetId}`, text: setup.dataset.name }}
    >
      <ReadFailure what="The connection" result={result} />
      {!data && !error && <LoadingLines label="Loading the connection" />}
      {setup && <Step setup={setup} current={current} go={go} />}
    </Frame>
  );
}

function Step({ setup, current, go }: { setup: Setup; current: StepPath; go: (path: StepPath) => void }) {
  switch (current) {
    case 'details':
      return (
        <DetailsStep
          datasetId={setup.datasetId}
          connection={setup}
          onDone={(saved) => go(stepOf(saved.setup.nextStep))}
        />
      );
    case 'role':
      return <RoleStep setup={setup} go={go} />;
    case 'cors':
      return <CorsStep setup={setup} go={go} />;
    case 'check':
      return <RoleArnStep setup={setup} go={go} />;
    case 'sync':
      return (
        <Suspense fallback={<LoadingLines label="Loading the step" />}>
          <SyncStep setup={setup} go={go} />
        </Suspense>
      );
  }
}

/** The connection that the steps set up. */
const Subject = ({ setup }: { setup: Setup }) => (
  <>
    <bdi>{setup.name}</bdi> · <span className="path">{locationText(setup)}</span>
  </>
);

interface FrameProps {
  name: string;
  about?: React.ReactNode;
  current: StepPath;
  connectionId?: string;
  doneCount?: number | undefined;
  back?: { href: string; text: string | undefined };
  children: React.ReactNode;
}

function Frame({ name, about, current, connectionId, doneCount = 0, back, children }: FrameProps) {
  const index = stepIndex(current);
  const title = STEPS[index]!.title;
  // A new step opens at its top, even if the step before was scrolled down.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step is what this is about
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [current]);
  return (
    <Page
      title={name}
      name={`${name}: ${title}`}
      about={about}
      back={back && <BackLink href={back.href}>{back.text ?? 'Dataset'}</BackLink>}
    >
      <div className={classes.wizard}>
        <StepList current={current} doneCount={doneCount} connectionId={connectionId} />
        <section className={classes.step} aria-labelledby="step-title">
          <p className={classes.number}>
            Step {index + 1} of {STEPS.length}
          </p>
          <h2 id="step-title" className={classes.stepTitle}>
            {title}
          </h2>
          {children}
        </section>
      </div>
    </Page>
  );
}
