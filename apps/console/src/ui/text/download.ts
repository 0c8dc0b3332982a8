/** Hands a text to the person as a file. */
export function downloadText(filename: string, text: string, type = 'text/plain'): void {
  const href = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = href;
  link.download = filename;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

/** Follows a link of the service that answers with a file. */
export function follow({ href, filename }: { href: string; filename: string }): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = filename;
  link.click();
}
