/** A statement of a policy, or a rule of a CORS configuration. */
export type Statement = Readonly<Record<string, unknown>>;

/** Tells which of the customer's statements are about this connection. A role or a bucket may serve others too. */
export interface Recognition {
  /** Whether the customer has `found` in the place of `ours`, perhaps with a mistake. */
  isCounterpart: (found: Statement, ours: Statement) => boolean;
  /** Whether `found` must go although `ours` is there. */
  isHarmful: (found: Statement, ours: Statement) => boolean;
}

/**
 * Trust policies. Another connection of the organization may have the same principal, with an external ID of its own.
 * A statement that lets our principal in without an external ID is harmful.
 */
export const TRUST: Recognition = {
  isCounterpart(found, ours) {
    const [id = ''] = externalIdsOf(ours);
    const ids = externalIdsOf(found);
    if (!isAllowing(found)) return false;
    return ids.includes(id) || (admits(found, ours) && ids.every(({ length }) => length !== id.length));
  },
  isHarmful: (found, ours) => isAllowing(found) && admits(found, ours) && externalIdsOf(found).length === 0,
};

/** Permission policies. A statement about another bucket, with a right to write, or for a KMS key is not ours. */
export const PERMISSIONS: Recognition = {
  isCounterpart(found, ours) {
    if (!isAllowing(found) || !bucketsOf(found).some((bucket) => bucketsOf(ours).includes(bucket))) return false;
    const actions = textsOf(found.Action);
    const isReading = actions.every((action) => /^s3:(Get|List)/i.test(action));
    const hasOurAction = actions.some((action) => textsOf(ours.Action).includes(action));
    return (found.Sid !== undefined && found.Sid === ours.Sid) || (isReading && hasOurAction);
  },
  isHarmful: () => false,
};

/** CORS configurations. A rule is ours if it names our origin, however it is spelled. */
export const CORS: Recognition = {
  isCounterpart: (found, ours) => originsOf(found).some((origin) => originsOf(ours).includes(origin)),
  isHarmful: () => false,
};

export const isDenying = ({ Effect }: Statement) => Effect === 'Deny';

const isAllowing = ({ Effect }: Statement) => Effect === 'Allow';

/** Whether the statement names our principal, its account, or everyone without a condition. */
function admits({ Principal, Condition }: Statement, ours: Statement): boolean {
  const [our = ''] = principalsOf(ours.Principal);
  const account = our.split(':')[4] ?? '';
  const named = principalsOf(Principal);
  if (named.includes('*')) return Condition === undefined;
  return [our, account, `arn:aws:iam::${account}:root`].some((principal) => named.includes(principal));
}

const principalsOf = (principal: unknown): string[] => textsOf(isFields(principal) ? principal.AWS : principal);

const externalIdsOf = ({ Condition }: Statement): string[] =>
  isFields(Condition)
    ? Object.values(Condition).flatMap((keys) => (isFields(keys) ? textsOf(keys['sts:ExternalId']) : []))
    : [];

const bucketsOf = ({ Resource }: Statement) => textsOf(Resource).map((arn) => arn.split('/')[0]);

const originsOf = ({ AllowedOrigins }: Statement) =>
  textsOf(AllowedOrigins).map((origin) => origin.toLowerCase().replace(/^https?:\/\/|\/$/g, ''));

function textsOf(value: unknown): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

export const isFields = (value: unknown): value is Statement =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
