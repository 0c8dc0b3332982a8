import { Anchor } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { EmptyState } from './states.tsx';

interface Props {
  title: string;
  /** What may have happened. */
  children: ReactNode;
  /** The list from which the person can choose what there is. */
  list: { href: string; name: string };
}

/** The address names nothing that this person may see. */
function PageFailure({ title, children, list }: Props) {
  return (
    <EmptyState
      icon={<IconMapQuestion size={30} />}
      title={title}
      isWholePage
      action={
        <Anchor component={Link} href={list.href}>
          {list.name}
        </Anchor>
      }
    >
      {children}
    </EmptyState>
  );
}

const DATASETS = { href: '/', name: 'All datasets' };
const CONNECTIONS = { href: '/connections', name: 'All connections' };
const WHY = 'It was deleted, or belongs to another organization.';

export const NoSuchPage = () => (
  <PageFailure title="There is no such page" list={DATASETS}>
    The address may be incomplete, or was mistyped.
  </PageFailure>
);

export const NoSuchDataset = () => (
  <PageFailure title="There is no such dataset" list={DATASETS}>
    {WHY}
  </PageFailure>
);

export const NoSuchConnection = () => (
  <PageFailure title="There is no such connection" list={CONNECTIONS}>
    {WHY}
  </PageFailure>
);
