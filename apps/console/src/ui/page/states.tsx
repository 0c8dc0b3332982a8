import { Button, Skeleton, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Notice } from './notice.tsx';
import classes from './states.module.css';

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  action?: ReactNode;
  /** The page has no other heading. */
  isWholePage?: boolean;
}

/** States that the page is empty, why, and what the person can do. */
export function EmptyState(props: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      <div className={classes.emptyIcon} aria-hidden>
        {props.icon}
      </div>
      <Title order={props.isWholePage ? 1 : 2} size="h2">
        {props.title}
      </Title>
      <Text c="dimmed" maw="34rem">
        {props.children}
      </Text>
      {props.action}
    </div>
  );
}

/** A failed request: what is known about it, and a button to retry. */
export function FailedState({
  error,
  onRetry,
  what,
}: {
  error: { message: string };
  onRetry: () => void;
  what: string;
}) {
  return (
    <Notice
      kind="problem"
      title={`${what} could not be loaded`}
      action={
        <Button variant="default" size="xs" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      {sentenceOf(error)}
    </Notice>
  );
}

/** Placeholder lines that keep the layout stable until the content arrives. */
export function LoadingLines({ lines = 4, height = 44, label }: { lines?: number; height?: number; label: string }) {
  return (
    <div className={classes.lines} role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <Skeleton key={n} height={height} />
      ))}
    </div>
  );
}

/** Browsers describe a network failure in different and unclear words. */
export function sentenceOf({ message }: { message: string }): string {
  const isNetwork = /fetch|network|load failed/i.test(message);
  return isNetwork ? 'Bucket Sync does not answer at the moment. It will be tried again.' : message;
}
