import { type DealCreateCommand, type DealRecipient } from '@lk/contracts';
import { rublesToKopecks } from '@lk/kernel';
import { CommandRefusal } from '@lk/outbox';
import { type RecipientEntity, type StepEntity } from '../adapters/deal.entities';
import { type DealRecord } from '../adapters/deal.repository';
import { splitAmount } from '../domain/split';

/**
 * The rows of a new deal.
 * @throws CommandRefusal `AMOUNT_INVALID`, `RECIPIENTS_NOT_UNIQUE`, `STEPS_NOT_UNIQUE`, `SPLIT_INVALID`
 */
export function newDealRecord(
  command: DealCreateCommand,
  commandId: string,
  defaultAccount: string,
): DealRecord {
  const { dealId } = command;
  const now = new Date();
  const amountKopecks = rublesToKopecks(command.amount);
  if (amountKopecks === 0n)
    throw new CommandRefusal('AMOUNT_INVALID', 'The amount must be above zero');
  return {
    deal: {
      dealId,
      externalDealId: null,
      accountNumber: command.accountNumber ?? defaultAccount,
      amountKopecks,
      status: 'draft',
      bankStatus: 'DRAFT',
      contradictions: [],
      version: 0,
      createdBy: commandId,
      createdAt: now,
      changedAt: now,
    },
    recipients: recipientRows(dealId, command.recipients, amountKopecks),
    steps: stepRows(command, commandId),
  };
}

function recipientRows(
  dealId: string,
  recipients: readonly DealRecipient[],
  amountKopecks: bigint,
): RecipientEntity[] {
  if (!unique(recipients.map(({ recipientId }) => recipientId))) {
    throw new CommandRefusal('RECIPIENTS_NOT_UNIQUE', 'Two recipients have the same recipientId');
  }
  const split = splitAmount(amountKopecks, recipients);
  if (!split.ok) {
    throw new CommandRefusal('SPLIT_INVALID', 'The shares do not make up the amount of the deal', {
      reason: split.problem,
    });
  }
  return recipients.map((recipient, position) => ({
    dealId,
    recipientId: recipient.recipientId,
    position,
    role: recipient.role,
    legalType: recipient.legalType,
    inn: recipient.inn,
    externalRecipientId: recipient.beneficiaryId ?? null,
    bankDetailsId: recipient.bankDetailsId ?? null,
    shareKopecks: split.sharesKopecks[position] ?? 0n,
    payoutStatus: 'pending',
    paidAt: null,
  }));
}

function stepRows(
  { dealId, description, steps }: DealCreateCommand,
  createdBy: string,
): StepEntity[] {
  const asked = steps && steps.length > 0 ? steps : [{ description }];
  const wanted = asked.map((step, index) => ({
    ...step,
    stepId: step.stepId ?? String(index + 1),
  }));
  if (!unique(wanted.map(({ stepId }) => stepId))) {
    throw new CommandRefusal('STEPS_NOT_UNIQUE', 'Two steps have the same stepId');
  }
  return wanted.map((step, position) => ({
    dealId,
    stepId: step.stepId,
    position,
    description: step.description,
    externalStepId: null,
    createdBy,
  }));
}

const unique = (values: readonly string[]): boolean => new Set(values).size === values.length;
