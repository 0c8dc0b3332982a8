import { Button, Loader, Text } from '@mantine/core';
import classes from './shell.module.css';

/** The screen that is shown until the session is known. */
export function Starting({ failure }: { failure?: { what: string; reason: string } }) {
  return (
    <main className={classes.starting}>
      {failure ? (
        <>
          <Text fw={600}>{failure.what} does not answer.</Text>
          <Text c="dimmed">{failure.reason}</Text>
          <Button mt="md" onClick={() => window.location.reload()}>
            Try again
          </Button>
        </>
      ) : (
        <Loader aria-label="Starting" />
      )}
    </main>
  );
}
