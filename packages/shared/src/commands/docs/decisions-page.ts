import { readdirSync, readFileSync } from 'node:fs';

/** The index of the records in `folder`, a file URL: the title of each, in the order of their numbers. */
export function decisionsPage(folder: URL): string {
  const records = readdirSync(folder).filter((name) => /^\d{4}-.*\.md$/.test(name));
  const lines = records.sort().map((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const title = /^# (.+)$/m.exec(text)?.[1] ?? name;
    return `- [${title}](${name})${/^Superseded by/m.test(text) ? ' (superseded)' : ''}`;
  });
  return `${HEAD}\n${lines.join('\n')}\n`;
}

const HEAD = `# Decisions

Each record says what was decided, what else was possible, and why. A new record takes the next free number, and its
title is the decision itself. This list is made from the titles by \`npm run docs\`.
`;
