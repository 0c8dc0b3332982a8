import { Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import classes from './page.module.css';

interface Props {
  title: ReactNode;
  /** In the window's title, where `title` is no text. */
  name?: string;
  /** A line below the title. */
  about?: ReactNode;
  /** The way up, above the title. */
  back?: ReactNode;
  /** Buttons, at the end of the title's line. */
  actions?: ReactNode;
  /** The whole width of the window, for a grid. */
  isWide?: boolean;
  children: ReactNode;
}

/** A page: its title, its actions, its content. */
export function Page({ title, name, about, back, actions, isWide, children }: Props) {
  const windowTitle = name ?? (typeof title === 'string' ? title : undefined);
  useEffect(() => {
    document.title = windowTitle ? `${windowTitle} · Bucket Sync` : 'Bucket Sync';
  }, [windowTitle]);
  return (
    <div className={classes.page} data-wide={isWide || undefined}>
      {back && <div className={classes.back}>{back}</div>}
      <header className={classes.head}>
        <div className={classes.title}>
          <Title order={1}>{title}</Title>
          {about && <div className={classes.about}>{about}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
