import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './notice.module.css';

export type NoticeKind = 'info' | 'good' | 'warning' | 'problem';

const ICONS = { info: IconInfoCircle, good: IconCircleCheck, warning: IconAlertTriangle, problem: IconCircleX };

interface Props {
  kind: NoticeKind;
  title?: ReactNode;
  children?: ReactNode;
  /** A button or a link, at the end of the notice. */
  action?: ReactNode;
}

/** A message to the person, shown beside its subject. */
export function Notice({ kind, title, children, action }: Props) {
  const Icon = ICONS[kind];
  return (
    <div className={classes.notice} data-kind={kind} role={kind === 'problem' ? 'alert' : undefined}>
      <Icon size={20} className={classes.icon} aria-hidden />
      <div className={classes.text}>
        {title && <p className={classes.title}>{title}</p>}
        {children && <div>{children}</div>}
      </div>
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
