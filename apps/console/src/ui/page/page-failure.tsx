import { IconMapQuestion } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { EmptyState } from './states.tsx';

/** The address names nothing that this person may see. */
export function PageFailure({ title, children }: { title: string; children: ReactNode }) {
  return (
    <EmptyState icon={<IconMapQuestion size={30} />} title={title} isWholePage>
      {children}
    </EmptyState>
  );
}
