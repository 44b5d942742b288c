import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { permanentError } from '@lk/kernel';

/** AES-256-GCM (NIST SP 800-38D): 256-bit key, 96-bit random nonce, 128-bit tag. */
const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY = /^([\w.-]{1,40}):([A-Za-z0-9+/]{43}=)$/;

export interface DataKey {
  readonly id: string;
  readonly secret: Buffer;
}

/**
 * `keyId:base64(32 bytes)`, several by commas; the first encrypts, all decrypt.
 * @returns undefined when the text is anything else, or names an id twice
 */
export function parseDataKeys(text: string): DataKey[] | undefined {
  const matches = text.split(',').map((part) => KEY.exec(part.trim()));
  const keys = matches.flatMap((match) =>
    match ? [{ id: match[1] ?? '', secret: Buffer.from(match[2] ?? '', 'base64') }] : [],
  );
  const whole = keys.length === matches.length && keys.every(({ secret }) => secret.length === 32);
  return whole && new Set(keys.map(({ id }) => id)).size === keys.length ? keys : undefined;
}

/** Bytes as they are stored; without a key id they are plain. */
export interface Sealed {
  readonly keyId: string | null;
  /** nonce, ciphertext and tag; or the plain bytes. */
  readonly bytes: Buffer;
}

/**
 * Encrypts fields of letters. Key id, letter and field are authenticated with the bytes, so a value
 * that was moved to another row, column or key does not open.
 */
export class DataCipher {
  private readonly keys: ReadonlyMap<string, Buffer>;

  constructor(private readonly list: readonly DataKey[]) {
    this.keys = new Map(list.map(({ id, secret }) => [id, secret]));
  }

  /** The key that encrypts now; null when nothing is encrypted. */
  get currentKeyId(): string | null {
    return this.list[0]?.id ?? null;
  }

  /** Whether bytes of that key can be opened; plain ones always can. */
  knows(keyId: string | null): boolean {
    return keyId === null || this.keys.has(keyId);
  }

  seal(letterId: string, field: string, plain: Buffer): Sealed {
    const [key] = this.list;
    if (!key) return { keyId: null, bytes: plain };
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, key.secret, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(context(letterId, field, key.id));
    const parts = [nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()];
    return { keyId: key.id, bytes: Buffer.concat(parts) };
  }

  /**
   * @throws AppError (permanent) `DATA_KEY_UNKNOWN` when no key of that id is configured,
   * `DATA_UNREADABLE` when the key is another one or the bytes were changed or moved.
   */
  open(letterId: string, field: string, { keyId, bytes }: Sealed): Buffer {
    if (keyId === null) return bytes;
    const secret = this.keys.get(keyId);
    if (!secret) throw keyUnknown(keyId);
    if (bytes.length < NONCE_BYTES + TAG_BYTES) throw unreadable(keyId);
    const end = bytes.length - TAG_BYTES;
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(ALGORITHM, secret, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(context(letterId, field, keyId));
    decipher.setAuthTag(bytes.subarray(end));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, end)), decipher.final()]);
    } catch {
      throw unreadable(keyId);
    }
  }
}

/** JSON keeps the parts apart: no two triples give one text. */
function context(letterId: string, field: string, keyId: string): Buffer {
  return Buffer.from(JSON.stringify([letterId, field, keyId]));
}

const keyUnknown = (keyId: string) =>
  permanentError('DATA_KEY_UNKNOWN', 'The key of these bytes is not configured', {
    safeDetails: { code: keyId },
  });

const unreadable = (keyId: string) =>
  permanentError('DATA_UNREADABLE', 'The bytes do not open: another key, or they were changed', {
    safeDetails: { code: keyId },
  });
