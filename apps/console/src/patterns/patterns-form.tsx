import { useMutation } from '@apollo/client/react';
import { Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { UpdateSettingsDocument } from '../api/operations.generated.ts';
import { useCanEdit } from '../auth/session-context.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { Notice } from '../ui/page/notice.tsx';
import { useProblem } from '../ui/use-problem.ts';
import type { Connection } from './connection.ts';
import classes from './connections.module.css';
import { PatternCounts } from './pattern-counts.tsx';

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** The patterns that select keys below the prefix, and the number of files that they match. */
export function PatternsForm({ connection }: { connection: Connection }) {
  const canEdit = useCanEdit();
  const [include, setInclude] = useState(connection.includePatterns.join('\n'));
  const [exclude, setExclude] = useState(connection.excludePatterns.join('\n'));
  const [update, { loading }] = useMutation(UpdateSettingsDocument);
  const { problem, run } = useProblem();
  const [edition, setEdition] = useState(0);

  async function save(event: FormEvent) {
    event.preventDefault();
    const input = { includePatterns: linesOf(include), excludePatterns: linesOf(exclude) };
    const saved = await run(async () => {
      const { data } = await update({ variables: { id: connection.id, input } });
      return data?.updateBucketConnection;
    });
    if (saved) setEdition((number) => number + 1);
  }

  const field = { autosize: true, minRows: 2, maxRows: 8, spellCheck: false, disabled: !canEdit };
  return (
    <form className={classes.form} onSubmit={(event) => void save(event)}>
      <Textarea
        label="Only files that match one of"
        description="One pattern a line, below the prefix; empty for all. ** any folders, * any name, {jpg,png} either."
        placeholder="**/*.{jpg,png}"
        value={include}
        onChange={(event) => setInclude(event.currentTarget.value)}
        error={problem?.field === 'includePatterns' ? problem.message : undefined}
        classNames={{ input: 'path' }}
        {...field}
      />
      <Textarea
        label="But none that match one of"
        placeholder="drafts/**"
        value={exclude}
        onChange={(event) => setExclude(event.currentTarget.value)}
        error={problem?.field === 'excludePatterns' ? problem.message : undefined}
        classNames={{ input: 'path' }}
        {...field}
      />
      {problem && !problem.field?.endsWith('Patterns') && <Notice kind="problem">{problem.message}</Notice>}
      <div className={classes.foot}>
        {canEdit && (
          <ActionButton type="submit" loading={loading}>
            Save and count
          </ActionButton>
        )}
      </div>
      {edition > 0 && <PatternCounts key={edition} connectionId={connection.id} />}
    </form>
  );
}
