import { useMutation } from '@apollo/client/react';
import { Button, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type FormEvent, useEffect, useState } from 'react';
import { type KeyPatternsFragment, SavePatternsDocument } from '../api/operations.generated.ts';
import { useCanEdit } from '../auth/session-context.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import classes from '../ui/form.module.css';
import { Notice } from '../ui/page/notice.tsx';
import { useProblem } from '../ui/use-problem.ts';
import { PatternCounts } from './pattern-counts.tsx';
import { areSame, linesOf } from './typed-patterns.ts';

/** A pause in typing. Each count lists the bucket for up to five seconds. */
const COUNT_AFTER_MS = 900;

const FIELD = { autosize: true, minRows: 2, maxRows: 8, spellCheck: false, classNames: { input: 'path' } };

interface Props {
  connection: KeyPatternsFragment;
  /** Called with true while the typed patterns differ from the saved ones. */
  onUnsaved?: (isUnsaved: boolean) => void;
}

/** The patterns that select keys below the prefix. While they are typed it shows how many files they match. */
export function PatternsForm({ connection, onUnsaved }: Props) {
  const canEdit = useCanEdit();
  const savedInclude = connection.includePatterns.join('\n');
  const savedExclude = connection.excludePatterns.join('\n');
  const [include, setInclude] = useState(savedInclude);
  const [exclude, setExclude] = useState(savedExclude);
  const [isCounting, setCounting] = useState(false);
  const [save, { loading }] = useMutation(SavePatternsDocument);
  const { problem, run } = useProblem();
  const typed = { includePatterns: linesOf(include), excludePatterns: linesOf(exclude) };
  const [settledKey] = useDebouncedValue(JSON.stringify(typed), COUNT_AFTER_MS);
  const settled: typeof typed = JSON.parse(settledKey);
  const isSaved = areSame(typed, connection);
  useEffect(() => onUnsaved?.(!isSaved), [isSaved, onUnsaved]);

  function type(change: () => void) {
    change();
    setCounting(true);
  }
  function undo() {
    setInclude(savedInclude);
    setExclude(savedExclude);
    setCounting(false);
  }
  async function submit(event: FormEvent) {
    event.preventDefault();
    await run(async () => {
      const { data } = await save({ variables: { id: connection.id, ...typed } });
      return data?.updateBucketConnection;
    });
  }

  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <Textarea
        label="Only files that match one of"
        description="One pattern a line, below the prefix; empty for all. ** any folders, * any name, {jpg,png} either."
        placeholder="**/*.{jpg,png}"
        value={include}
        onChange={({ currentTarget }) => type(() => setInclude(currentTarget.value))}
        error={problem?.field === 'includePatterns' ? problem.message : undefined}
        disabled={!canEdit}
        {...FIELD}
      />
      <Textarea
        label="But none that match one of"
        placeholder="drafts/**"
        value={exclude}
        onChange={({ currentTarget }) => type(() => setExclude(currentTarget.value))}
        error={problem?.field === 'excludePatterns' ? problem.message : undefined}
        disabled={!canEdit}
        {...FIELD}
      />
      {isCounting && (
        <PatternCounts connectionId={connection.id} patterns={settled} isStale={!areSame(typed, settled)} />
      )}
      {problem && !problem.field?.endsWith('Patterns') && <Notice kind="problem">{problem.message}</Notice>}
      {canEdit && (
        <div className={classes.foot}>
          <ActionButton type="submit" loading={loading}>
            Save
          </ActionButton>
          {!isSaved && (
            <Button variant="default" onClick={undo}>
              Undo the changes
            </Button>
          )}
          <span role="status">{savedText(isSaved, isCounting)}</span>
        </div>
      )}
    </form>
  );
}

function savedText(isSaved: boolean, hasTyped: boolean): string {
  if (!hasTyped) return '';
  return isSaved ? 'Saved. The next sync uses them.' : 'Not saved yet.';
}
