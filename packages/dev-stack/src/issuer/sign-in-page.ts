import { PEOPLE, type Person } from './people.ts';

/** Allows only the page's own style and form. The page has no script. */
export const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

const STYLE = `
      :root {
        color-scheme: light dark;
        --line: light-dark(#d9dee5, #333b46);
        --ink: light-dark(#17202b, #e8ecf1);
        --quiet: light-dark(#55606e, #a3adba);
        --paper: light-dark(#fff, #1b2129);
        --back: light-dark(#f4f6f8, #12161b);
        --mark: light-dark(#2758db, #8fb1fa);
      }
      body {
        margin: 0; min-height: 100vh; display: grid; place-items: center;
        background: var(--back); color: var(--ink); font: 15px/1.5 system-ui, sans-serif;
      }
      main { width: min(26rem, calc(100vw - 2rem)); padding: 2rem 0 }
      h1 { font-size: 1.35rem; margin: 0 }
      p { margin: .35rem 0 1.5rem; color: var(--quiet) }
      button {
        display: block; width: 100%; margin: 0 0 .6rem; padding: .85rem 1rem; text-align: left;
        font: inherit; color: inherit; background: var(--paper);
        border: 1px solid var(--line); border-radius: 10px; cursor: pointer;
      }
      button:hover { border-color: var(--mark) }
      button:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px }
      b { display: block }
      span { color: var(--quiet) }
    `;

/**
 * The page on which a person of the development stack signs in with one click.
 *
 * @param action  the path that the form is sent to
 */
export function signInPage(action: string): string {
  return page(
    'Sign in',
    `<h1>Who are you today?</h1>
      <p>This is the development issuer. It asks for no password.</p>
      <form method="post" action="${action}">
        ${PEOPLE.map(button).join('\n        ')}
      </form>`,
  );
}

/** @param form  the empty form that oidc-provider requires */
export function signOutPage(form: string): string {
  return page(
    'Sign out',
    `<h1>Sign out?</h1>
      <p>The development issuer then forgets who you are.</p>
      ${form}
      <button form="op.logoutForm" name="logout" value="yes" autofocus><b>Sign out</b></button>`,
  );
}

function page(title: string, main: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} · development issuer</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <main>
      ${main}
    </main>
  </body>
</html>
`;
}

function button({ subject, organization, role, about }: Person): string {
  const title = `${organization} ${role.toLowerCase()}`;
  return `<button name="person" value="${subject}"><b>${title}</b><span>${about}</span></button>`;
}
