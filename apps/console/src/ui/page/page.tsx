import { Anchor, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { Link } from 'wouter';
import classes from './page.module.css';
import { LoadingLines } from './states.tsx';

interface Props {
  title: ReactNode;
  /** The window's title, needed when `title` is not a text. */
  name?: string;
  /** A line below the title. */
  about?: ReactNode;
  /** A link to the parent page, above the title. */
  back?: ReactNode;
  /** Buttons at the end of the title's line. */
  actions?: ReactNode;
  /** Uses the full width of the window, as a grid needs. */
  isWide?: boolean;
  children: ReactNode;
}

/** A page with its title, actions and content. */
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
          <Title order={1}>
            <bdi>{title}</bdi>
          </Title>
          {about && <div className={classes.about}>{about}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A link to the parent page. */
export const BackLink = ({ href, children }: { href: string; children: string }) => (
  <Anchor component={Link} href={href} fz="sm" className={classes.backLink}>
    <IconArrowLeft size={15} aria-hidden /> <bdi>{children}</bdi>
  </Anchor>
);

/** Shown while the code of a page is loaded. */
export const PageLoading = () => (
  <div className={classes.page} data-wide>
    <LoadingLines label="Loading the page" lines={3} height={90} />
  </div>
);
