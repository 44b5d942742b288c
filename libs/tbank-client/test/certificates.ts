import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { pki, md } from 'node-forge';

/** A certificate and its key as PEM texts. */
export interface TestIdentity {
  readonly cert: string;
  readonly key: string;
  /** In upper-case hex, as `getPeerCertificate().serialNumber` has it. */
  readonly serial: string;
}

export interface ClientOptions {
  /** Days from `now` to the end; negative for one that has expired. */
  readonly validDays?: number;
  /** Days from `now` to the beginning; by default it began yesterday. */
  readonly startsInDays?: number;
  readonly now?: Date;
}

/** A root of its own that signs server and client certificates. */
export interface TestCa {
  /** The root's certificate. */
  readonly cert: string;
  /** For 127.0.0.1 and localhost. */
  server(): TestIdentity;
  client(options?: ClientOptions): TestIdentity;
}

const DAY_MS = 86_400_000;

interface Validity {
  readonly from: Date;
  readonly to: Date;
}

interface Subject extends Validity {
  readonly name: string;
  readonly extensions: object[];
}

interface Signer {
  readonly name: string;
  readonly key: string;
}

function inDays(days: number, now = new Date()): Date {
  return new Date(now.getTime() + days * DAY_MS);
}

function certify(subject: Subject, signer?: Signer): TestIdentity {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const certificate = pki.createCertificate();
  // A leading 7 keeps the number positive and its hex free of padding.
  certificate.serialNumber = `7${randomBytes(8).toString('hex').slice(1)}`;
  certificate.publicKey = pki.publicKeyFromPem(pair.publicKey);
  certificate.validity.notBefore = subject.from;
  certificate.validity.notAfter = subject.to;
  certificate.setSubject([{ name: 'commonName', value: subject.name }]);
  certificate.setIssuer([{ name: 'commonName', value: signer?.name ?? subject.name }]);
  certificate.setExtensions(subject.extensions);
  const signingKey = pki.privateKeyFromPem(signer?.key ?? pair.privateKey);
  certificate.sign(signingKey, md.sha256.create());
  const serial = certificate.serialNumber.toUpperCase();
  return { cert: pki.certificateToPem(certificate), key: pair.privateKey, serial };
}

const LONG: Validity = { from: inDays(-4000), to: inDays(4000) };
const LEAF = { name: 'basicConstraints', cA: false };
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/** Makes a root; nothing but Node and node-forge is needed. Each key takes some 100 ms. */
export function createTestCa(name = `root ${randomBytes(4).toString('hex')}`): TestCa {
  const root = certify({
    ...LONG,
    name,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  const signer = { name, key: root.key };
  return {
    cert: root.cert,
    server: () => certify({ ...LONG, name: 'localhost', extensions: serverExtensions() }, signer),
    client: ({ validDays = 365, startsInDays, now } = {}) => {
      const to = inDays(validDays, now);
      const from = inDays(startsInDays ?? Math.min(-1, validDays - 1), now);
      const extensions = [LEAF, { name: 'extKeyUsage', clientAuth: true }];
      return certify({ name: 'client', from, to, extensions }, signer);
    },
  };
}

function serverExtensions(): object[] {
  const altNames = [
    { type: DNS_NAME, value: 'localhost' },
    { type: IP_ADDRESS, ip: '127.0.0.1' },
  ];
  return [LEAF, { name: 'extKeyUsage', serverAuth: true }, { name: 'subjectAltName', altNames }];
}
