import { randomInt, randomUUID } from 'node:crypto';
import { until } from '../../demo/http';
import { samplePerson } from '../../demo/sample-data';
import { type ExpectedDrift } from './drift-kinds';
import { type Reconciler } from './reconciler';
import { type Plant } from './registry';

interface KnownPerson {
  readonly selfEmployedId: string;
  readonly inn: string;
  /** Known on both sides. */
  readonly receiptId: string;
}

interface PlantedPerson {
  readonly plants: readonly Plant[];
  readonly expected?: ExpectedDrift;
}

const receipt = (name: string, subjectId: string): ExpectedDrift => {
  return { class: name, subjectKind: 'receipt', subjectId };
};

/** Every way of differing about people, and one person about whom nothing differs. */
const PEOPLE_DRIFTS: readonly ((person: KnownPerson) => PlantedPerson)[] = [
  () => ({ plants: [] }),
  ({ inn }) => {
    const receiptId = randomUUID();
    const plant = { op: 'receipt', inn, receiptId, amount: randomInt(1, 100_000) };
    return { plants: [plant], expected: receipt('receipt-missing', receiptId) };
  },
  ({ receiptId }) => ({
    plants: [{ op: 'set-receipt', receiptId, status: 'CANCELLED' }],
    expected: receipt('receipt-cancelled-unseen', receiptId),
  }),
  ({ inn }) => {
    const receiptId = randomUUID();
    const plant = { op: 'receipt', inn, receiptId, amount: 5, status: 'CANCELLED' };
    return { plants: [plant], expected: receipt('receipt-cancelled-unseen', receiptId) };
  },
  ({ inn, selfEmployedId: subjectId }) => ({
    plants: [{ op: 'set-person', inn, status: 'BLOCKED' }],
    expected: { class: 'self-employed-status', subjectKind: 'self-employed', subjectId },
  }),
];

/** People who registered, were activated and have a receipt, on both sides, by commands and webhooks. */
export async function registerPeople(
  reconciler: Reconciler,
  perKind: number,
): Promise<KnownPerson[]> {
  const people: KnownPerson[] = [];
  for (let index = 0; index < perKind * PEOPLE_DRIFTS.length; index += 1) {
    people.push(await registerPerson(reconciler));
  }
  await reconciler.cabinet.command('self-employed.sync', {});
  const known = `
    SELECT count(*)::int AS n FROM self_employed_risk.self_employed s
    WHERE status = 'ACTIVE' AND EXISTS (SELECT FROM self_employed_risk.receipts r
                                        WHERE r.self_employed_id = s.self_employed_id)`;
  await until(
    'people who are known',
    () => reconciler.query<{ n: number }>(known),
    ([row]) => row?.n === people.length,
  );
  return people;
}

async function registerPerson({ cabinet, http }: Reconciler): Promise<KnownPerson> {
  const person = samplePerson();
  const [selfEmployedId, receiptId] = [randomUUID(), randomUUID()];
  const { inn } = person;
  const reply = await cabinet.command('self-employed.register', { selfEmployedId, ...person });
  if (reply.status !== 'completed') throw new Error(JSON.stringify(reply));
  await http.bank('POST', `/self-employed/${inn}/activate`);
  await http.bank('POST', '/plants', { plants: [{ op: 'receipt', inn, receiptId, amount: 10 }] });
  const data = { inn, receiptId, amount: 10 };
  await http.bank('POST', '/webhooks?wait=true', { type: 'receipt.ready', data });
  return { selfEmployedId, inn, receiptId };
}

export function plantPeople(people: readonly KnownPerson[]): PlantedPerson[] {
  return people.map((person, index) => {
    const plant = PEOPLE_DRIFTS[index % PEOPLE_DRIFTS.length];
    return plant ? plant(person) : { plants: [] };
  });
}
