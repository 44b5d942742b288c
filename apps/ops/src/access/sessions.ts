import { type Clock } from '@lk/kernel';
import { type Transaction } from '@lk/persistence';
import { type AccessConfig } from './access.config';
import { type Principal } from './principal';
import { derivedFrom, newSecret, secretHash } from './secrets';
import { type SessionRepository } from './session.repository';

const MINUTE_MS = 60_000;
/** `last_used_at` is this stale at most: a page that asks every second writes once a minute. */
const TOUCH_AFTER_MS = MINUTE_MS;

/** A session with the secret that the browser keeps in its cookie. */
export interface Session {
  readonly secret: string;
  readonly principal: Principal;
  /** Sent by the page with every change; a foreign page can neither read nor guess it. */
  readonly csrfToken: string;
  readonly expiresAt: Date;
}

/** Who signs in. */
export interface Person {
  readonly who: Omit<Principal, 'via'>;
  /** Of the lasting token that was shown; the session ends with it. */
  readonly tokenHash: Buffer | null;
}

/** Sessions of browsers: the secret is with the browser alone, here is its hash. */
export class Sessions {
  constructor(
    private readonly rows: SessionRepository,
    private readonly config: AccessConfig,
    private readonly clock: Clock,
  ) {}

  /** Takes away what is over, too: signing in is rare enough and happens everywhere. */
  async open(tx: Transaction, { who, tokenHash }: Person): Promise<Session> {
    const [secret, at] = [newSecret(), this.clock.now()];
    const expiresAt = new Date(at.getTime() + this.config.OPS_SESSION_HOURS * 60 * MINUTE_MS);
    const { id: personId, name: personName, role } = who;
    await this.rows.deleteOver(tx, at, this.idleSince(at));
    const idHash = secretHash(secret);
    await this.rows.insert(tx, { idHash, personId, personName, role, tokenHash, at, expiresAt });
    return sessionOf(secret, who, expiresAt);
  }

  /** @returns undefined when it is over, was closed, or never was */
  async find(secret: string): Promise<Session | undefined> {
    const [idHash, now] = [secretHash(secret), this.clock.now()];
    const { OPS_BOOTSTRAP_TOKEN: bootstrap } = this.config;
    const bootstrapHash = bootstrap === undefined ? null : secretHash(bootstrap);
    const row = await this.rows.findLive(idHash, now, this.idleSince(now), bootstrapHash);
    if (!row) return undefined;
    if (now.getTime() - row.last_used_at.getTime() > TOUCH_AFTER_MS) {
      await this.rows.touch(idHash, now);
    }
    const who = { id: row.person_id, name: row.person_name, role: row.role };
    return sessionOf(secret, who, row.expires_at);
  }

  async close(tx: Transaction, secret: string): Promise<void> {
    await this.rows.delete(tx, secretHash(secret));
  }

  private idleSince(now: Date): Date {
    return new Date(now.getTime() - this.config.OPS_SESSION_IDLE_MINUTES * MINUTE_MS);
  }
}

function sessionOf(secret: string, who: Omit<Principal, 'via'>, expiresAt: Date): Session {
  const principal: Principal = { ...who, via: 'session' };
  return { secret, principal, csrfToken: derivedFrom(secret, 'csrf'), expiresAt };
}
