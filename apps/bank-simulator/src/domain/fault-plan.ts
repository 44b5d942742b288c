import { type Random, seededRandom } from './seeded-random';

/** What goes wrong with requests of one path. */
export interface FaultRule {
  method?: string | undefined;
  /** A prefix of the path (with or without the base path), or a whole path with `*` in it. */
  path: string;
  /** Answered without an effect. */
  status?: number | undefined;
  errorCode?: string | undefined;
  retryAfterSeconds?: number | undefined;
  /** Waited before the effect. */
  latencyMs?: number | undefined;
  /** Waited between the effect and the answer: the money moved, the client is still waiting. */
  answerDelayMs?: number | undefined;
  dropAnswerAfterEffect?: boolean | undefined;
  closeBeforeEffect?: boolean | undefined;
  /** Answered after the effect with bytes that are no JSON. */
  malformedAnswer?: boolean | undefined;
  /** 0..1, how often the rule strikes; default always. */
  rate?: number | undefined;
  /** How many strikes are left; default no end. */
  times?: number | undefined;
}

/** What goes wrong with webhooks. */
export interface WebhookFaults {
  duplicateRate: number;
  dropRate: number;
  delayMs: number;
  /** Events held together and sent in random order; 1 keeps the order. */
  reorderWindow: number;
}

export const NO_WEBHOOK_FAULTS: WebhookFaults = {
  duplicateRate: 0,
  dropRate: 0,
  delayMs: 0,
  reorderWindow: 1,
};

export interface FaultSettings {
  rules: FaultRule[];
  webhooks: WebhookFaults;
  seed: number;
}

interface ActiveRule {
  rule: FaultRule;
  matches: (path: string) => boolean;
  fired: number;
}

const BASE_PATH = /^\/api\/v1(\/nominal-accounts)?/;

/** The faults in force. Requests and webhooks draw from separate seeded generators. */
export class FaultPlan {
  private active: ActiveRule[] = [];
  private requestRandom: Random = seededRandom(1);
  private seed = 1;
  webhooks: WebhookFaults = NO_WEBHOOK_FAULTS;
  webhookRandom: Random = seededRandom(2);

  replace({ rules, webhooks, seed }: FaultSettings): void {
    this.active = rules.map((rule) => ({ rule, matches: pathMatcher(rule.path), fired: 0 }));
    this.webhooks = webhooks;
    this.seed = seed;
    this.requestRandom = seededRandom(seed);
    this.webhookRandom = seededRandom(seed + 1);
  }

  clear(): void {
    this.replace({ rules: [], webhooks: NO_WEBHOOK_FAULTS, seed: 1 });
  }

  /** The first rule that strikes this request. */
  strike(method: string, path: string): FaultRule | undefined {
    const struck = this.active.find((candidate) => this.strikes(candidate, method, path));
    if (struck) struck.fired += 1;
    return struck?.rule;
  }

  describe() {
    const rules = this.active.map(({ rule, fired }) => ({ ...rule, fired }));
    return { rules, webhooks: this.webhooks, seed: this.seed };
  }

  private strikes({ rule, matches, fired }: ActiveRule, method: string, path: string): boolean {
    if (rule.times !== undefined && fired >= rule.times) return false;
    if (rule.method !== undefined && rule.method.toUpperCase() !== method) return false;
    if (!matches(path)) return false;
    return rule.rate === undefined || this.requestRandom() < rule.rate;
  }
}

function pathMatcher(pattern: string): (path: string) => boolean {
  const fits = pattern.includes('*') ? globMatcher(pattern) : prefixMatcher(pattern);
  return (path) =>
    fits(path) || fits(path.replace('/api/v1', '')) || fits(path.replace(BASE_PATH, ''));
}

function prefixMatcher(prefix: string): (path: string) => boolean {
  return (path) => path.startsWith(prefix);
}

function globMatcher(pattern: string): (path: string) => boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  const whole = new RegExp(`^${escaped}$`);
  return (path) => whole.test(path);
}
