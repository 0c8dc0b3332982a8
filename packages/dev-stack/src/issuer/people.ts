import type { Role } from './issue-token.ts';

/** A person of the development issuer, who signs in with one click. */
export interface Person {
  subject: string;
  organization: string;
  role: Role;
  /** The purpose of this person, as the sign-in page describes it. */
  about: string;
}

/** The same four callers whose tokens are in endpoints.json. */
export const PEOPLE: readonly Person[] = [
  {
    subject: 'editor@acme',
    organization: 'acme',
    role: 'EDITOR',
    about: 'Connects buckets and syncs them. Paid plan.',
  },
  {
    subject: 'viewer@acme',
    organization: 'acme',
    role: 'VIEWER',
    about: 'Sees everything of acme and changes nothing.',
  },
  {
    subject: 'editor@globex',
    organization: 'globex',
    role: 'EDITOR',
    about: 'Another organization, on the paid plan.',
  },
  {
    subject: 'editor@hobby',
    organization: 'hobby',
    role: 'EDITOR',
    about: 'On the free plan: cannot connect a bucket.',
  },
];

export const personOf = (subject: string) => PEOPLE.find((person) => person.subject === subject);
