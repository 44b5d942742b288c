import { type SelfEmployedRegisterCommand } from '@lk/contracts';
import { type CommandContext } from '@lk/messaging';
import { causeOf, CommandHandling, CommandRefusal } from '@lk/outbox';
import { type Transaction, TransactionRunner } from '@lk/persistence';
import { changingCall, TBankClient } from '@lk/tbank-client';
import { Injectable } from '@nestjs/common';
import { type SelfEmployedEntity } from '../adapters/self-employed.entities';
import { SelfEmployedRepository } from '../adapters/self-employed.repository';
import { ChangeSelfEmployed } from './change-self-employed';
import { selfEmployedLock } from './self-employed-lock';

/**
 * `self-employed.register`: the person is added at the bank. Names, phone and account are not
 * stored: only the call needs them, and a redelivered command brings them again. The status is DRAFT
 * whatever the answer says, because it is about the application; the list is about the person.
 */
@Injectable()
export class RegisterSelfEmployed {
  constructor(
    private readonly commands: CommandHandling,
    private readonly transactions: TransactionRunner,
    private readonly people: SelfEmployedRepository,
    private readonly bank: TBankClient,
    private readonly change: ChangeSelfEmployed,
  ) {}

  execute(context: CommandContext, command: SelfEmployedRegisterCommand): Promise<void> {
    const selfEmployedId = command.selfEmployedId.toLowerCase();
    return this.commands.run(context, {
      lock: selfEmployedLock(selfEmployedId),
      prepare: (tx) => this.prepare(tx, context, selfEmployedId, command.inn),
      call: () => this.addAtBank(context, selfEmployedId, command),
      settle: async (tx, externalRecipientId) => {
        const person = present(await this.people.lock(tx, selfEmployedId));
        const { traceparent } = context.message;
        await this.change.announce(tx, person, { cause: causeOf(context), traceparent });
        return { selfEmployedId, externalRecipientId, status: person.status };
      },
      refused: (tx) => this.forget(tx, context, selfEmployedId),
    });
  }

  private async prepare(
    tx: Transaction,
    context: CommandContext,
    selfEmployedId: string,
    inn: string,
  ): Promise<void> {
    const known =
      (await this.people.find(tx, selfEmployedId)) ?? (await this.people.findByInn(tx, inn));
    if (known?.selfEmployedId === selfEmployedId && known.createdBy === context.message.id) return;
    const person = newPerson(selfEmployedId, inn, context.message.id);
    if (known || !(await this.people.insert(tx, person))) {
      throw new CommandRefusal('SELF_EMPLOYED_EXISTS', 'The id or the INN is registered already');
    }
    const change = { field: 'status', from: null, to: person.status } as const;
    await this.change.remember(tx, person, change, causeOf(context));
  }

  /** The bank's id is stored at once: our last transaction may be long in coming after a crash. */
  private async addAtBank(
    context: CommandContext,
    selfEmployedId: string,
    {
      inn,
      firstName,
      lastName,
      middleName,
      phone,
      accountNumber,
      bik,
    }: SelfEmployedRegisterCommand,
  ): Promise<string> {
    const person = await this.transactions.run((tx) => this.people.find(tx, selfEmployedId));
    const { externalRecipientId } = present(person);
    if (externalRecipientId !== null) return externalRecipientId;
    const call = changingCall('self-employed.add', selfEmployedId, {
      occasion: context.message.id,
    });
    const details = { inn, firstName, lastName, middleName, phone, accountNumber, bik };
    const recipientId = await this.bank.changes.perform({
      call,
      send: async () => (await this.bank.selfEmployed.add(call, details)).recipientId,
      lookUp: () => this.lookUp(selfEmployedId),
    });
    await this.transactions.run((tx) =>
      this.people.setExternalRecipientId(tx, selfEmployedId, recipientId),
    );
    return recipientId;
  }

  /** The bank's list, which may be asked for every ten minutes only, is read by the sync. */
  private async lookUp(selfEmployedId: string): Promise<string | undefined> {
    const person = await this.transactions.run((tx) => this.people.find(tx, selfEmployedId));
    return present(person).externalRecipientId ?? undefined;
  }

  /** Somebody whom the bank never added leaves id and INN free for a corrected command. */
  private async forget(
    tx: Transaction,
    context: CommandContext,
    selfEmployedId: string,
  ): Promise<void> {
    const person = await this.people.lock(tx, selfEmployedId);
    if (person?.createdBy === context.message.id && person.externalRecipientId === null) {
      await this.people.delete(tx, selfEmployedId);
    }
  }
}

function newPerson(
  selfEmployedId: string,
  inn: string,
  createdBy: string,
): Omit<SelfEmployedEntity, 'registeredAt'> {
  return {
    selfEmployedId,
    inn,
    externalRecipientId: null,
    status: 'DRAFT',
    cancelledReceipts: 0,
    lastCancelledAt: null,
    flaggedAt: null,
    version: 0,
    createdBy,
    changedAt: new Date(),
  };
}

function present(person: SelfEmployedEntity | null): SelfEmployedEntity {
  if (!person) throw new CommandRefusal('SELF_EMPLOYED_NOT_FOUND', 'The person is gone');
  return person;
}
