import { randomInt, randomUUID } from 'node:crypto';

/** Obviously fake. Every story has a person of its own, so that several can be played in one system. */
export interface Person {
  readonly inn: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string;
  readonly accountNumber: string;
  readonly bik: string;
}

export function samplePerson(): Person {
  return {
    inn: `50${String(randomInt(10 ** 10)).padStart(10, '0')}`,
    firstName: 'Образец',
    lastName: 'Примеров',
    phone: '+70000000000',
    accountNumber: '40817810000000000001',
    bik: '044525974',
  };
}

/** Rubles; in thirds it does not divide evenly, and the remainder goes to the first. */
export const DEAL_AMOUNT = 100001.01;

/** The body of `deal.create` with a person among the recipients. */
export const newDeal = (dealId: string, person: Person): object => ({
  dealId,
  amount: DEAL_AMOUNT,
  description: 'Продажа квартиры, образец',
  recipients: [
    {
      recipientId: 'agency',
      role: 'agency',
      legalType: 'OOO',
      inn: '7700000001',
      splitType: 'percent',
      splitValue: 33.34,
      beneficiaryId: randomUUID(),
    },
    {
      recipientId: 'agent',
      role: 'agent',
      legalType: 'SE',
      inn: person.inn,
      splitType: 'percent',
      splitValue: 33.33,
    },
    {
      recipientId: 'platform',
      role: 'platform_fee',
      legalType: 'IP',
      inn: '770000000002',
      splitType: 'percent',
      splitValue: 33.33,
      beneficiaryId: randomUUID(),
    },
  ],
});

/** The body of `payout.create`. */
export interface PayoutCommand {
  readonly payoutId: string;
  readonly dealId: string;
  readonly recipientId: string;
  readonly amount: string;
  readonly purpose: string;
}

export const payoutOf = (dealId: string, recipientId: string, kopecks: bigint): PayoutCommand => ({
  payoutId: randomUUID(),
  dealId,
  recipientId,
  amount: `${kopecks / 100n}.${(kopecks % 100n).toString().padStart(2, '0')}`,
  purpose: 'Вознаграждение по сделке, образец',
});
