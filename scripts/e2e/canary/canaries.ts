/** One recognisable value: how it is reported, and what is looked for. */
export interface Canary {
  readonly name: string;
  readonly value: string;
}

/** All INNs, phones and accounts begin alike, so that there can be many people. */
const INN = '5001918273';
const PHONE = '9169182736';
const ACCOUNT = '4081781019182736';

/** Obviously fake, and found nowhere else: what is found must have come from the test's records. */
export const CANARY = {
  surname: 'Канарейкина',
  surnameLatin: 'Kanareykina',
  firstName: 'Златоцвета',
  firstNameLatin: 'Zlatotsveta',
  middleName: 'Евстафьевна',
  middleNameLatin: 'Evstafyevna',
  card: '4111918273645546',
  bik: '044591827',
  email: 'k.zlata@canary-mail.test',
  nominalAccount: '40702810191827360001',
  // Each is accepted as it stands; together they show whether credentials get out.
  bankToken: 't.canary-bank-Token-x81',
  webhookSecret: 'canary-hook-Secret-q47',
  formerWebhookSecret: 'canary-former-Secret-w93',
  internalToken: 'canary-internal-Token-m26',
  wrongToken: 'canary-wrong-Token-c55',
  databasePassword: 'canary-database-Password-k12',
  cabinetSecret: 'canary-cabinet-Secret-p39',
  cabinetUrlToken: 'canary-url-Token-r74',
  smtpPassword: 'canary-smtp-Password-j68',
} as const;

export const canaryInn = (number: number): string => INN + String(number).padStart(2, '0');
export const canaryPhone = (number: number): string =>
  [`+7${PHONE}`, `8${PHONE}`, '+7 (916) 918-27-36', '8-916-918-27-36'][number % 4] ?? '';
export const canaryAccount = (number: number): string => ACCOUNT + String(number).padStart(4, '0');

/** A sentence as people write it into free text: names, phone, INN, account, card, mail. */
export const CANARY_TEXT = [
  `${CANARY.surname} ${CANARY.firstName} ${CANARY.middleName}`,
  `${CANARY.firstNameLatin} ${CANARY.middleNameLatin} ${CANARY.surnameLatin}`,
  `ИНН ${canaryInn(99)} тел. ${canaryPhone(2)} ${canaryPhone(3)}`,
  `${canaryAccount(99)} ${CANARY.card} ${CANARY.email}`,
].join(', ');

/** Short enough for the bounds of every field. */
export const CANARY_NAME = `${CANARY.surname} ${CANARY.firstNameLatin}`;

/** Everything that must be found nowhere. */
export const CANARIES: readonly Canary[] = [
  ...Object.entries(CANARY).map(([name, value]) => ({ name, value })),
  { name: 'inn', value: INN },
  { name: 'phone', value: PHONE },
  { name: 'account', value: ACCOUNT },
];

/** The body of `self-employed.register` with nothing in it that is not personal. */
export const canaryPerson = (number: number) => ({
  inn: canaryInn(number),
  firstName: number % 2 ? CANARY.firstNameLatin : CANARY.firstName,
  lastName: number % 2 ? CANARY.surnameLatin : CANARY.surname,
  middleName: number % 2 ? CANARY.middleNameLatin : CANARY.middleName,
  phone: canaryPhone(number),
  accountNumber: canaryAccount(number),
  bik: CANARY.bik,
});
