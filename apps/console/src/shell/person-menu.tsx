import { Button, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { IconChevronDown, IconLogout } from '@tabler/icons-react';
import { useState } from 'react';
import { useSession } from '../auth/session-context.tsx';
import { Dropdown } from '../ui/dialogs/dropdown.tsx';
import { Notice } from '../ui/page/notice.tsx';
import classes from './person-menu.module.css';

const SCHEMES = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'System' },
] as const;

/** The signed-in person, the color scheme and the sign-out button. */
export function PersonMenu() {
  const { session, who } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [failure, setFailure] = useState<string>();
  const signOut = () => {
    setFailure(undefined);
    session.signOut().catch((reason: Error) => setFailure(reason.message));
  };
  return (
    <Dropdown
      width="16rem"
      className={classes.panel}
      button={(toggle) => (
        <Button
          variant="subtle"
          color="gray"
          c="var(--mantine-color-text)"
          rightSection={<IconChevronDown size={16} aria-hidden />}
          onClick={toggle}
        >
          {who.organization}
        </Button>
      )}
    >
      {() => (
        <>
          <p className={classes.person}>
            <b>{who.subject}</b>
            <span>
              {who.role === 'EDITOR' ? 'Editor' : 'Viewer'} of <bdi>{who.organization}</bdi>
            </span>
          </p>
          <SegmentedControl
            aria-label="Colors"
            fullWidth
            data={[...SCHEMES]}
            value={colorScheme}
            onChange={setColorScheme}
          />
          <Button
            variant="subtle"
            color="gray"
            c="var(--mantine-color-text)"
            justify="flex-start"
            fullWidth
            leftSection={<IconLogout size={16} aria-hidden />}
            onClick={signOut}
          >
            Sign out
          </Button>
          {failure && (
            <Notice kind="problem" title="You are still signed in">
              The sign-in service did not end the session ({failure}). Try again in a moment.
            </Notice>
          )}
        </>
      )}
    </Dropdown>
  );
}
