import { type BankContext, type Origin } from './bank-context';
import { BankRefusal } from './bank-refusal';
import { addTo } from './grouped';
import {
  type RecipientStatus,
  type SelfEmployedStatus,
  usualSelfEmployedStatus,
} from './recipient-status';

/** The ids of recipients are int32 at the bank, unlike the uuids of everything else. */
const FIRST_RECIPIENT_ID = 100_001;
/** Later than this began nobody: a simulator that was killed must not give its ids a second time. */
const EPOCH_S = Date.UTC(2026, 0, 1) / 1000;

export interface SelfEmployedApplication {
  correlationId?: string | undefined;
  firstName: string;
  lastName: string;
  middleName?: string | undefined;
  inn: string;
  mobileNumber?: string | undefined;
  bankInfo: { accountNumber: string; bankBic: string };
}

/** A self-employed person in the bank's registry. */
export interface SelfEmployedRecipient extends Readonly<SelfEmployedApplication> {
  readonly id: number;
  readonly createdAt: Date;
  status: RecipientStatus;
  selfEmployedStatus: SelfEmployedStatus;
}

export interface RecipientFilter {
  inn?: string[] | undefined;
  recipientIds?: number[] | undefined;
  status?: string[] | undefined;
  selfEmployedStatus?: string[] | undefined;
}

/** The bank's registry of self-employed people. Two applications make two recipients. */
export class SelfEmployedRegistry {
  private readonly byId = new Map<number, SelfEmployedRecipient>();
  private readonly byInn = new Map<string, SelfEmployedRecipient[]>();
  private nextId: number;

  constructor(private readonly context: BankContext) {
    const startedS = Math.floor(context.now().getTime() / 1000);
    this.nextId = FIRST_RECIPIENT_ID + Math.max(0, startedS - EPOCH_S);
  }

  add(application: SelfEmployedApplication, origin?: Origin): SelfEmployedRecipient {
    const recipient: SelfEmployedRecipient = {
      ...application,
      id: this.nextId++,
      createdAt: this.context.now(),
      status: 'DRAFT',
      selfEmployedStatus: 'REGISTRATION_WAIT',
    };
    this.byId.set(recipient.id, recipient);
    addTo(this.byInn, recipient.inn, recipient);
    this.context.effect('self-employed.added', String(recipient.id), origin);
    return recipient;
  }

  list({ inn, recipientIds, ...filter }: RecipientFilter): SelfEmployedRecipient[] {
    const ids = recipientIds && new Set(recipientIds);
    const { status, selfEmployedStatus } = filter;
    return this.candidates(inn).filter(
      (recipient) =>
        (!ids || ids.has(recipient.id)) &&
        (!status || status.includes(recipient.status)) &&
        (!selfEmployedStatus || selfEmployedStatus.includes(recipient.selfEmployedStatus)),
    );
  }

  /** A payment names its recipient by text; only a registered person has a number there. */
  findByBeneficiaryId(beneficiaryId: string): SelfEmployedRecipient | undefined {
    return this.byId.get(Number(beneficiaryId));
  }

  /** A person at the bank decides about everybody with that INN. */
  setStatus(
    inn: string,
    status: RecipientStatus,
    selfEmployedStatus = usualSelfEmployedStatus(status),
  ): readonly SelfEmployedRecipient[] {
    const recipients = this.withInn(inn);
    if (recipients.length === 0) throw new BankRefusal(404, 'OBJECT_NOT_FOUND', 'ИНН не найден');
    for (const recipient of recipients) this.change(recipient, status, selfEmployedStatus);
    return recipients;
  }

  /** One step of the bank's own work; somebody decided about meanwhile is left alone. */
  advance(id: number, from: RecipientStatus, to: RecipientStatus): void {
    const recipient = this.byId.get(id);
    if (recipient?.status === from) this.change(recipient, to, usualSelfEmployedStatus(to));
  }

  all(): SelfEmployedRecipient[] {
    return [...this.byId.values()];
  }

  clear(): void {
    this.byId.clear();
    this.byInn.clear();
  }

  private change(
    recipient: SelfEmployedRecipient,
    status: RecipientStatus,
    selfEmployedStatus: SelfEmployedStatus,
  ): void {
    Object.assign(recipient, { status, selfEmployedStatus });
    this.context.effect(`self-employed.${status.toLowerCase()}`, String(recipient.id));
  }

  private candidates(inn: string[] | undefined): readonly SelfEmployedRecipient[] {
    return inn ? [...new Set(inn)].flatMap((value) => this.withInn(value)) : this.all();
  }

  private withInn(inn: string): readonly SelfEmployedRecipient[] {
    return this.byInn.get(inn) ?? [];
  }
}
