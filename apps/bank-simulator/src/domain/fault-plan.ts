import { type FaultRule } from './fault-rule';
import { type Random, seededRandom } from './seeded-random';

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
  skipped: number;
  fired: number;
}

const UNUSED = { skipped: 0, fired: 0 };

const BASE_PATH = /^\/api\/v1(\/nominal-accounts)?/;

/** The faults in force. Requests and webhooks draw from separate seeded generators. */
export class FaultPlan {
  private active: ActiveRule[] = [];
  private requestRandom: Random = seededRandom(1);
  private seed = 1;
  webhooks: WebhookFaults = NO_WEBHOOK_FAULTS;
  webhookRandom: Random = seededRandom(2);

  replace({ rules, webhooks, seed }: FaultSettings): void {
    this.active = rules.map((rule) => ({ rule, matches: pathMatcher(rule.path), ...UNUSED }));
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

  private strikes(active: ActiveRule, method: string, path: string): boolean {
    const { rule, matches, fired } = active;
    if (rule.times !== undefined && fired >= rule.times) return false;
    if (rule.method !== undefined && rule.method.toUpperCase() !== method) return false;
    if (!matches(path)) return false;
    if (active.skipped < (rule.skip ?? 0)) {
      active.skipped += 1;
      return false;
    }
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
