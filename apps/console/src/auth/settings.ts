/** The settings that differ between installations. The gateway serves them beside the page. */
export interface Settings {
  /** The URL of the issuer, which serves OpenID Connect discovery. */
  authority: string;
  clientId: string;
}

/** @throws Error when the gateway does not return the settings */
export async function readSettings(): Promise<Settings> {
  const response = await fetch('/console.json');
  if (!response.ok) throw new Error(`/console.json answered ${response.status}`);
  return response.json();
}
