import { createContext, type ReactNode, use } from 'react';
import type { Session, SignedIn } from './session.ts';

const SessionContext = createContext<{ session: Session; who: SignedIn } | undefined>(undefined);

export function SessionProvider({ session, who, children }: { session: Session; who: SignedIn; children: ReactNode }) {
  return <SessionContext value={{ session, who }}>{children}</SessionContext>;
}

export function useSession() {
  const value = use(SessionContext);
  if (!value) throw new Error('useSession outside of SessionProvider');
  return value;
}

/** Whether the person may change anything. A viewer can read everything and change nothing. */
export const useCanEdit = () => useSession().who.role === 'EDITOR';
