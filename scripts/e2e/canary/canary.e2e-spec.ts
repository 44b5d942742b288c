import { Ops } from '../../demo/ops';
import { type RunningSystem } from '../../system';
import { CANARIES, type Canary } from './canaries';
import { CanaryStage } from './canary-stage';
import { playCanaryStory } from './canary-story';
import { RETRY_DELAYS_MS, startCanarySystem } from './canary-system';
import { type SeenLetters, seeDeadLetters } from './dead-letters';
import { type Leak, LeakSearch } from './leak-search';
import { metricsOf, ProcessOutput } from './process-output';
import {
  ALLOWED_COLUMNS,
  auditedRows,
  installAudit,
  removeAudit,
  SCHEMAS,
  type StoredRow,
} from './table-audit';
import { type Sight, WatchedBroker } from './watched-broker';

/**
 * Real: every service as a process, Postgres, RabbitMQ, HTTP; the bank is the simulator with every
 * fault it has. Names, INNs, phones, accounts and secrets go every way through the system; then all
 * that is written about it is searched for them, raw and encoded.
 * Not searched, because the data must be there: bodies of the bank's events (they are the message
 * itself; those of dead letters are encrypted at rest, and therefore searched), the columns of ALLOWED_COLUMNS, good answers to reads with the right token,
 * and the ids that the sender of a message chose for it where they travel with that message.
 */
describe('personal data', () => {
  let search: LeakSearch;
  let output: ProcessOutput;
  let system: RunningSystem;
  let broker: WatchedBroker;
  let stage: CanaryStage;
  let lines: Sight[];
  let deadLetters: SeenLetters;
  let web: Sight[];
  let rows: StoredRow[];

  beforeAll(async () => {
    output = new ProcessOutput();
    system = await startCanarySystem();
    const { DATABASE_URL: databaseUrl = '', AMQP_URL: amqpUrl = '' } = system.env;
    search = new LeakSearch([...CANARIES, brokerLogin(amqpUrl)]);
    await installAudit(databaseUrl);
    broker = await WatchedBroker.connect(amqpUrl, RETRY_DELAYS_MS);
    stage = new CanaryStage(system, broker);
    await playCanaryStory(stage);
    deadLetters = await seeDeadLetters(new Ops(system.env));
    web = [...stage.sights, ...(await metricsOf(system))];
    rows = await auditedRows(databaseUrl);
    lines = output.lines();
  }, 240_000);

  afterAll(async () => {
    await broker.close();
    await system.stop({ servers: false });
    await removeAudit(system.env.DATABASE_URL ?? '');
  }, 60_000);

  const leaksIn = (sights: readonly Sight[]): Leak[] => {
    expect(sights.length).toBeGreaterThan(0);
    return distinct(sights.flatMap(({ place, text }) => search.find(place, text)));
  };

  it('is in no line of a log', () => {
    expect(leaksIn(lines)).toEqual([]);
  });

  it('is in no metric, no report of health and no HTTP error', () => {
    expect(leaksIn(web)).toEqual([]);
  });

  it('is on no envelope of a dead letter', () => {
    expect(leaksIn(deadLetters.envelopes)).toEqual([]);
  });

  it('is in nothing that on call is shown of dead letters', () => {
    expect(leaksIn(deadLetters.views)).toEqual([]);
  });

  it('is in no event of ours, no answer to a command, and on no envelope under way', () => {
    expect(leaksIn(broker.sights)).toEqual([]);
  });

  it('is in no table but where its owner keeps it', () => {
    expect(leaksIn(columnsOf(rows).filter(({ place }) => !isAllowed(place)))).toEqual([]);
  });

  it('went through: every column that may hold it does, and every schema was written to', () => {
    const kept = columnsOf(rows).filter(({ place, text }) => {
      return isAllowed(place) && search.find('allowed', text).length > 0;
    });
    const places = [...new Set(kept.map(({ place }) => nameOf(place)))];
    expect(places.sort()).toEqual(Object.keys(ALLOWED_COLUMNS).sort());
    const schemas = new Set(rows.map(({ table }) => table.split('.')[0]));
    expect([...schemas].sort()).toEqual([...SCHEMAS].sort());
  });

  it('met every fault of the bank, and every class of errors came of them', () => {
    expect(stage.idleFaults).toEqual([]);
    const metrics = web.map(({ text }) => text).join('\n');
    const counted = [...metrics.matchAll(/tbank_api_errors_total\{[^}]*code="(\w+)"/g)];
    expect(counted.map(([, code]) => code)).toEqual(expect.arrayContaining(BANK_CODES));
    const opened = rows.filter(({ table, row }) => {
      return table === 'tbank.bank_breaker' && row.state === 'open';
    });
    expect(opened.length).toBeGreaterThan(0);
  });

  it('met every refusal of ours, at every door', () => {
    const codes = [...broker.errorCodes, ...deadLetters.errorCodes];
    expect(codes).toEqual(expect.arrayContaining(OUR_CODES));
    expect([...stage.webhookAnswers.keys()].sort()).toEqual([200, 400, 413]);
    const answers = new Set(web.map(({ text }) => text.slice(0, 3)));
    expect([...answers]).toEqual(expect.arrayContaining(['400', '401', '404']));
    const quarantined = rows.filter(({ row }) => typeof row.quarantine_reason === 'string');
    expect(quarantined.length).toBeGreaterThan(5);
  });

  it('was logged about by every process, also by the one that was killed', () => {
    const told = lines.map(({ place, text }) => `${place} ${text}`);
    const starts = (service: string): number =>
      told.filter(
        (line) => line.startsWith(`log: ${service}.log`) && line.includes('service started'),
      ).length;
    expect(system.instances.map(({ name }) => starts(name))).toEqual(
      system.instances.map(({ name }) => (name === 'payout' ? 2 : 1)),
    );
    expect(told.filter((line) => line.includes('message not handled')).length).toBeGreaterThan(50);
  });
});

const BANK_CODES = [
  'BANK_AUTH',
  'BANK_CONTRACT',
  'BANK_OUTCOME_UNKNOWN',
  'BANK_RATE_LIMIT',
  'BANK_REFUSED',
  'BANK_UNAVAILABLE',
];

const OUR_CODES = [
  'BAD_EVENT',
  'BAD_JSON',
  'BAD_PAYLOAD',
  'BANK_OUTCOME_UNDECIDED',
  'COMMAND_ID_REUSED',
  'DEAL_EXISTS',
  'DEAL_NOT_FOUND',
  'ENTITY_NOT_FOUND',
  'MESSAGE_ID_REQUIRED',
  'NO_CONSUMER',
  'PAYOUT_EXISTS',
  'SELF_EMPLOYED_EXISTS',
  'SELF_EMPLOYED_FLAGGED',
  'SHARE_EXCEEDED',
  'SPLIT_INVALID',
];

/** As it stands in the address of the broker, which is the one secret we cannot choose. */
function brokerLogin(amqpUrl: string): Canary {
  const { username, password } = new URL(amqpUrl);
  return { name: 'broker login', value: `${username}:${password}@` };
}

const nameOf = (place: string): string => place.replace('table: ', '');
const isAllowed = (place: string): boolean => nameOf(place) in ALLOWED_COLUMNS;

/** Each value with the column it stood in. */
function columnsOf(rows: readonly StoredRow[]): Sight[] {
  return rows.flatMap(({ table, row }) =>
    Object.entries(row).map(([column, value]) => {
      return { place: `table: ${table}.${column}`, text: JSON.stringify(value) };
    }),
  );
}

/** One of a kind: the same canary at the same place a thousand times is one line of the report. */
function distinct(leaks: readonly Leak[]): Leak[] {
  const keyOf = ({ canary, place, spelling }: Leak): string => `${canary} ${place} ${spelling}`;
  return [...new Map(leaks.map((leak) => [keyOf(leak), leak])).values()];
}
