import { useMutation } from '@apollo/client/react';
import { Anchor, Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import {
  CreateConnectionDocument,
  type SetupPartsFragment,
  UpdateConnectionDocument,
  type WizardDatasetQuery,
} from '../api/operations.generated.ts';
import { useCanEdit } from '../auth/session-context.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { Notice } from '../ui/page/notice.tsx';
import { countText, utcDateText } from '../ui/text/text.ts';
import { useProblem } from '../ui/use-problem.ts';
import { bucketAdvice, prefixAdvice } from './bucket-advice.ts';
import { REGIONS } from './regions.ts';
import classes from './wizard.module.css';

interface Props {
  datasetId: string;
  /** Undefined until the connection exists. */
  connection?: SetupPartsFragment;
  organization?: WizardDatasetQuery['organization'];
  onDone: (connection: SetupPartsFragment) => void;
}

export function DetailsStep({ datasetId, connection, organization, onDone }: Props) {
  const canEdit = useCanEdit();
  const [fields, setFields] = useState({
    name: connection?.name ?? '',
    bucketName: connection?.bucketName ?? '',
    prefix: connection?.prefix ?? '',
    region: connection?.region ?? '',
  });
  const [createConnection, created] = useMutation(CreateConnectionDocument);
  const [updateConnection, updated] = useMutation(UpdateConnectionDocument);
  const { problem, run, clear } = useProblem();
  const isBlocked = !canEdit || (organization && organization.plan === 'FREE');

  async function submit(event: FormEvent) {
    event.preventDefault();
    const saved = await run(async () => {
      if (connection) {
        const { data } = await updateConnection({ variables: { id: connection.id, input: fields } });
        return data?.updateBucketConnection;
      }
      const { data } = await createConnection({ variables: { input: { datasetId, ...fields } } });
      return data?.createBucketConnection;
    });
    if (saved) onDone(saved);
  }

  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    onChange: ({ currentTarget: { value } }: { currentTarget: HTMLInputElement }) => {
      setFields({ ...fields, [name]: value });
      if (problem?.field === name) clear();
    },
    error: problem?.field === name ? problem.message : undefined,
    disabled: isBlocked,
    autoComplete: 'off',
    spellCheck: false,
  });
  const isKnownField = problem?.field !== null && problem?.field !== undefined && problem.field in fields;
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
      {!canEdit && (
        <Notice kind="info" title="Only editors connect buckets">
          Ask an editor of your organization. You can look at the steps of every connection.
        </Notice>
      )}
      {organization && <PlanNotice organization={organization} />}
      {problem && !isKnownField && (
        <Notice kind="problem" title="The bucket is not connected yet">
          {problem.message}
        </Notice>
      )}
      <TextInput
        label="Name of the connection"
        description="What your team calls it, for example: field cameras"
        required
        maxLength={100}
        {...field('name')}
      />
      <div>
        <TextInput
          label="Bucket"
          description="Its name, its ARN or an address of the S3 console"
          placeholder="my-images"
          required
          {...field('bucketName')}
        />
        <Advice text={problem?.field === 'bucketName' ? undefined : bucketAdvice(fields.bucketName)} />
      </div>
      <div className={classes.columns}>
        <div>
          <TextInput
            label="Prefix"
            description="Only files below it; empty for the whole bucket"
            placeholder="train/"
            {...field('prefix')}
          />
          <Advice text={problem?.field === 'prefix' ? undefined : prefixAdvice(fields.prefix)} />
        </div>
        <TextInput
          label="Region"
          description="Where the bucket is"
          placeholder="eu-central-1"
          required
          list="aws-regions"
          {...field('region')}
        />
      </div>
      <datalist id="aws-regions">
        {REGIONS.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </datalist>
      <p className={classes.quiet}>Patterns for names, with live counts, come in the last step.</p>
      <div className={classes.foot}>
        <Button component={Link} href={`/datasets/${datasetId}`} variant="default">
          Cancel
        </Button>
        <ActionButton
          type="submit"
          loading={created.loading || updated.loading}
          disabled={isBlocked || !isFilled(fields)}
        >
          Continue
        </ActionButton>
      </div>
    </form>
  );
}

const isFilled = ({ name, bucketName, region }: { name: string; bucketName: string; region: string }) =>
  [name, bucketName, region].every((text) => text.trim() !== '');

/** Shown while the person types. It never blocks the form, because the service decides. */
function Advice({ text }: { text: string | undefined }) {
  return (
    <div aria-live="polite" className={classes.advice}>
      {text}
    </div>
  );
}

function PlanNotice({ organization: { plan, dataRows } }: { organization: WizardDatasetQuery['organization'] }) {
  const billing = (
    <Anchor component={Link} href="/billing" fz="sm" fw={500}>
      Billing
    </Anchor>
  );
  if (plan === 'FREE') {
    return (
      <Notice kind="warning" title="Connecting a bucket needs the paid plan" action={billing}>
        Your organization is on the free plan. Everything that is connected already goes on being synced.
      </Notice>
    );
  }
  if (dataRows.remaining > 0) return null;
  return (
    <Notice kind="warning" title="No data rows are left this month" action={billing}>
      All {countText(dataRows.limit, 'data row')} are used. New ones come on {utcDateText(dataRows.resetsAt)}. Only a
      bucket that filled this dataset before can be connected: its files keep their assets.
    </Notice>
  );
}
