/** Downloads a text as a file. */
export function downloadText(filename: string, text: string): void {
  const href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = href;
  link.download = filename;
  link.click();
  // By then the browser has begun to read the file.
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

/** Follows a download link of the service. */
export function follow({ href, filename }: { href: string; filename: string }): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = filename;
  link.click();
}
