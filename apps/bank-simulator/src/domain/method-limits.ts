import { type MethodGroup } from './method-groups';
import { type RateLimit } from './rate-limiter';
import { type SimulatorSettings } from './settings';

/** The group's own limit of the settings, otherwise what the bank documents. */
export function limitOf(group: MethodGroup, settings: SimulatorSettings): RateLimit {
  return settings.rateLimits[group] ?? documentedLimit(group, settings);
}

/** 10 a second to every nominal-accounts method, 1 a second to the self-employed ones. */
function documentedLimit(group: MethodGroup, settings: SimulatorSettings): RateLimit {
  const nominal = { limit: settings.rateLimitPerSecond, windowMs: 1000 };
  const selfEmployed = { limit: Math.min(1, settings.rateLimitPerSecond), windowMs: 1000 };
  switch (group) {
    case 'deals':
    case 'steps':
    case 'payments':
    case 'other':
      return nominal;
    case 'self-employed.recipients':
    case 'self-employed.receipts':
      return selfEmployed;
    case 'self-employed.list':
      return { limit: 1, windowMs: Math.max(1000, settings.selfEmployedListIntervalMs) };
  }
}
