import { setTimeout as wait } from 'node:timers/promises';
import { type Variables } from '../system';
import { until } from './http';

/** A group of dead letters with one cause. */
export interface GroupView {
  readonly key: string;
  readonly queue: string;
  readonly type: string | null;
  readonly errorCode: string;
  readonly open: number;
  readonly total: number;
}

/** A dead letter, as lists show it. */
export interface LetterView {
  readonly id: string;
  readonly messageId: string | null;
  readonly queue: string;
  readonly type: string | null;
  readonly status: string;
  readonly errorCode: string;
}

/** What a job will do, or does; see docs/openapi for the whole. */
export interface JobView {
  readonly id: string;
  readonly state: string;
  readonly hash: string;
  readonly count: number;
  readonly stoppedReason: string | null;
  readonly plan: {
    readonly count: number;
    readonly verdicts: Readonly<Record<string, number>>;
    readonly wouldCallBank: number;
  } | null;
  readonly progress: Readonly<Record<string, number>>;
}

export interface StartOptions {
  readonly reason: string;
  readonly rate?: number;
  readonly canary?: number;
  readonly stopRule?: { readonly failureShare: number; readonly minimum: number };
}

const ENDED = ['finished', 'stopped', 'cancelled'];

/** What an engineer on call does, over the HTTP API of ops. */
export class Ops {
  constructor(private readonly env: Variables) {}

  /** The newest ones, at most 500. `query` is one of the documented filters. */
  async letters(query: string): Promise<readonly LetterView[]> {
    return (await this.page(`&${query}`)).deadLetters;
  }

  page(query: string): Promise<{ deadLetters: readonly LetterView[]; next: string | null }> {
    return this.ask('GET', `/dead-letters?limit=500${query}`);
  }

  async groups(): Promise<readonly GroupView[]> {
    return (await this.ask<{ groups: GroupView[] }>('GET', '/dead-letter-groups')).groups;
  }

  /** The group of a queue and error code, once it has so many open letters. */
  async group(
    queue: string,
    errorCode: string,
    open: number,
    patienceMs?: number,
  ): Promise<GroupView> {
    const matches = (group: GroupView): boolean =>
      group.queue === queue && group.errorCode === errorCode && group.open >= open;
    const find = async () => (await this.groups()).filter(matches);
    const what = `${open} dead letters ${errorCode} of ${queue}`;
    const [found] = await until(what, find, (groups) => groups.length > 0, patienceMs);
    if (!found) throw new Error(`No ${what}`);
    return found;
  }

  /** A replay job in state `planned`. */
  async plan(fingerprint: string, patienceMs?: number): Promise<JobView> {
    const selection = { filter: { fingerprint } };
    const { id } = await this.ask<JobView>('POST', '/jobs', { kind: 'replay', selection });
    const planned = ({ state }: JobView): boolean => state !== 'planning';
    return until('the plan', () => this.job(id), planned, patienceMs);
  }

  start(id: string, options: StartOptions): Promise<JobView> {
    return this.ask<JobView>('POST', `/jobs/${id}/start`, options);
  }

  job(id: string): Promise<JobView> {
    return this.ask<JobView>('GET', `/jobs/${id}`);
  }

  /** The job once it does nothing more by itself. */
  async ended(id: string, patienceMs = 60_000): Promise<JobView> {
    const ended = ({ state }: JobView): boolean => ENDED.includes(state);
    return until('the end of the job', () => this.job(id), ended, patienceMs);
  }

  /** The job when it has ended, or as it is after this time. */
  async endedOrAfter(id: string, ms: number): Promise<JobView> {
    const giveUpAt = Date.now() + ms;
    for (;;) {
      const job = await this.job(id);
      if (ENDED.includes(job.state) || Date.now() > giveUpAt) return job;
      await wait(100);
    }
  }

  async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.env.OPS_URL ?? ''}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.env.OPS_TOKEN ?? ''}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}
