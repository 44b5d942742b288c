import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError, EXIT } from '../exit-codes';

/** A session at one address: no token is kept, only what ends by itself. */
export interface SignIn {
  readonly cookie: string;
  readonly csrfToken: string;
  readonly expiresAt: string | null;
  readonly name: string;
}

interface Content {
  /** The address of the last sign-in: what is meant when nothing names one. */
  readonly current?: string;
  readonly sessions: Readonly<Record<string, SignIn>>;
}

/** The sign-ins of this user, in a file that nobody else may read. */
export class SignIns {
  private readonly file: string;

  constructor(private readonly folder: string) {
    this.file = join(folder, 'sessions.json');
  }

  get current(): string | undefined {
    return this.read().current;
  }

  find(url: string): SignIn | undefined {
    return this.read().sessions[url];
  }

  keep(url: string, signIn: SignIn): void {
    this.write({ current: url, sessions: { ...this.read().sessions, [url]: signIn } });
  }

  forget(url: string): void {
    const { current, sessions } = this.read();
    const others = Object.fromEntries(Object.entries(sessions).filter(([at]) => at !== url));
    this.write({ current: current === url ? undefined : current, sessions: others });
  }

  private read(): Content {
    try {
      const content = JSON.parse(readFileSync(this.file, 'utf8')) as Partial<Content>;
      return { current: content.current, sessions: content.sessions ?? {} };
    } catch {
      return { sessions: {} };
    }
  }

  /** By renaming, so that a command beside this one never reads half of it. */
  private write(content: Content): void {
    try {
      this.replace(content);
    } catch (error) {
      const { code = 'unknown error' } = error as NodeJS.ErrnoException;
      throw new CliError(`The sign-in cannot be kept in ${this.folder} (${code}).`, EXIT.failed, [
        'Set OPS_TOKEN or OPS_TOKEN_FILE instead, or XDG_CONFIG_HOME to a folder of yours.',
      ]);
    }
  }

  private replace(content: Content): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const temporary = `${this.file}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify(content, null, 2), { mode: 0o600 });
    chmodSync(temporary, 0o600);
    renameSync(temporary, this.file);
  }
}
