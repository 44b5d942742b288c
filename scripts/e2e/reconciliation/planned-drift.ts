import { seeded } from '../chaos/saboteur';
import { DEAL_DRIFTS, type ExpectedDrift, type PlantedDrift } from './drift-kinds';
import { type BankStatus, ordinaryDeal, type Plant, type PlannedDeal, plantsOf } from './registry';

/** Deals of both sides; the planted differences are the oracle. */
export interface PlannedDrift {
  readonly ours: readonly PlannedDeal[];
  /** In an order that the simulator takes: what a plant changes is there before it. */
  readonly plants: readonly Plant[];
  readonly expected: readonly ExpectedDrift[];
}

const USUAL: readonly BankStatus[] = [
  'DRAFT',
  'ACCEPTED',
  'FUNDED',
  'IN_PROGRESS',
  'COMPLETED',
  'COMPLETED',
  'CANCELLED',
];

/** Of each way of differing; at least two, and about a fifth of all deals differ. */
const perKind = (deals: number): number => Math.max(2, Math.round(deals / 5 / DEAL_DRIFTS.length));

/** The same seed plants the same kinds of differences in the same places; only ids are fresh. */
export function planDrift(deals: number, seed: number): PlannedDrift {
  const random = seeded(seed);
  const drifts = DEAL_DRIFTS.flatMap((plant) =>
    Array.from({ length: perKind(deals) }, () => plant(random)),
  );
  const ordinary = Array.from({ length: Math.max(0, deals - drifts.length) }, () => {
    const status = USUAL[Math.floor(random() * USUAL.length)] ?? 'COMPLETED';
    const ours = ordinaryDeal(status, 100_000 + Math.floor(random() * 1e8));
    return { ours, plants: plantsOf(ours) };
  });
  const all = shuffled<Partial<PlantedDrift>>([...drifts, ...ordinary], random);
  return {
    ours: all.flatMap(({ ours }) => ours ?? []),
    plants: all.flatMap(({ plants = [] }) => plants),
    expected: all.flatMap(({ expected }) => expected ?? []),
  };
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const drawn = items.map((item) => ({ item, at: random() }));
  return drawn.sort((a, b) => a.at - b.at).map(({ item }) => item);
}

/** A drift as text, to compare what was found with what was planted. */
export const nameOf = ({ class: name, subjectKind, subjectId }: ExpectedDrift): string =>
  `${name} ${subjectKind} ${subjectId}`;

export interface Difference {
  /** Planted, and not found under its name. */
  readonly missed: readonly string[];
  /** Found, and not planted. */
  readonly invented: readonly string[];
}

/** What was found beside what was planted; both empty when reconciliation is right. */
export function compareWithOracle(
  found: readonly ExpectedDrift[],
  expected: readonly ExpectedDrift[],
): Difference {
  const [seen, planted] = [new Set(found.map(nameOf)), new Set(expected.map(nameOf))];
  return {
    missed: [...planted].filter((name) => !seen.has(name)),
    invented: [...seen].filter((name) => !planted.has(name)),
  };
}
