import { type AuditListView, type AuditRecordView } from '../src/access/audit.controller';
import { type Role } from '../src/access/principal';
import { newToken } from '../src/access/secrets';
import { type IssuedTokenView } from '../src/access/tokens.controller';

/** What the stand itself does, or what was refused before anything was decided. */
const NOT_DECISIONS = /^(token\.|session\.|access$)/;

/** People with a token of their own, issued by ops when they first act; and what was recorded of them. */
export class Actors {
  private readonly bootstrap = newToken();
  private readonly tokens = new Map<string, Promise<string>>();

  /** @param url where ops answers at the moment */
  constructor(private readonly url: () => string) {}

  /** What ops needs to be started with. */
  get environment(): Record<string, string> {
    return { OPS_BOOTSTRAP_TOKEN: this.bootstrap };
  }

  async headers(name: string, role: Role): Promise<Record<string, string>> {
    const key = `${name}:${role}`;
    const token = this.tokens.get(key) ?? this.issue(name, role);
    this.tokens.set(key, token);
    return { authorization: `Bearer ${await token}` };
  }

  /** The decisions that the audit log has, oldest first. */
  async decisions(): Promise<AuditRecordView[]> {
    const answer = await fetch(`${this.url()}/api/audit?limit=500`, { headers: this.admin });
    const { records } = (await answer.json()) as AuditListView;
    return records.filter(({ action }) => !NOT_DECISIONS.test(action)).reverse();
  }

  private get admin(): Record<string, string> {
    return { authorization: `Bearer ${this.bootstrap}` };
  }

  private async issue(name: string, role: Role): Promise<string> {
    const answer = await fetch(`${this.url()}/api/tokens`, {
      method: 'POST',
      headers: { ...this.admin, 'content-type': 'application/json' },
      body: JSON.stringify({ name, role, expiresInDays: 1 }),
    });
    if (answer.status !== 201) throw new Error(`No token was issued: ${answer.status}`);
    return ((await answer.json()) as IssuedTokenView).token;
  }
}
