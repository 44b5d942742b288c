import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { sha256Hex } from '@lk/kernel';
import { type TBankConfig } from '../tbank.config';

/** Where the parts of the TLS identity are. */
export type TlsPaths = Pick<TBankConfig, 'TBANK_CERT_PATH' | 'TBANK_KEY_PATH' | 'TBANK_CA_PATH'>;

/** What may be told of a certificate: no names of it. */
export interface CertificateFacts {
  /** SHA-256 of the certificate in lower-case hex, as `openssl x509 -fingerprint -sha256` has it. */
  readonly fingerprint: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** The files at one moment. `problems` name variables and codes, never a path or a content. */
export interface TlsFiles {
  readonly cert?: string;
  readonly key?: string;
  readonly ca?: string;
  /** Differs when anything of it differs, a file that cannot be read included. */
  readonly digest: string;
  readonly certificate?: CertificateFacts;
  readonly problems: readonly string[];
}

const VARIABLES = {
  cert: 'TBANK_CERT_PATH',
  key: 'TBANK_KEY_PATH',
  ca: 'TBANK_CA_PATH',
} as const;
type Part = keyof typeof VARIABLES;
type Texts = Partial<Record<Part, string>>;

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Reads certificate, key and CA and finds all that is wrong with them: unreadable, not PEM, one without
 * the other, a key of another certificate. Reads at once, since such files are small and local.
 */
export function readTlsFiles(paths: TlsPaths): TlsFiles {
  const problems: string[] = [];
  const texts: Texts = {};
  for (const part of Object.keys(VARIABLES) as Part[]) {
    const text = readText(paths[VARIABLES[part]], VARIABLES[part], problems);
    if (text !== undefined) texts[part] = text;
  }
  problems.push(...loneliness(paths));
  const digest = sha256Hex(JSON.stringify([texts, problems]));
  const certificate = leafOf(texts, problems);
  checkKey(texts, certificate, problems);
  if (problems.length === 0) checkContext(texts, problems);
  const facts = certificate && factsOf(certificate);
  return { ...texts, digest, problems, ...(facts ? { certificate: facts } : {}) };
}

function readText(path: string | undefined, name: string, problems: string[]): string | undefined {
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    problems.push(`${name} names a file that cannot be read (${code})`);
    return undefined;
  }
}

function loneliness({ TBANK_CERT_PATH: cert, TBANK_KEY_PATH: key }: TlsPaths): string[] {
  if (Boolean(cert) === Boolean(key)) return [];
  const [set, missing] = cert ? [VARIABLES.cert, VARIABLES.key] : [VARIABLES.key, VARIABLES.cert];
  return [`${set} is set without ${missing}; a client certificate needs both`];
}

function leafOf({ cert, ca }: Texts, problems: string[]): X509Certificate | undefined {
  if (ca !== undefined) certificatesIn(ca, VARIABLES.ca, problems);
  return cert === undefined ? undefined : certificatesIn(cert, VARIABLES.cert, problems)[0];
}

/** OpenSSL passes over what it cannot read of a bundle, so a half-written one is found here. */
function certificatesIn(text: string, name: string, problems: string[]): X509Certificate[] {
  try {
    const blocks = text.match(CERTIFICATE) ?? [];
    const begun = text.split('-----BEGIN ').length - 1;
    if (blocks.length > 0 && blocks.length === begun) {
      return blocks.map((block) => new X509Certificate(block));
    }
  } catch {
    // The error of OpenSSL may quote what it could not read.
  }
  problems.push(`${name} names a file that holds no whole PEM certificates`);
  return [];
}

function checkKey({ key }: Texts, certificate: X509Certificate | undefined, problems: string[]) {
  if (key === undefined) return;
  try {
    const privateKey = createPrivateKey(key);
    if (!certificate || certificate.checkPrivateKey(privateKey)) return;
    problems.push(`${VARIABLES.key} does not belong to the certificate of ${VARIABLES.cert}`);
  } catch {
    problems.push(`${VARIABLES.key} names a file that holds no PEM private key without passphrase`);
  }
}

/** What TLS itself may refuse, for example a key that is too short for its security level. */
function checkContext({ cert, key, ca }: Texts, problems: string[]): void {
  try {
    createSecureContext({ cert, key, ca });
  } catch {
    problems.push(`${VARIABLES.cert} and ${VARIABLES.key} cannot be used for TLS`);
  }
}

function factsOf(certificate: X509Certificate): CertificateFacts {
  return {
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
  };
}
