import { Button, Skeleton, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Notice } from './notice.tsx';
import classes from './states.module.css';

/** Nothing is here yet, why, and what to do about it. */
export function EmptyState(props: { icon: ReactNode; title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <div className={classes.emptyIcon} aria-hidden>
        {props.icon}
      </div>
      <Title order={2}>{props.title}</Title>
      <Text c="dimmed" maw="34rem">
        {props.children}
      </Text>
      {props.action}
    </div>
  );
}

/** A request failed: what we know of it, and the way to try again. */
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

/** Lines that stand where the content will, so that nothing jumps. */
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

/** A browser's own words for a network that is away differ and say nothing. */
export function sentenceOf({ message }: { message: string }): string {
  const isNetwork = /fetch|network|load failed/i.test(message);
  return isNetwork ? 'Bucket Sync does not answer at the moment. It will be tried again.' : message;
}
