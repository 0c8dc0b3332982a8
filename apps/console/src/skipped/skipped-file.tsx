import type { SkippedFilesQuery } from '../api/operations.generated.ts';
import { CodeBlock } from '../ui/text/code-block.tsx';
import { sizeText } from '../ui/text/text.ts';
import { REASONS } from './reason-words.ts';
import classes from './skipped.module.css';

type File = NonNullable<SkippedFilesQuery['dataset']>['skippedFiles']['edges'][number]['node'];

/** A skipped file with its details and its fixes. */
export function SkippedFile({ file, isReasonKnown }: { file: File; isReasonKnown: boolean }) {
  return (
    <article className={classes.file}>
      <h2 className={classes.key}>
        <span className="path">{file.objectKey}</span>
      </h2>
      <p className={classes.found}>
        {!isReasonKnown && <b>{REASONS[file.reason].title}</b>}
        <span>{file.detail}</span>
        <span className="numbers">{sizeText(file.sizeBytes)}</span>
      </p>
      {file.fixes.length > 0 && (
        <details className={classes.fixes}>
          <summary>How to fix it</summary>
          {file.fixes.map((fix) => (
            <FixChoice key={fix.title} fix={fix} />
          ))}
        </details>
      )}
    </article>
  );
}

/** One way to fix a file. A warning above the command states what the file loses. */
function FixChoice({ fix: { title, command, loses, advice } }: { fix: File['fixes'][number] }) {
  return (
    <section className={classes.fix} aria-label={title}>
      <h3>{title}</h3>
      <p>{advice}</p>
      <span className={classes.loses} data-nothing={loses.length === 0 || undefined}>
        {loses.length === 0 ? 'Loses nothing' : `Loses ${loses.join('; ')}`}
      </span>
      <CodeBlock title="On a copy of the file" text={command} copyLabel="Copy command" />
    </section>
  );
}
