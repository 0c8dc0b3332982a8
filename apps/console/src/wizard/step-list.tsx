import { VisuallyHidden } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { Link } from 'wouter';
import { STEPS, type StepPath } from './steps.ts';
import classes from './wizard.module.css';

interface Props {
  current: StepPath;
  /** The steps before this number are done. */
  doneCount: number;
  /** Undefined before the connection exists, because its steps have no address yet. */
  connectionId: string | undefined;
}

/** A list of all steps with links: which are done, and which one is open. */
export function StepList({ current, doneCount, connectionId }: Props) {
  return (
    <nav aria-label="Steps" className={classes.steps}>
      <ol>
        {STEPS.map(({ path, title }, n) => {
          const isDone = n < doneCount;
          const content = (
            <>
              <span className={classes.bullet} data-done={isDone || undefined} aria-hidden>
                {isDone ? <IconCheck size={14} stroke={3} /> : n + 1}
              </span>
              {title}
              {isDone && <VisuallyHidden> (done)</VisuallyHidden>}
            </>
          );
          return (
            <li key={path} aria-current={path === current ? 'step' : undefined}>
              {connectionId ? (
                <Link href={`/connections/${connectionId}/setup/${path}`}>{content}</Link>
              ) : (
                <span>{content}</span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
