import { ApolloProvider } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import { SignedOutError, SignInServiceError } from './api/sign-in-errors.ts';
import { createSession, type Session } from './auth/session.ts';
import { SessionProvider } from './auth/session-context.tsx';
import { readSettings } from './auth/settings.ts';
import { SignInPage } from './auth/sign-in-page.tsx';
import { createApolloClient } from './shell/apollo-client.ts';
import { Shell } from './shell/shell.tsx';
import { Starting } from './shell/starting.tsx';
import { errorOf } from './ui/errors.ts';

type State =
  | { is: 'starting' }
  | { is: 'unreachable'; what: string; reason: string }
  | { is: 'signed out'; session: Session; failure?: string }
  | { is: 'signed in'; session: Session };

/** Resumes the session, and shows the console or the sign-in page. */
export function App() {
  const [state, setState] = useState<State>({ is: 'starting' });
  useEffect(() => {
    let isCurrent = true;
    const show = () => void start().then((next) => isCurrent && setState(next));
    if (state.is === 'starting') show();
    const timer =
      state.is === 'unreachable' &&
      setTimeout(() => {
        started = undefined;
        show();
      }, START_AGAIN_MS);
    return () => {
      isCurrent = false;
      if (timer) clearTimeout(timer);
    };
  }, [state]);

  switch (state.is) {
    case 'starting':
      return <Starting />;
    case 'unreachable':
      return <Starting failure={state} />;
    case 'signed out':
      return <SignInPage session={state.session} failure={state.failure} />;
    case 'signed in':
      return (
        <SignedInApp
          session={state.session}
          onSignedOut={() =>
            setState({ is: 'signed out', session: state.session, failure: 'Your session has ended. Sign in to go on.' })
          }
        />
      );
  }
}

function SignedInApp({ session, onSignedOut }: { session: Session; onSignedOut: () => void }) {
  const [client] = useState(() => createApolloClient(session, onSignedOut));
  return (
    <SessionProvider session={session} who={session.who()!}>
      <ApolloProvider client={client}>
        <Shell />
      </ApolloProvider>
    </SessionProvider>
  );
}

const START_AGAIN_MS = 3_000;

/** React's strict mode mounts twice, and a code of the issuer is valid once. */
let started: Promise<State> | undefined;
const start = () => {
  started ??= resume();
  return started;
};

async function resume(): Promise<State> {
  let session: Session;
  try {
    session = createSession(await readSettings());
  } catch (error) {
    return { is: 'unreachable', what: 'Bucket Sync', reason: errorOf(error).message };
  }
  try {
    const { returnTo } = await session.resume();
    if (returnTo !== undefined) window.history.replaceState(null, '', returnTo);
    return { is: 'signed in', session };
  } catch (error) {
    if (error instanceof SignedOutError) return { is: 'signed out', session };
    if (error instanceof SignInServiceError)
      return { is: 'unreachable', what: 'The sign-in service', reason: 'It will be tried again in a moment.' };
    const failure = `The sign-in did not complete (${errorOf(error).message}).`;
    return { is: 'signed out', session, failure };
  }
}
