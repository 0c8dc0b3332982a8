// Runs in a hidden frame and passes the issuer's answer to the page that opened the frame.
import { UserManager } from 'oidc-client-ts';
import { readSettings } from './settings.ts';

const { authority, clientId } = await readSettings();
const manager = new UserManager({ authority, client_id: clientId, redirect_uri: window.location.origin });
await manager.signinSilentCallback();
