import { Button } from '@mantine/core';
import { IconReload } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { EmptyState } from './states.tsx';

interface Props {
  /** The address of the page. At another address the page is tried again. */
  path: string;
  children: ReactNode;
}

/** Shows that a page failed. A part of the page may be gone from the server after an update of the console. */
export class ErrorBoundary extends Component<Props, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override componentDidUpdate(before: Props) {
    if (this.state.hasFailed && before.path !== this.props.path) this.setState({ hasFailed: false });
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <EmptyState
        icon={<IconReload size={30} />}
        title="This page could not be loaded"
        isWholePage
        action={<Button onClick={() => window.location.reload()}>Load it again</Button>}
      >
        The network failed, or Bucket Sync was updated while this window was open. Nothing is lost: syncs go on without
        the page.
      </EmptyState>
    );
  }
}
