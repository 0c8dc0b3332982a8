import { Fragment, type ReactNode } from 'react';
import classes from './code-block.module.css';
import { CopyButton } from './copy-button.tsx';

interface Props {
  text: string;
  /** The name of the text: "Trust policy". */
  title: string;
  /** Our own values within the text, which a person must recognize. */
  marks?: readonly string[];
  copyLabel?: string;
}

/** A text to copy, with its copy button and our own values highlighted. */
export function CodeBlock({ text, title, marks = [], copyLabel = 'Copy' }: Props) {
  return (
    <figure className={classes.block}>
      <figcaption>
        <span>{title}</span>
        <CopyButton value={text} label={copyLabel} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <pre tabIndex={0}>{marked(text, marks)}</pre>
    </figure>
  );
}

function marked(text: string, marks: readonly string[]): ReactNode[] {
  const known = marks.filter((mark) => mark !== '').map(escaped);
  if (known.length === 0) return [text];
  const parts = text.split(new RegExp(`(${known.join('|')})`));
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
  return parts.map((part, n) => (n % 2 === 1 ? <mark key={n}>{part}</mark> : <Fragment key={n}>{part}</Fragment>));
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
