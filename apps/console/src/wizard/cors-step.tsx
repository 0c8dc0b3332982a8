import { Anchor, Button } from '@mantine/core';
import { Notice } from '../ui/page/notice.tsx';
import { CodeBlock } from '../ui/text/code-block.tsx';
import type { Setup } from './setup.ts';
import type { StepPath } from './steps.ts';
import classes from './wizard.module.css';

/** The bucket's CORS rule, which allows a browser on this page to show the bucket's pictures. */
export function CorsStep({ setup, go }: { setup: Setup; go: (path: StepPath) => void }) {
  const { bucketName } = setup;
  const href = `https://s3.console.aws.amazon.com/s3/buckets/${bucketName}?tab=permissions`;
  return (
    <>
      <p>
        Pictures come to your browser straight from the bucket, not through us. For that the bucket has to let this page
        read them.
      </p>
      <ol className={classes.instructions}>
        <li>
          In the S3 console open{' '}
          <Anchor href={href} target="_blank" rel="noreferrer" fz="inherit">
            {bucketName}, the tab Permissions
          </Anchor>
          .
        </li>
        <li>
          Under <b>Cross-origin resource sharing (CORS)</b> press <b>Edit</b>. If the box is empty, paste this:
          <CodeBlock
            title="CORS rule"
            text={setup.setup.corsConfiguration}
            copyLabel="Copy CORS rule"
            marks={[window.location.origin]}
          />
        </li>
        <li>
          Press <b>Save changes</b>.
        </li>
      </ol>
      <Notice kind="info" title="The bucket already has rules?">
        Keep them, and add the part between the square brackets after the last one, with a comma before it.
      </Notice>
      <div className={classes.foot}>
        <Button variant="default" onClick={() => go('role')}>
          Back
        </Button>
        <Button onClick={() => go('check')}>The rule is there: continue</Button>
      </div>
    </>
  );
}
