import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { Notice } from '../../ui/page/notice.tsx';
import { BLOCKED } from '../pictures/blocked-words.ts';
import type { BlockedBy } from '../pictures/read-picture.ts';
import { ReportFile } from './report-file.tsx';

interface Props {
  by: BlockedBy;
  asset: { id: string; bucketConnectionId: string };
}

/** Why the browser cannot read a file, with a link to the page that has the fix. */
export function BlockedNotice({ by, asset }: Props) {
  const { title, text } = BLOCKED[by];
  return (
    <Notice
      kind="warning"
      title={title}
      action={
        <Anchor component={Link} href={`/connections/${asset.bucketConnectionId}`} fz="sm" fw={500}>
          See the fix
        </Anchor>
      }
    >
      {text}
      {by === 'PERMISSION' && <ReportFile key={asset.id} assetId={asset.id} />}
    </Notice>
  );
}
