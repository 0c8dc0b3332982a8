import { CodeBlock } from './code-block.tsx';

/** A message of the service that may hold a remedy: paragraphs, and texts to paste, which are JSON. */
export function RemedyText({ text, marks }: { text: string; marks?: readonly string[] }) {
  return (
    <>
      {text.split(/\n\n+/).map((paragraph, n) =>
        isJson(paragraph) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the paragraphs of one text have no other name
          <CodeBlock key={n} title="Paste this" text={paragraph} marks={marks} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <p key={n}>{paragraph}</p>
        ),
      )}
    </>
  );
}

function isJson(text: string): boolean {
  if (!/^[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
