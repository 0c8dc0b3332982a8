import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  certFile: string;
  keyFile: string;
  cert: string;
  key: string;
}

/** A certificate authority made by openssl, with a certificate that it signs for each name. */
export function makeAuthority(folder: string, name: string) {
  const at = (file: string) => join(folder, `${name}-${file}`);
  openssl('req', '-x509', ...NEW_KEY, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', `/CN=${name}`);
  return {
    caFile: at('ca.pem'),
    ca: readFileSync(at('ca.pem'), 'utf8'),
    /** @param alternativeNames  such as `DNS:localhost,IP:127.0.0.1` */
    sign(subject: string, alternativeNames: string): Certificate {
      const [key, request, cert, extensions] = ['key', 'csr', 'pem', 'ext'].map((kind) => at(`${subject}.${kind}`));
      openssl('req', ...NEW_KEY, '-keyout', key!, '-out', request!, '-subj', `/CN=${subject}`);
      writeFileSync(extensions!, `subjectAltName=${alternativeNames}\n`);
      const signedBy = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial'];
      openssl('x509', '-req', '-in', request!, ...signedBy, '-days', '2', '-out', cert!, '-extfile', extensions!);
      return {
        certFile: cert!,
        keyFile: key!,
        cert: readFileSync(cert!, 'utf8'),
        key: readFileSync(key!, 'utf8'),
      };
    },
  };
}

const NEW_KEY = ['-newkey', 'rsa:2048', '-nodes'];

function openssl(...args: string[]): void {
  const { status, stderr, error } = spawnSync('openssl', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl ${args[0]}: ${error?.message ?? stderr}`);
}
