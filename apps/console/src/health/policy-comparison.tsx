import { Textarea } from '@mantine/core';
import { useState } from 'react';
import type { HealthCause, SetupPartsFragment } from '../api/operations.generated.ts';
import { type Difference, differencesOf } from './differences.ts';
import classes from './health-panel.module.css';
import { CORS, PERMISSIONS, type Recognition, TRUST } from './statements.ts';

type Texts = SetupPartsFragment['setup'];

interface Policy {
  name: string;
  text: (texts: Texts) => string;
  recognition: Recognition;
}

const TRUST_POLICY: Policy = { name: 'trust policy', text: ({ trustPolicy }) => trustPolicy, recognition: TRUST };
const PERMISSION_POLICY: Policy = {
  name: 'permission policy',
  text: ({ iamPolicy }) => iamPolicy,
  recognition: PERMISSIONS,
};

/** The policy text of the customer's account to which a cause refers. */
const POLICIES: Readonly<Partial<Record<HealthCause, Policy>>> = {
  ROLE_NOT_ASSUMABLE: TRUST_POLICY,
  EXTERNAL_ID_NOT_REQUIRED: TRUST_POLICY,
  LIST_DENIED: PERMISSION_POLICY,
  READ_DENIED: PERMISSION_POLICY,
  ATTRIBUTES_DENIED: PERMISSION_POLICY,
  CORS_MISSING: {
    name: 'CORS rules',
    text: ({ corsConfiguration }) => corsConfiguration,
    recognition: CORS,
  },
};

interface Props {
  cause: HealthCause;
  setup: Texts;
}

/**
 * Our role may not read the customer's policies. The person pastes the current policy, and sees line by line how it
 * differs from the expected one. The pasted text does not leave the browser.
 */
export function PolicyComparison({ cause, setup }: Props) {
  const policy = POLICIES[cause];
  const [pasted, setPasted] = useState('');
  if (!policy) return null;
  const differences = pasted.trim() === '' ? undefined : differencesOf(pasted, policy.text(setup), policy.recognition);
  return (
    <details className={classes.compare}>
      <summary>Compare with your current {policy.name}</summary>
      <Textarea
        label={`Your current ${policy.name}`}
        description="Copy it from the AWS console. It is compared here, in your browser, and sent nowhere."
        autosize
        minRows={4}
        maxRows={12}
        value={pasted}
        onChange={(event) => setPasted(event.currentTarget.value)}
        classNames={{ input: 'path' }}
        spellCheck={false}
      />
      <div aria-live="polite">
        {differences === 'not JSON' && <p>This is not complete JSON: a bracket or a comma may be missing.</p>}
        {differences === 'same' && (
          <p>Yours holds all of ours, so the cause is another one. The evidence below names it.</p>
        )}
        {Array.isArray(differences) && <DifferenceLines lines={differences} />}
      </div>
    </details>
  );
}

function DifferenceLines({ lines }: { lines: Difference[] }) {
  return (
    <pre className={classes.differences}>
      {lines.map(({ sign, text }, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text have no other name
        <div key={n} data-sign={sign}>
          {SIGNS[sign].mark} {text}
          {SIGNS[sign].word && <span className={classes.word}>{SIGNS[sign].word}</span>}
        </div>
      ))}
    </pre>
  );
}

const SIGNS = {
  same: { mark: ' ', word: '' },
  extra: { mark: '−', word: 'remove' },
  missing: { mark: '+', word: 'add' },
  foreign: { mark: ' ', word: 'not ours: leave it' },
  denying: { mark: ' ', word: 'not ours: it may forbid this' },
} as const;
