import { setImmediate as breathe } from 'node:timers/promises';
import { type AuditHead, type AuditRow, hashOf, recordOf } from './audit-record';
import { type AuditSeals } from './audit-seals';
import { type AuditRepository, type SealedHead } from './audit.repository';

/** Rows read at a time: some milliseconds of hashing, a megabyte of memory. */
const BATCH_ROWS = 1000;

const BEGINNING: AuditHead = { seq: 0, hash: '00'.repeat(32) };

export class AuditVerdict {
  readonly ok!: boolean;
  /** Records found in order. */
  readonly checked!: number;
  /** The first record that is missing, changed or does not continue the one before. */
  readonly firstBrokenSeq!: number | null;
  /** What is wrong there. */
  readonly reason!: string | null;
  /** Where the log ends; compared with a note of an earlier day it shows a log that was put back. */
  readonly head!: { readonly seq: number; readonly hash: string } | null;
  /** The first sealed record: 1 when all are. Null: none is, or no key is configured. */
  readonly sealedFrom!: number | null;
}

interface Flaw {
  readonly seq: number;
  readonly reason: string;
}

/** How far the reading is. */
interface Progress {
  readonly last: AuditHead;
  readonly sealedFrom: number | null;
}

/**
 * Reads the whole log again. It finds: a record changed, removed or put between others; records cut
 * off the end; records added past the end. With OPS_AUDIT_KEY also what somebody did who may do
 * anything in the database but has not the key: a log cut off, or written anew from some record on,
 * with all hashes and the end made right, also when more was recorded since.
 *
 * Not to be seen from inside: a copy of an earlier day put back as a whole, and, at a log stripped of
 * all its seals, anything before `sealedFrom`. For that, keep the `head` and `sealedFrom` of
 * a verdict, or the metric `ops_audit_records`, outside.
 */
export class VerifyAudit {
  private running?: Promise<AuditVerdict>;

  constructor(
    private readonly records: AuditRepository,
    private readonly seals: AuditSeals,
  ) {}

  /** Callers at one time share one reading. */
  execute(): Promise<AuditVerdict> {
    this.running ??= this.verify().finally(() => (this.running = undefined));
    return this.running;
  }

  /** What is appended meanwhile lies past the end as it was when the reading began. */
  private async verify(): Promise<AuditVerdict> {
    const head = await this.records.findHead();
    let progress: Progress = { last: BEGINNING, sealedFrom: null };
    if (!head) return verdict(progress, null, { seq: 1, reason: 'The end of the log is gone' });
    while (progress.last.seq < head.seq) {
      const rows = await this.records.readOn(progress.last.seq, BATCH_ROWS);
      if (rows.length === 0) break;
      const result = this.readBatch(rows.slice(0, head.seq - progress.last.seq), progress);
      if ('flaw' in result) return verdict(result.progress, head, result.flaw);
      progress = result;
      await breathe();
    }
    const flaw = this.flawOfEnd(head, progress) ?? (await this.flawPastEnd());
    return verdict(progress, head, flaw);
  }

  private readBatch(
    rows: readonly AuditRow[],
    start: Progress,
  ): Progress | { flaw: Flaw; progress: Progress } {
    let progress = start;
    for (const row of rows) {
      const at = { seq: Number(row.seq), hash: row.hash.toString('hex') };
      const flaw = flawOf(row, progress.last) ?? this.flawOfSeal(row, at, progress);
      if (flaw) return { flaw, progress };
      const sealedFrom = progress.sealedFrom ?? (this.seals.active && row.seal ? at.seq : null);
      progress = { last: at, sealedFrom };
    }
    return progress;
  }

  private flawOfSeal(row: AuditRow, at: AuditHead, { sealedFrom }: Progress): Flaw | undefined {
    if (!this.seals.active || (row.seal === null && sealedFrom === null)) return undefined;
    if (this.seals.isRight(row.seal, 'record', at)) return undefined;
    return { seq: at.seq, reason: 'The record is not sealed with the key' };
  }

  private flawOfEnd(head: SealedHead, { last, sealedFrom }: Progress): Flaw | undefined {
    if (last.seq < head.seq) return { seq: last.seq + 1, reason: 'Records are cut off the end' };
    if (last.hash !== head.hash) {
      return { seq: last.seq, reason: 'The last record is not the one that the log ends with' };
    }
    if (sealedFrom === null || this.seals.isRight(head.seal, 'end', last)) return undefined;
    return { seq: last.seq, reason: 'The end of the log is not sealed with the key' };
  }

  private async flawPastEnd(): Promise<Flaw | undefined> {
    const { head, last } = await this.records.ends();
    return last > head ? { seq: head + 1, reason: 'Records stand past the end' } : undefined;
  }
}

function flawOf(row: AuditRow, last: AuditHead): Flaw | undefined {
  const seq = last.seq + 1;
  const record = recordOf(row);
  if (record.seq !== seq) return { seq, reason: 'The record is missing' };
  if (record.prevHash !== last.hash) {
    return { seq, reason: 'The record does not continue the one before' };
  }
  if (hashOf(record) === row.hash.toString('hex')) return undefined;
  return { seq, reason: 'The record was changed' };
}

function verdict(
  { last, sealedFrom }: Progress,
  head: AuditHead | null,
  flaw: Flaw | undefined,
): AuditVerdict {
  return {
    ok: flaw === undefined,
    checked: last.seq,
    firstBrokenSeq: flaw?.seq ?? null,
    reason: flaw?.reason ?? null,
    head: head && { seq: head.seq, hash: head.hash },
    sealedFrom,
  };
}
