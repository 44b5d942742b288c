import { kopecksToRubles } from '@lk/kernel';
import { type RunRepository } from '../../adapters/run.repository';
import { type BankReceiptSide } from '../../domain/bank-sides';
import { compareReceipts } from '../../domain/compare-person';
import { driftIdOf, type Finding, type MissingFact } from '../../domain/finding';
import { type Cursor } from '../../domain/run';
import { type KnownPerson, type Phase, type RunContext, type Write } from '../run-context';
import { allPeople, listPeople } from './people.phase';
import { FIRST_KEY, type Reading } from './reading';

/** One request a second: so many people are asked about again after a crash. */
const PAGE = 20;
const MARK = 'receipts.after';

/** The receipts of people, a part of them in each run and all in a sweep, going round. */
export class ReceiptsPhase implements Phase {
  constructor(
    private readonly reading: Reading,
    private readonly runs: RunRepository,
  ) {}

  async step(context: RunContext, cursor: Cursor | undefined): Promise<Write> {
    const people = await this.people(context);
    const isSweep = context.run.mode === 'sweep';
    const from = isSweep ? undefined : await this.runs.mark<string>(MARK);
    const after = cursor?.after ?? from ?? FIRST_KEY;
    const batch = people.filter(({ selfEmployedId }) => selfEmployedId > after).slice(0, PAGE);
    const { findings, receipt } = await this.compare(context, batch);
    const last = batch.at(-1)?.selfEmployedId;
    const done = (cursor?.done ?? 0) + batch.length;
    const enough = !isSweep && done >= this.reading.config.RECONCILIATION_RECEIPTS_PER_RUN;
    const isEnd = batch.length < PAGE;
    const write = this.reading.writer.of(context, {
      findings,
      checked: { receipt },
      stats: { bankCalls: batch.length, ownReads: 1 },
      next: isEnd || enough || last === undefined ? undefined : { after: last, done },
    });
    return async (tx) => {
      await this.runs.setMark(tx, MARK, isEnd ? FIRST_KEY : (last ?? FIRST_KEY));
      return write(tx);
    };
  }

  /** After a crash nobody's INN is known any more: the list is read again. */
  private async people(context: RunContext): Promise<readonly KnownPerson[]> {
    if (!context.memory.people) {
      const ours = await allPeople(this.reading);
      await listPeople(this.reading, context, ours);
    }
    return context.memory.people ?? [];
  }

  private async compare(
    context: RunContext,
    batch: readonly KnownPerson[],
  ): Promise<{ findings: Finding[]; receipt: string[] }> {
    const ids = batch.map(({ selfEmployedId }) => selfEmployedId);
    const sides = await this.reading.sides.receipts(ids);
    const byId = new Map(sides.map((side) => [side.selfEmployedId, side.receipts]));
    const findings: Finding[] = [];
    const receipt: string[] = [];
    for (const { selfEmployedId, inn } of batch) {
      const ours = byId.get(selfEmployedId) ?? [];
      const receipts = await this.reading.bank.receipts(inn);
      const found = compareReceipts(selfEmployedId, ours, receipts);
      this.rememberFacts(context, found, receipts, inn);
      findings.push(...found);
      receipt.push(...[...ours, ...receipts].map(({ receiptId }) => receiptId));
    }
    return { findings, receipt };
  }

  private rememberFacts(
    { memory }: RunContext,
    findings: readonly Finding[],
    receipts: readonly BankReceiptSide[],
    inn: string,
  ): void {
    for (const finding of findings) {
      const receipt = receipts.find(({ receiptId }) => receiptId === finding.subjectId);
      const fact = receipt && receiptFact(finding, receipt, inn);
      if (fact) memory.personalFacts.set(driftIdOf(finding), fact);
    }
  }
}

function receiptFact(
  { repair }: Finding,
  { receiptId, amountKopecks, url }: BankReceiptSide,
  inn: string,
): MissingFact | undefined {
  if (repair?.kind !== 'seen-again') return undefined;
  const { type } = repair;
  if (type === 'receipt.cancelled') return { type, data: { inn, receiptId } };
  return {
    type,
    data: {
      ...{ inn, receiptId },
      ...(amountKopecks !== undefined && { amount: kopecksToRubles(amountKopecks) }),
      ...(url !== undefined && { url }),
    },
  };
}
