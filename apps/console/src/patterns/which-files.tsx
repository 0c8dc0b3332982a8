import type { KeyPatternsFragment } from '../api/operations.generated.ts';
import classes from './patterns.module.css';
import { PatternsForm } from './patterns-form.tsx';
import { hasPatterns, patternsText } from './typed-patterns.ts';

/** The patterns of a connection in one line. It opens the form that changes them. */
export function WhichFiles(props: { connection: KeyPatternsFragment; onUnsaved: (isUnsaved: boolean) => void }) {
  const { connection } = props;
  return (
    <details className={classes.which}>
      <summary>
        Which files: <span className={hasPatterns(connection) ? 'path' : undefined}>{patternsText(connection)}</span>
      </summary>
      <PatternsForm {...props} />
    </details>
  );
}
