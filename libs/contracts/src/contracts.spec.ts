import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import {
  AlertRaisedData,
  BANK_EVENT_TYPES,
  COMMAND_NAMES,
  CommandOutcomeData,
  commandsQueueOf,
  DealAcceptCommand,
  DealCancelCommand,
  DealCancelledData,
  DealCreateCommand,
  DealEventData,
  DealStatusChangedData,
  DealStepCreateCommand,
  deadLetterQueueOf,
  eventsQueueOf,
  isBankEventType,
  LK_EVENT_TYPES,
  NotificationRequestedData,
  parseCloudEvent,
  PaymentEventData,
  PaymentFailedData,
  PayoutCreateCommand,
  PayoutEventData,
  PayoutFailedData,
  PayoutStatusChangedData,
  ReceiptCancelledData,
  ReceiptReadyData,
  SelfEmployedReceiptsFetchCommand,
  SelfEmployedRegisterCommand,
  SelfEmployedRiskFlaggedData,
  SelfEmployedStatusChangedData,
  SelfEmployedSyncCommand,
  type ServiceSubscriptions,
  SUBSCRIPTIONS,
} from '.';

const ID = 'a4f4d8f0-4f0e-4a9e-9a39-000000000001';
const INN = '500100732259';
const ACCOUNT = '40702810900000000001';
const RECIPIENT = {
  recipientId: 'r-1',
  role: 'agent',
  legalType: 'SE',
  inn: INN,
  splitType: 'percent',
  splitValue: 33.3333,
};
const DEAL = { dealId: ID, amount: 1500.5, description: 'Flat', recipients: [RECIPIENT] };
const PAYOUT = { payoutId: ID, dealId: ID, recipientId: 'r-1', amount: '10.50', purpose: 'Fee' };
const PERSON = {
  selfEmployedId: ID,
  inn: INN,
  firstName: 'A',
  lastName: 'B',
  accountNumber: ACCOUNT,
  bik: '044525974',
};
const CAUSE = { kind: 'event', id: 'e-1' };
const DEAL_CHANGED = {
  version: 1,
  cause: CAUSE,
  dealId: ID,
  from: 'draft',
  to: 'ready_to_pay',
  bankStatus: 'ACCEPTED',
  recipients: [{ recipientId: 'r-1', payoutStatus: 'pending' }],
};
const PAYOUT_CHANGED = {
  version: 2,
  cause: CAUSE,
  payoutId: ID,
  dealId: ID,
  recipientId: 'r-1',
  to: 'bank_hold',
  amountKopecks: '1050',
};

/** The properties that are wrong, as the consumer reports them. */
function wrongFields(type: new () => object, plain: object): string[] {
  return validateSync(plainToInstance(type, plain)).map(({ property }) => property);
}

describe('payload classes', () => {
  it.each<[new () => object, object]>([
    [DealEventData, { dealId: 'd', extra: true }],
    [DealCancelledData, { dealId: 'd', reason: 'r' }],
    [PaymentEventData, { dealId: 'd' }],
    [PaymentEventData, { dealId: 'd', paymentId: 'p', amount: 0.29 }],
    [PaymentFailedData, { dealId: 'd', errorCode: 'X', errorMessage: 'x' }],
    [PayoutEventData, { recipientId: 'r', dealId: 'd', paymentId: 'p', amount: '1.50' }],
    [PayoutFailedData, { recipientId: 'r', errorCode: 'X' }],
    [ReceiptReadyData, { inn: INN, receiptId: 'x', url: 'https://x', amount: 1 }],
    [ReceiptCancelledData, { inn: INN }],
    [DealCreateCommand, DEAL],
    [
      DealCreateCommand,
      {
        ...DEAL,
        accountNumber: `${ACCOUNT}00`,
        steps: [{ stepId: 's', description: 'abc' }],
        recipients: [
          { ...RECIPIENT, legalType: 'OOO', inn: '7707083893', kpp: '770701001' },
          { ...RECIPIENT, splitType: 'fixed', splitValue: 10, beneficiaryId: 'b' },
        ],
      },
    ],
    [DealAcceptCommand, { dealId: ID }],
    [DealStepCreateCommand, { dealId: ID, stepId: 's', description: 'abc' }],
    [DealCancelCommand, { dealId: ID, reason: 'r' }],
    [PayoutCreateCommand, PAYOUT],
    [SelfEmployedRegisterCommand, { ...PERSON, middleName: 'C', phone: '+7 (999) 123-45-67' }],
    [DealCreateCommand, { ...DEAL, steps: [{ description: 'Keys' }] }],
    [DealCreateCommand, { ...DEAL, recipients: [{ ...RECIPIENT, splitValue: '33.333333' }] }],
    [SelfEmployedSyncCommand, {}],
    [SelfEmployedReceiptsFetchCommand, { inn: INN, dealId: null, to: '2026-01-31' }],
    [SelfEmployedReceiptsFetchCommand, { dealId: ID, inn: null, from: '2026-01-31T10:00Z' }],
    [
      SelfEmployedReceiptsFetchCommand,
      { inn: INN, from: '2026-01-31T10:00:00.5Z', to: '2026-01-31' },
    ],
    [DealStatusChangedData, DEAL_CHANGED],
    [PayoutStatusChangedData, PAYOUT_CHANGED],
    [SelfEmployedStatusChangedData, { version: 1, cause: CAUSE, selfEmployedId: ID, to: 'ACTIVE' }],
    [
      SelfEmployedRiskFlaggedData,
      { version: 1, cause: CAUSE, selfEmployedId: ID, cancelledReceipts: 3 },
    ],
    [CommandOutcomeData, { commandId: ID, command: 'deal.create', result: {} }],
    [NotificationRequestedData, { template: 't', audience: 'support', dedupKey: 'k' }],
    [AlertRaisedData, { code: 'X', severity: 'critical', summary: 's', dedupKey: 'k' }],
  ])('%p accepts the documented shape', (type, plain) => {
    expect(wrongFields(type, plain)).toEqual([]);
  });

  it.each<[string, new () => object, object]>([
    ['dealId', DealEventData, {}],
    ['dealId', DealEventData, { dealId: 'd'.repeat(201) }],
    ['dealId', DealEventData, { dealId: 7 }],
    ['recipientId', PayoutEventData, { recipientId: 7.5 }],
    ['recipientId', PayoutEventData, { recipientId: 2 ** 31 }],
    ['recipientId', PayoutEventData, { recipientId: Number(INN) }],
    ['paymentId', PaymentEventData, { dealId: 'd', paymentId: {} }],
    ['amount', PaymentEventData, { dealId: 'd', amount: 1.001 }],
    ['amount', PaymentEventData, { dealId: 'd', amount: -1 }],
    ['errorCode', PaymentFailedData, { dealId: 'd', errorCode: 7 }],
    ['recipientId', PayoutEventData, { dealId: 'd' }],
    ['inn', ReceiptReadyData, { inn: '7707083893', receiptId: 'x' }],
    ['inn', ReceiptReadyData, { inn: Number(INN), receiptId: 'x' }],
    ['receiptId', ReceiptReadyData, { inn: INN }],
    ['dealId', DealCreateCommand, { ...DEAL, dealId: 'd' }],
    ['amount', DealCreateCommand, { ...DEAL, amount: '1,5' }],
    ['description', DealCreateCommand, { ...DEAL, description: 'ab' }],
    ['description', DealCreateCommand, { ...DEAL, description: 'a'.repeat(4097) }],
    ['recipients', DealCreateCommand, { ...DEAL, recipients: [] }],
    ['recipients', DealCreateCommand, { ...DEAL, recipients: RECIPIENT }],
    ['recipients', DealCreateCommand, { ...DEAL, recipients: [null] }],
    ['recipients', DealCreateCommand, { ...DEAL, recipients: ['text'] }],
    ['recipients', DealCreateCommand, { ...DEAL, recipients: [{ ...RECIPIENT, inn: '1' }] }],
    ['recipients', DealCreateCommand, { ...DEAL, recipients: [{ ...RECIPIENT, splitValue: 0 }] }],
    [
      'recipients',
      DealCreateCommand,
      { ...DEAL, recipients: [{ ...RECIPIENT, splitValue: '1e2' }] },
    ],
    ['recipients', DealCreateCommand, { ...DEAL, recipients: [{ ...RECIPIENT, legalType: 'X' }] }],
    ['steps', DealCreateCommand, { ...DEAL, steps: [null] }],
    ['steps', DealCreateCommand, { ...DEAL, steps: [{ stepId: 's', description: 'ab' }] }],
    ['accountNumber', DealCreateCommand, { ...DEAL, accountNumber: '1' }],
    ['reason', DealCancelCommand, { dealId: ID }],
    ['purpose', PayoutCreateCommand, { ...PAYOUT, purpose: 'a'.repeat(211) }],
    ['purpose', PayoutCreateCommand, { ...PAYOUT, purpose: '' }],
    ['payoutId', PayoutCreateCommand, { ...PAYOUT, payoutId: 'p' }],
    ['bik', SelfEmployedRegisterCommand, { ...PERSON, bik: '1' }],
    ['phone', SelfEmployedRegisterCommand, { ...PERSON, phone: 'call me' }],
    ['lastName', SelfEmployedRegisterCommand, { ...PERSON, lastName: '' }],
    ['inn', SelfEmployedReceiptsFetchCommand, {}],
    ['inn', SelfEmployedReceiptsFetchCommand, { inn: null, dealId: null }],
    ['inn', SelfEmployedReceiptsFetchCommand, { inn: '7700000001' }],
    ['dealId', SelfEmployedReceiptsFetchCommand, { dealId: 'd' }],
    ['dealId', SelfEmployedReceiptsFetchCommand, { inn: INN, dealId: ID }],
    ['from', SelfEmployedReceiptsFetchCommand, { inn: INN, from: '2026-02-31' }],
    ['from', SelfEmployedReceiptsFetchCommand, { inn: INN, from: '2026-01-01T10:00+03:00' }],
    ['from', SelfEmployedReceiptsFetchCommand, { inn: INN, from: 20260101 }],
    ['to', SelfEmployedReceiptsFetchCommand, { inn: INN, to: 'yesterday' }],
    ['to', SelfEmployedReceiptsFetchCommand, { inn: INN, from: '2026-01-02', to: '2026-01-01' }],
    [
      'to',
      SelfEmployedReceiptsFetchCommand,
      { inn: INN, from: '2026-01-01T10:00Z', to: '2026-01-01T09:59Z' },
    ],
    ['cause', DealStatusChangedData, { ...DEAL_CHANGED, cause: undefined }],
    ['cause', DealStatusChangedData, { ...DEAL_CHANGED, cause: { kind: 'whim', id: 'x' } }],
    ['version', DealStatusChangedData, { ...DEAL_CHANGED, version: 0 }],
    ['recipients', DealStatusChangedData, { ...DEAL_CHANGED, recipients: undefined }],
    ['recipients', DealStatusChangedData, { ...DEAL_CHANGED, recipients: [null] }],
    ['amountKopecks', PayoutStatusChangedData, { ...PAYOUT_CHANGED, amountKopecks: 1050 }],
    ['to', PayoutStatusChangedData, { ...PAYOUT_CHANGED, to: 'gone' }],
    ['command', CommandOutcomeData, { commandId: ID, command: 'deal.burn' }],
    ['severity', AlertRaisedData, { code: 'X', severity: 'awful', summary: 's', dedupKey: 'k' }],
  ])('refuses a wrong %s of %p', (field, type, plain) => {
    expect(wrongFields(type, plain)).toEqual([field]);
  });
});

describe('the id of a recipient', () => {
  it('is text, also where the bank writes a number', () => {
    const data = plainToInstance(PayoutEventData, { recipientId: 100001, paymentId: '7' });
    expect(validateSync(data)).toEqual([]);
    expect(data).toMatchObject({ recipientId: '100001', paymentId: '7' });
  });
});

describe('ids of ours', () => {
  it.each(['11111111-1111-1111-1111-111111111111', '00000000-0000-0000-0000-000000000001'])(
    'may be %s: the form counts, not the version',
    (dealId) => {
      expect(wrongFields(DealAcceptCommand, { dealId })).toEqual([]);
    },
  );

  it('are one id in either case', () => {
    const command = plainToInstance(PayoutCreateCommand, {
      payoutId: ID.toUpperCase(),
      dealId: ID.toUpperCase(),
    });
    expect(command).toMatchObject({ payoutId: ID, dealId: ID });
  });

  it.each(['.', '..', ''])(
    'do not accept %p as a recipient, it leads elsewhere in a path',
    (recipientId) => {
      const recipient = { ...RECIPIENT, recipientId };
      const command = plainToInstance(DealCreateCommand, { recipients: [recipient] });
      const fields = validateSync(command).flatMap(({ children = [] }) => children);
      expect(JSON.stringify(fields)).toContain('recipientId');
    },
  );
});

describe('SUBSCRIPTIONS', () => {
  const services: ServiceSubscriptions[] = Object.values(SUBSCRIPTIONS);

  it('gives each of the twelve events of the bank to exactly one service', () => {
    const read = services.flatMap(({ bankEvents = [] }) => [...bankEvents]);
    expect(BANK_EVENT_TYPES).toHaveLength(12);
    expect([...read].sort()).toEqual([...BANK_EVENT_TYPES].sort());
  });

  it('gives each command to exactly one service', () => {
    const handled = services.flatMap(({ commands = [] }) => [...commands]);
    expect([...handled].sort()).toEqual([...COMMAND_NAMES].sort());
  });

  it('subscribes only to events of ours that exist', () => {
    const read = services.flatMap(({ lkEvents = [] }) => [...lkEvents]);
    expect(LK_EVENT_TYPES).toEqual(expect.arrayContaining(read));
  });
});

describe('names', () => {
  it('tells events of the bank from others', () => {
    expect([isBankEventType('payout.failed'), isBankEventType('payout.lost')]).toEqual([
      true,
      false,
    ]);
  });

  it('forms queue names as the contract has them', () => {
    expect([
      eventsQueueOf('deal'),
      commandsQueueOf('deal'),
      deadLetterQueueOf('deal.events'),
    ]).toEqual(['deal.events', 'deal.commands', 'deal.events.dlq']);
  });
});

describe('parseCloudEvent', () => {
  const event = { id: 'e', source: 'urn:x', type: 't', data: {} };

  it('takes an event as it is', () => {
    expect(parseCloudEvent(event)).toBe(event);
  });

  it.each([
    [null, {}],
    [{ ...event, id: '' }, { field: 'id' }],
    [{ ...event, source: 1 }, { field: 'source' }],
    [{ ...event, type: undefined }, { field: 'type' }],
    [{ ...event, data: 'x' }, {}],
  ])('refuses %j', (body, safeDetails) => {
    expect(() => parseCloudEvent(body)).toThrow(
      expect.objectContaining({ code: 'BAD_EVENT', safeDetails }) as Error,
    );
  });
});
