import { ApolloProvider } from '@apollo/client/react';
import { ErrorResponse } from 'oidc-client-ts';
import { useEffect, useState } from 'react';
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
  | { is: 'unreachable'; reason: string }
  | { is: 'signed out'; session: Session; failure?: string }
  | { is: 'signed in'; session: Session };

/** Resumes the session, and shows the console or the sign-in page. */
export function App() {
  const [state, setState] = useState<State>({ is: 'starting' });
  useEffect(() => {
    let isCurrent = true;
    void start().then((next) => isCurrent && setState(next));
    return () => {
      isCurrent = false;
    };
  }, []);

  switch (state.is) {
    case 'starting':
      return <Starting />;
    case 'unreachable':
      return <Starting failure={state.reason} />;
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

/** The issuer does not know this person, or needs an answer from the person first. */
const NOT_SIGNED_IN = ['login_required', 'interaction_required'];

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
    return { is: 'unreachable', reason: errorOf(error).message };
  }
  try {
    const resumed = await session.resume();
    if (!resumed) return { is: 'signed out', session };
    if (resumed.returnTo !== undefined) window.history.replaceState(null, '', resumed.returnTo);
    return { is: 'signed in', session };
  } catch (error) {
    if (error instanceof ErrorResponse && NOT_SIGNED_IN.includes(error.error ?? ''))
      return { is: 'signed out', session };
    const failure = `The sign-in did not complete (${errorOf(error).message}).`;
    return { is: 'signed out', session, failure };
  }
}
