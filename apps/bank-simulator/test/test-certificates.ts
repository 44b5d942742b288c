import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DAY_MS = 86_400_000;

interface Issuer {
  name: string;
  key: KeyObject;
}

/** PEM texts of a certificate and its key. */
export interface Identity {
  cert: string;
  key: string;
}

export interface CertificateWish {
  /** Upper-case hex, as Node shows it. */
  serial?: string;
  notBefore?: Date;
  notAfter?: Date;
}

/**
 * A certificate authority of one test, made without any program outside Node: P-256 keys, valid for
 * localhost and 127.0.0.1.
 */
export class TestAuthority {
  private readonly issuer: Issuer;
  readonly cert: string;

  constructor(name = 'test authority') {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.issuer = { name, key: privateKey };
    this.cert = certificate(name, publicKey, this.issuer, { authority: true });
  }

  issue(name: string, wish: CertificateWish = {}): Identity {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    return { cert: certificate(name, publicKey, this.issuer, wish), key };
  }
}

/** The texts as files in a folder of their own. */
export function writeTestFiles(texts: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  const paths = Object.entries(texts).map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return [name, join(folder, name)];
  });
  const remove = () => rmSync(folder, { recursive: true });
  return { paths: Object.fromEntries(paths) as Record<string, string>, remove };
}

function certificate(
  name: string,
  publicKey: KeyObject,
  issuer: Issuer,
  wish: CertificateWish & { authority?: boolean },
): string {
  const { serial = '01', authority = false } = wish;
  const { notBefore = new Date(Date.now() - DAY_MS), notAfter = new Date(Date.now() + DAY_MS) } =
    wish;
  const toBeSigned = der(0x30, [
    der(0xa0, [integer('02')]),
    integer(serial),
    ECDSA_SHA256,
    nameOf(issuer.name),
    der(0x30, [time(notBefore), time(notAfter)]),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, [der(0x30, [constraints(authority), ALTERNATIVE_NAMES])]),
  ]);
  const signature = sign('sha256', toBeSigned, issuer.key);
  const whole = der(0x30, [toBeSigned, ECDSA_SHA256, der(0x03, [Buffer.from([0]), signature])]);
  return new X509Certificate(whole).toString();
}

/** Tag, length, content (X.690). */
function der(tag: number, parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const long = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  const head = [tag, ...(length < 128 ? [length] : long)];
  return Buffer.concat([Buffer.from(head), content]);
}

/** A leading zero keeps a number positive whose first bit is set. */
function integer(hex: string): Buffer {
  const bytes = Buffer.from(hex, 'hex');
  return der(0x02, [(bytes[0] ?? 0) > 127 ? Buffer.from([0]) : Buffer.alloc(0), bytes]);
}

function oid(hex: string): Buffer {
  return der(0x06, [Buffer.from(hex, 'hex')]);
}

function nameOf(commonName: string): Buffer {
  const attribute = der(0x30, [oid('550403'), der(0x0c, [Buffer.from(commonName)])]);
  return der(0x30, [der(0x31, [attribute])]);
}

function time(date: Date): Buffer {
  const text = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  return der(0x18, [Buffer.from(text)]);
}

function constraints(authority: boolean): Buffer {
  const flag = authority ? [der(0x01, [Buffer.from([0xff])])] : [];
  return extension('551d13', der(0x30, flag));
}

function extension(id: string, content: Buffer): Buffer {
  return der(0x30, [oid(id), der(0x04, [content])]);
}

const ECDSA_SHA256 = der(0x30, [oid('2a8648ce3d040302')]);
const ALTERNATIVE_NAMES = extension(
  '551d11',
  der(0x30, [der(0x82, [Buffer.from('localhost')]), der(0x87, [Buffer.from([127, 0, 0, 1])])]),
);
