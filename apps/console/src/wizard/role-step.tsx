import { Anchor, Button, Tabs } from '@mantine/core';
import { Notice } from '../ui/page/notice.tsx';
import { CodeBlock } from '../ui/text/code-block.tsx';
import { HandoffFiles } from './handoff-files.tsx';
import { Notices } from './notices.tsx';
import type { Setup } from './setup.ts';
import type { StepPath } from './steps.ts';
import classes from './wizard.module.css';

/** The customer's role: its trust policy and its permissions, made by hand or from one file. */
export function RoleStep({ setup, go }: { setup: Setup; go: (path: StepPath) => void }) {
  const { iamPolicy, trustPolicy } = setup.setup;
  return (
    <>
      <Notices notices={setup.setup.notices} />
      <p>
        Bucket Sync reads your bucket through an IAM role of your own account. It may list and read below the prefix,
        and nothing else. You can take it back at any time by deleting it.
      </p>
      <Tabs defaultValue="console" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="console">In the AWS console</Tabs.Tab>
          <Tabs.Tab value="file">With one file</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="console">
          <ol className={classes.instructions}>
            <li>
              In the IAM console open{' '}
              <Anchor
                href="https://console.aws.amazon.com/iam/home#/roles/create"
                target="_blank"
                rel="noreferrer"
                fz="inherit"
              >
                Roles, Create role
              </Anchor>
              , choose <b>Custom trust policy</b>, and replace what is there with:
              <CodeBlock
                title="Trust policy"
                text={trustPolicy}
                copyLabel="Copy trust policy"
                marks={[setup.principalArn, setup.externalId]}
              />
              Highlighted: our principal, and the external ID of this connection alone. No other customer of Bucket Sync
              can use your role.
            </li>
            <li>
              Press <b>Next</b> twice without choosing a policy. Name it <b>BucketSync</b>, for example. Press{' '}
              <b>Create role</b>.
            </li>
            <li>
              Open the role, press <b>Add permissions</b>, <b>Create inline policy</b>, choose <b>JSON</b>, and paste:
              <CodeBlock
                title="Permission policy"
                text={iamPolicy}
                copyLabel="Copy permission policy"
                marks={[`arn:aws:s3:::${setup.bucketName}`]}
              />
            </li>
            <li>
              Press <b>Next</b>, name it, and press <b>Create policy</b>. Leave the page open: you need the role's ARN
              in a moment.
            </li>
          </ol>
        </Tabs.Panel>
        <Tabs.Panel value="file">
          <p>
            Each of these makes the role, both policies and the CORS rule in one go, and prints the role's ARN at its
            end. Give it to the person who manages your AWS account.
          </p>
          <HandoffFiles connectionId={setup.id} bucketName={setup.bucketName} />
          <Notice kind="info">Each of these also does the next step. Continue there to enter the role.</Notice>
        </Tabs.Panel>
      </Tabs>
      <div className={classes.foot}>
        <Button variant="default" onClick={() => go('details')}>
          Back
        </Button>
        <Button onClick={() => go('cors')}>The role is there: continue</Button>
      </div>
    </>
  );
}
