import { useLazyQuery } from '@apollo/client/react';
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { SetupHandoffDocument } from '../api/operations.generated.ts';
import { errorOf, sentenceOfRequest } from '../ui/errors.ts';
import { Notice } from '../ui/page/notice.tsx';
import { downloadText } from '../ui/text/download.ts';
import classes from './wizard.module.css';

const FILES = [
  {
    kind: 'cloudFormation',
    title: 'CloudFormation',
    extension: 'cloudformation.yaml',
    about: 'Create a stack from this template.',
  },
  { kind: 'terraform', title: 'Terraform', extension: 'tf', about: 'Put it into a folder of its own, and apply it.' },
  { kind: 'awsCli', title: 'AWS CLI', extension: 'sh', about: 'Run it with bash, signed in as an administrator.' },
] as const;

export function HandoffFiles({ connectionId, bucketName }: { connectionId: string; bucketName: string }) {
  const [load] = useLazyQuery(SetupHandoffDocument);
  const [failure, setFailure] = useState<string>();

  async function download({ kind, extension }: (typeof FILES)[number]) {
    setFailure(undefined);
    try {
      const { data } = await load({ variables: { id: connectionId } });
      const files = data?.bucketConnection?.setup.handoff;
      if (files) downloadText(`bucket-sync-${bucketName}.${extension}`, files[kind]);
    } catch (error) {
      setFailure(sentenceOfRequest(errorOf(error)));
    }
  }

  return (
    <>
      {failure && (
        <Notice kind="problem" title="The file could not be made">
          {failure}
        </Notice>
      )}
      <ul className={classes.files}>
        {FILES.map((file) => (
          <li key={file.kind}>
            <div>
              <b>{file.title}</b>
              <p>{file.about}</p>
            </div>
            <Button
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              onClick={() => void download(file)}
              aria-label={`Download for ${file.title}`}
            >
              Download
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
