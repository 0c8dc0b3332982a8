import { Button, Skeleton, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { isTemporary } from '../../api/failures.ts';
import { sentenceOfRead } from '../errors.ts';
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
export function FailedState({ error, onRetry, what }: { error: Error; onRetry: () => void; what: string }) {
  return (
    <Notice kind="problem" title={`${what} could not be loaded`} action={<RetryButton onClick={onRetry} />}>
      {sentenceOfRead(error)}
    </Notice>
  );
}

interface Read {
  /** What the screen shows, perhaps from an earlier read. */
  data?: unknown;
  error?: Error | undefined;
  refetch: () => Promise<unknown>;
}

/** The failure of a query of the screen. Older data stay on the screen, and a notice says that they may be old. */
export function ReadFailure({ what, result: { data, error, refetch } }: { what: string; result: Read }) {
  if (!error) return null;
  const retry = () => void refetch();
  if (!data) return <FailedState what={what} error={error} onRetry={retry} />;
  // The banner of the whole console reports a failure that will pass, until everything is read again.
  if (isTemporary(error)) return null;
  return (
    <Notice kind="warning" title={`${what} may be old`} action={<RetryButton onClick={retry} />}>
      {sentenceOfRead(error)}
    </Notice>
  );
}

const RetryButton = ({ onClick }: { onClick: () => void }) => (
  <Button variant="default" size="xs" onClick={onClick}>
    Try again
  </Button>
);

/** Placeholders for a screen of the Explorer's grid. */
export const LoadingTiles = ({ label }: { label: string }) => (
  <LoadingLines label={label} lines={24} height={150} columnWidth="9.3rem" />
);

interface LoadingLinesProps {
  label: string;
  lines?: number;
  /** The height of a line in pixels. */
  height?: number;
  /** The minimum width of a column. Without it each line is as wide as the page. */
  columnWidth?: string;
}

/** Placeholders of the shape that the content will have, which keep the layout stable until it arrives. */
export function LoadingLines({ label, lines = 4, height = 44, columnWidth = '100%' }: LoadingLinesProps) {
  const gridTemplateColumns = `repeat(auto-fill, minmax(min(${columnWidth}, 100%), 1fr))`;
  return (
    <div className={classes.lines} style={{ gridTemplateColumns }} role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <Skeleton key={n} height={height} />
      ))}
    </div>
  );
}
