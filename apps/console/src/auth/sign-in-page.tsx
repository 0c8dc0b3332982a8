import { Text, Title } from '@mantine/core';
import { IconBucket, IconEye, IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { ActionButton } from '../ui/action-button.tsx';
import { Notice } from '../ui/page/notice.tsx';
import type { Session } from './session.ts';
import classes from './sign-in-page.module.css';

export function SignInPage({ session, failure }: { session: Session; failure?: string }) {
  const [isLeaving, setLeaving] = useState(false);
  const [error, setError] = useState(failure);
  const signIn = () => {
    setLeaving(true);
    const { pathname, search } = window.location;
    session.signIn(pathname === '/signed-in' ? '/' : pathname + search).catch((reason: Error) => {
      setLeaving(false);
      setError(`The sign-in service cannot be reached (${reason.message}). Try again in a moment.`);
    });
  };
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <IconBucket size={40} className={classes.mark} aria-hidden />
        <Title order={1}>Bucket Sync</Title>
        <Text c="dimmed" mb="lg">
          Your images and videos stay in your own S3 bucket. Bucket Sync reads what they are, and keeps your dataset in
          step with them.
        </Text>
        {error && (
          <Notice kind="problem" title="You are not signed in">
            {error}
          </Notice>
        )}
        <ActionButton size="md" fullWidth loading={isLeaving} onClick={signIn} autoFocus>
          Sign in
        </ActionButton>
        <ul className={classes.promises}>
          <li>
            <IconEye size={18} aria-hidden /> Read-only: nothing in your bucket is ever changed.
          </li>
          <li>
            <IconLock size={18} aria-hidden /> No keys change hands: a role that you can take back at any time.
          </li>
        </ul>
      </div>
    </main>
  );
}
