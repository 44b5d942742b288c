import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@lk/platform';
import { TBankConfig } from '../src/tbank.config';

/** File names with their content. */
export type Files = Readonly<Record<string, string>>;

/** A folder of secrets that is swapped as a whole behind a link, the way Kubernetes mounts them. */
export class CredentialFiles {
  private readonly root = mkdtempSync(join(tmpdir(), 'credentials-'));
  private readonly link = join(this.root, 'current');
  private versions = 0;

  constructor(files: Files) {
    this.swap(files);
  }

  path(name: string): string {
    return join(this.link, name);
  }

  /** The folder has these files from now on, and no others. */
  swap(files: Files): void {
    this.versions += 1;
    const version = join(this.root, `v${this.versions}`);
    mkdirSync(version);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(version, name), text);
    symlinkSync(version, `${this.link}.new`);
    renameSync(`${this.link}.new`, this.link);
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  /** Certificate, key, CA and token of the given names in this folder. */
  config(names: { cert?: string; key?: string; ca?: string; token?: string }): TBankConfig {
    const at = (name?: string): string | undefined => name && this.path(name);
    return loadConfig(TBankConfig, {
      TBANK_API_URL: 'https://127.0.0.1',
      TBANK_API_TOKEN: names.token ? undefined : 'token-of-the-tests',
      TBANK_API_TOKEN_FILE: at(names.token),
      TBANK_CERT_PATH: at(names.cert),
      TBANK_KEY_PATH: at(names.key),
      TBANK_CA_PATH: at(names.ca),
      TBANK_CREDENTIALS_POLL_MS: '20',
    });
  }
}
