/** What differs between installations: the gateway serves it beside the page. */
export interface Settings {
  /** Where OpenID Connect's discovery is. */
  authority: string;
  clientId: string;
}

/** @throws Error when the gateway does not answer with them */
export async function readSettings(): Promise<Settings> {
  const response = await fetch('/console.json');
  if (!response.ok) throw new Error(`/console.json answered ${response.status}`);
  return response.json();
}
