import { useQuery } from '@apollo/client/react';
import { ActionIcon, Anchor, Button, Drawer, Group, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconExternalLink, IconPhotoOff, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'wouter';
import { AssetDetailDocument, type AssetDetailQuery } from '../../api/operations.generated.ts';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/page/notice.tsx';
import { EmptyState, LoadingLines, ReadFailure } from '../../ui/page/states.tsx';
import { CopyButton } from '../../ui/text/copy-button.tsx';
import { clockText, dateTimeText, numberText, sizeText } from '../../ui/text/text.ts';
import { AssetMedia } from './asset-media.tsx';
import classes from './asset-panel.module.css';
import { UnreadFile } from './unread-file.tsx';
import { useFileFacts } from './use-file-facts.ts';

type Detail = NonNullable<AssetDetailQuery['asset']>;

/** One asset, beside the grid on a wide screen and above it on a narrow one. */
export default function AssetPanel({ assetId, onClose }: { assetId: string; onClose: () => void }) {
  const isBeside = useMediaQuery('(min-width: 62rem)', true, { getInitialValueInEffect: false });
  const content = <PanelContent assetId={assetId} onClose={onClose} isBeside={isBeside} />;
  if (!isBeside) {
    return (
      <Drawer opened onClose={onClose} position="right" size="100%" title="Asset" padding="md">
        {content}
      </Drawer>
    );
  }
  return (
    <aside className={classes.panel} aria-label="Asset" onKeyDown={({ key }) => key === 'Escape' && onClose()}>
      {content}
    </aside>
  );
}

function PanelContent({ assetId, onClose, isBeside }: { assetId: string; onClose: () => void; isBeside: boolean }) {
  const result = useQuery(AssetDetailDocument, {
    variables: { id: assetId },
    // The asset's link expires within minutes.
    fetchPolicy: 'network-only',
  });
  const { data, error, refetch } = result;
  const asset = data?.asset;
  const close = isBeside && (
    <ActionIcon variant="subtle" color="gray" aria-label="Close the panel" onClick={onClose}>
      <IconX size={18} />
    </ActionIcon>
  );
  const failure = <ReadFailure what="The asset" result={result} />;
  if (!data) return error ? failure : <LoadingLines label="Loading the asset" lines={3} height={90} />;
  if (!asset) {
    return (
      <EmptyState
        icon={<IconPhotoOff size={28} />}
        title="This asset is gone"
        action={<Button onClick={onClose}>Close</Button>}
      >
        It was removed from the dataset, or belongs to another organization.
      </EmptyState>
    );
  }
  return (
    <>
      {failure}
      <Asset asset={asset} close={close} onExpired={() => void refetch()} />
    </>
  );
}

function Asset({ asset, close, onExpired }: { asset: Detail; close: ReactNode; onExpired: () => void }) {
  const read = useFileFacts(asset);
  const { bucketConnection: connection, url } = asset;
  return (
    <>
      <div className={classes.head}>
        <Title order={2} className={classes.name}>
          <bdi>{asset.filename}</bdi>
        </Title>
        {close}
      </div>
      <AssetMedia asset={asset} onExpired={onExpired} />
      <Group gap="xs" my="sm">
        <CopyButton value={asset.objectKey} label="Copy key" />
        {url && <CopyButton value={url.href} label="Copy link" />}
        {url && (
          <Button
            component="a"
            href={url.href}
            target="_blank"
            rel="noreferrer"
            size="xs"
            variant="default"
            leftSection={<IconExternalLink size={15} aria-hidden />}
          >
            Open
          </Button>
        )}
      </Group>
      {asset.duplicateOf && <DuplicateNotice original={asset.duplicateOf} />}
      <Facts entries={factsOf(asset)} />
      {connection && (
        <Facts
          entries={[
            {
              name: 'Connection',
              value: (
                <Anchor component={Link} href={`/connections/${connection.id}`} fz="inherit">
                  <bdi>{connection.name}</bdi>
                </Anchor>
              ),
            },
          ]}
        />
      )}
      <Title order={3} className={classes.section}>
        In the file
      </Title>
      {read === undefined && url && <LoadingLines label="Reading the file" lines={2} height={18} />}
      {(read === 'unreadable' || !url) && <UnreadFile asset={asset} />}
      {Array.isArray(read) && read.length === 0 && <p className={classes.quiet}>The file holds no other facts.</p>}
      {Array.isArray(read) && read.length > 0 && <Facts entries={read} />}
    </>
  );
}

function DuplicateNotice({ original }: { original: NonNullable<Detail['duplicateOf']> }) {
  const [params] = useSearchParams();
  const search = new URLSearchParams(params);
  search.set('asset', original.id);
  return (
    <Notice kind="info" title="A duplicate">
      The same bytes as
      <Anchor
        component={Link}
        href={`?${search}`}
        fz="inherit"
        className={`path ${classes.original}`}
        title={original.objectKey}
      >
        {original.objectKey}
      </Anchor>
    </Notice>
  );
}

function factsOf(asset: Detail) {
  const { video } = asset;
  return [
    { name: 'Key', value: <span className="path">{asset.objectKey}</span> },
    { name: 'Type', value: asset.contentType },
    { name: 'Pixels', value: `${numberText(asset.width)} × ${numberText(asset.height)}` },
    { name: 'Size', value: sizeText(asset.sizeBytes) },
    ...(video
      ? [
          { name: 'Length', value: clockText(video.durationMs) },
          { name: 'Frames', value: framesText(video) },
          { name: 'Codec', value: [video.codec, video.pixelFormat].filter(Boolean).join(', ') },
          ...(video.majorBrand ? [{ name: 'Brand', value: video.majorBrand }] : []),
        ]
      : []),
    { name: 'Modified', value: dateTimeText(asset.lastModified) },
    { name: 'Added', value: dateTimeText(asset.addedAt) },
    { name: 'ETag', value: <span className="path">{asset.etag}</span> },
  ];
}

function framesText({ frameRate, frameCount }: NonNullable<Detail['video']>): string {
  const rate = frameRate ? `${Math.round(frameRate * 100) / 100} a second` : '';
  if (frameCount === null || frameCount === undefined) return rate || 'not known';
  return rate ? `${numberText(frameCount)} at ${rate}` : numberText(frameCount);
}
