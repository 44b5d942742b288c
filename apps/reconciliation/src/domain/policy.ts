import {
  DRIFT_ACTIONS,
  DRIFT_CLASSES,
  type DriftAction,
  type DriftClass,
  isDriftClass,
} from './drift-classes';

export interface ClassPolicy {
  readonly action: DriftAction;
  /** How long a difference of the class must last before it is drift. */
  readonly graceMs: number;
}

interface Override {
  readonly action: DriftAction;
  readonly graceMs: number | undefined;
}

/** What is done about each class: the table's defaults, and what the configuration says otherwise. */
export class Policy {
  private constructor(
    private readonly graceMs: number,
    private readonly overrides: ReadonlyMap<DriftClass, Override>,
  ) {}

  /** @param text a value that {@link parsePolicy} takes */
  static of(text: string, graceMs: number): Policy {
    return new Policy(graceMs, parsePolicy(text) ?? new Map<DriftClass, Override>());
  }

  for(name: DriftClass): ClassPolicy {
    const override = this.overrides.get(name);
    const { action, graceFactor } = DRIFT_CLASSES[name];
    return {
      action: override?.action ?? action,
      graceMs: override?.graceMs ?? graceFactor * this.graceMs,
    };
  }
}

/** `class=action` or `class=action:graceMs`, by commas; undefined when it is not that. */
export function parsePolicy(text: string): ReadonlyMap<DriftClass, Override> | undefined {
  const overrides = new Map<DriftClass, Override>();
  for (const part of text.split(',').map((entry) => entry.trim())) {
    if (part === '') continue;
    const [, name = '', word = '', grace] = /^([a-z-]+)=([a-z]+)(?::(\d{1,10}))?$/.exec(part) ?? [];
    const action = DRIFT_ACTIONS.find((known) => known === word);
    if (!isDriftClass(name) || !action || overrides.has(name)) return undefined;
    overrides.set(name, { action, graceMs: grace === undefined ? undefined : Number(grace) });
  }
  return overrides;
}
