// Runs in a hidden frame and passes the issuer's answer to the page that opened the frame.
import { UserManager } from 'oidc-client-ts';

const { origin } = window.location;
// Passing the answer on needs no settings of the issuer, so nothing is loaded that could fail.
const manager = new UserManager({ authority: origin, client_id: 'frame', redirect_uri: origin });
await manager.signinSilentCallback();
