import { type Clock } from '@lk/kernel';
import { type TransactionRunner } from '@lk/persistence';
import { type CredentialsRow, readBreaker, readCredentials, readLimits } from '@lk/tbank-client';
import {
  type BankStatusView,
  type BreakerView,
  type CertificateView,
  type LimitView,
  type OpenCallView,
  type UnknownOutcomesView,
} from './bank.views';

const DAY_MS = 24 * 3_600_000;

/** The index of open calls holds few rows. */
const COUNT_UNKNOWN = `
  SELECT count(*)::int AS count, min(unknown_since) AS "oldestSince"
  FROM tbank.bank_calls WHERE is_open AND uncertain`;

const OPEN_CALLS = `
  SELECT operation, business_id AS "businessId", unknown_since AS "unknownSince",
         look_ups AS "lookUps"
  FROM tbank.bank_calls WHERE is_open AND uncertain ORDER BY first_sent_at LIMIT 50`;

/** What all services know together of the bank: they keep it in one schema, which ops may read. */
export class BankStateRepository {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly clock: Clock,
  ) {}

  async status(): Promise<BankStatusView> {
    const [breaker, limits, certificates, [unknown], openCalls] = await Promise.all([
      this.breaker(),
      this.limits(),
      this.certificates(),
      this.transactions.query<UnknownOutcomesView>(COUNT_UNKNOWN),
      this.transactions.query<OpenCallView>(OPEN_CALLS),
    ]);
    const { lastSuccessAt = null, lastFailureAt = null } = breaker ?? {};
    const unknownOutcomes = unknown ?? { count: 0, oldestSince: null };
    const times = { lastSuccessAt, lastFailureAt };
    return { breaker, limits, certificates, ...times, unknownOutcomes, openCalls };
  }

  async breaker(): Promise<BreakerView | null> {
    const status = await readBreaker(this.transactions);
    if (!status) return null;
    const { state, since, openForMs, openedBy, openedAt } = status;
    const { lastSuccessAt, lastFailureAt, lastFailureCode } = status;
    return {
      ...{ state, since, openForMs, openedBy, openedAt },
      ...{ lastSuccessAt, lastFailureAt, lastFailureCode },
    };
  }

  limits(): Promise<LimitView[]> {
    return readLimits(this.transactions);
  }

  /** Each certificate of each service once, the one that ends first at the head. */
  async certificates(): Promise<CertificateView[]> {
    const rows = await readCredentials(this.transactions);
    const views = rows.flatMap((row) => this.certificate(row));
    const each = new Map(views.map((view) => [`${view.service} ${view.fingerprint}`, view]));
    return [...each.values()].sort((a, b) => a.notAfter.getTime() - b.notAfter.getTime());
  }

  private certificate(row: CredentialsRow): CertificateView[] {
    const { service, certificateNotAfter: notAfter, certificateFingerprint: fingerprint } = row;
    if (!notAfter) return [];
    const daysLeft = Math.floor((notAfter.getTime() - this.clock.now().getTime()) / DAY_MS);
    return [{ service, notAfter, daysLeft, fingerprint }];
  }
}
