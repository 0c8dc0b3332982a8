import { endpoints } from './system.ts';

/** A request to the sandbox's administration, for what AWS's own APIs do not offer. */
export async function administer<Answer>(route: string, body: object, method = 'POST'): Promise<Answer> {
  const url = `${endpoints().awsEndpointUrl}/_sandbox/${route}`;
  const answer = await fetch(url, { method, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`the sandbox answers ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}
