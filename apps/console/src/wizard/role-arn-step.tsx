import { useMutation } from '@apollo/client/react';
import { Button, Loader, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { CheckConnectionDocument, SubmitRoleDocument } from '../api/operations.generated.ts';
import { useCanEdit } from '../auth/session-context.tsx';
import { HealthPanel } from '../health/health-panel.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { Notice } from '../ui/page/notice.tsx';
import { useProblem } from '../ui/use-problem.ts';
import { Notices } from './notices.tsx';
import type { Setup } from './setup.ts';
import type { StepPath } from './steps.ts';
import classes from './wizard.module.css';

const FORM = 'role-arn';
const EXAMPLE = 'arn:aws:iam::123456789012:role/BucketSync';

/** The role's ARN, and the health: every probe that used the role. */
export function RoleArnStep({ setup, go }: { setup: Setup; go: (path: StepPath) => void }) {
  const canEdit = useCanEdit();
  const [roleArn, setRoleArn] = useState(setup.roleArn ?? '');
  const [submitRole, submitted] = useMutation(SubmitRoleDocument);
  const [check, checked] = useMutation(CheckConnectionDocument);
  const { problem, run } = useProblem();
  const isBusy = submitted.loading || checked.loading;
  const result = useRef<HTMLDivElement>(null);
  const isStored = setup.roleArn !== null && setup.roleArn === roleArn.trim();

  async function submit(event: FormEvent) {
    event.preventDefault();
    await run(async () => {
      const variables = { id: setup.id, roleArn };
      return (await submitRole({ variables })).data?.submitRoleArn;
    });
    // The button that was pressed disappears once the role is stored.
    result.current?.focus();
  }
  const retry = () => run(async () => (await check({ variables: { id: setup.id } })).data?.checkBucketConnection);

  return (
    <>
      <Notices notices={setup.setup.notices} />
      <p>
        In the IAM console open the role that you made. Copy its ARN from the top of the page, and paste it here. We
        then try it at once.
      </p>
      <form id={FORM} onSubmit={(event) => void submit(event)} noValidate>
        <TextInput
          label="Role ARN"
          placeholder={EXAMPLE}
          value={roleArn}
          onChange={(event) => setRoleArn(event.currentTarget.value)}
          error={problem?.message}
          disabled={!canEdit}
          autoComplete="off"
          spellCheck={false}
          required
          classNames={{ input: 'path' }}
        />
      </form>
      {isBusy && (
        <div role="status" className={classes.busy}>
          <Loader size="sm" /> Trying the role: assuming it, listing the bucket, reading a file. New IAM rules take up
          to half a minute to be seen.
        </div>
      )}
      {(isStored || setup.health.indicator !== 'UNCHECKED') && (
        <div ref={result} tabIndex={-1} className={classes.health}>
          <HealthPanel
            health={setup.health}
            setup={setup}
            onRetry={isStored ? () => void retry() : undefined}
            isChecking={isBusy}
          />
        </div>
      )}
      {!canEdit && <Notice kind="info">An editor of your organization enters the role.</Notice>}
      <div className={classes.foot}>
        <Button variant="default" onClick={() => go('cors')}>
          Back
        </Button>
        {!isStored && (
          <ActionButton
            type="submit"
            form={FORM}
            loading={submitted.loading}
            disabled={!canEdit || roleArn.trim() === ''}
          >
            Check the connection
          </ActionButton>
        )}
        {isStored && setup.health.indicator === 'GREEN_HEART' && <Button onClick={() => go('sync')}>Continue</Button>}
      </div>
    </>
  );
}
