// The token issuer as a separate program, for docker-compose.yml; `npm start` runs it in its own process.
import { join } from 'node:path';
import { readTokenSeconds } from '../issuer/provider-settings.ts';
import { loadOrCreateSigningKey } from '../issuer/signing-key.ts';
import { startIssuer } from '../issuer/start-issuer.ts';
import { runUntilSignal } from '../processes/until-signal.ts';
import { stateFolder } from '../state-folder.ts';

await runUntilSignal(async (onStop) => {
  const key = await loadOrCreateSigningKey(join(stateFolder(process.env), 'issuer-key.json'));
  const consoleOrigin = process.env.CONSOLE_ORIGIN || 'http://127.0.0.1:4000';
  const issuer = await startIssuer(key, process.env.HOST || '127.0.0.1', Number(process.env.PORT || 4005), {
    consoleOrigins: [consoleOrigin.replace(/\/$/, '')],
    tokenSeconds: readTokenSeconds(process.env),
  });
  onStop(issuer.stop);
  console.log(`The token issuer listens: ${issuer.jwksUrl}`);
}, console.log);
