import { type AlertRaisedData } from '@lk/contracts';
import { type JsonObject, type JsonValue } from '@lk/kernel';

type Template = (values: TextValues) => string;

/** Parameters as pieces of a sentence; a piece that is absent or malformed is an empty text. */
interface TextValues {
  /** ` <id>`. */
  readonly id: string;
  /** ` по сделке <id>`. */
  readonly deal: string;
  /** ` на сумму 1 500,50 ₽`. */
  readonly amount: string;
  /** ` (код ошибки X)`. */
  readonly error: string;
  /** ` (3)`. */
  readonly count: string;
}

const TEMPLATES: Readonly<Record<string, Template>> = {
  'payment-completed': ({ deal, amount }) =>
    `Оплата${deal}${amount} получена. Деньги находятся на номинальном счёте до завершения сделки.`,
  'payment-failed': ({ deal, amount, error }) =>
    `Оплата${deal}${amount} не прошла${error}. Попробуйте оплатить ещё раз или обратитесь в поддержку.`,
  'deal-paid-out': ({ deal, amount }) => `Все выплаты${deal}${amount} выполнены. Сделка завершена.`,
  'deal-cancelled': ({ id, amount }) =>
    `Сделка${id} отменена. Если оплата${amount} уже поступила, она будет возвращена плательщику.`,
  'self-employed-flagged': ({ deal, count }) =>
    `Выплаты самозанятому${deal} приостановлены: аннулировано слишком много чеков${count}. Обратитесь в поддержку.`,
  'payout-failed': ({ deal, amount, error }) =>
    `Выплата${deal}${amount} не выполнена${error}. Поддержка уже разбирается.`,
};

const SUBJECTS: Readonly<Record<string, string>> = {
  'payment-completed': 'Оплата получена',
  'payment-failed': 'Оплата не прошла',
  'deal-paid-out': 'Выплаты по сделке выполнены',
  'deal-cancelled': 'Сделка отменена',
  'self-employed-flagged': 'Выплаты самозанятому приостановлены',
  'payout-failed': 'Выплата не выполнена',
};

const SEVERITIES: Readonly<Record<AlertRaisedData['severity'], string>> = {
  info: 'Информация',
  warning: 'Предупреждение',
  critical: 'Критично',
};

/** A request that is sent with a newer template than this service knows still says something true. */
const fallback: Template = ({ deal }) =>
  `Есть новое событие${deal}. Подробности смотрите в личном кабинете.`;

/** The Russian text of a notification. An unknown template gives a generic sentence. */
export function notificationText(template: string, parameters: JsonObject): string {
  const write = Object.hasOwn(TEMPLATES, template) ? TEMPLATES[template] : undefined;
  return (write ?? fallback)(valuesOf(parameters));
}

/** The subject of the letter about a notification. */
export function notificationSubject(template: string): string {
  const subject = Object.hasOwn(SUBJECTS, template) ? SUBJECTS[template] : undefined;
  return subject ?? 'Новое событие в личном кабинете';
}

/** What support reads of an alert: severity, code (the name of its runbook), what and about what. */
export function alertText({ code, severity, summary, details }: AlertRaisedData): string {
  const facts = Object.entries(details ?? {})
    .map(([name, value]) => [oneLine(name), oneLine(textOf(value))] as const)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`);
  const head = `${SEVERITIES[severity]}: ${oneLine(code)}. ${oneLine(summary)}`;
  return facts.length === 0 ? head : [head, 'Подробности:', ...facts].join('\n');
}

export function alertSubject({ code, severity }: AlertRaisedData): string {
  return `[${SEVERITIES[severity]}] ${oneLine(code)}`;
}

/** The line of a letter that stands for several equal alerts. */
export function repeatsText(count: number): string {
  return `Повторялось, всего: ${count}`;
}

/** Kopecks as a Russian amount: 150050n -> `1 500,50 ₽`. */
export function rublesText(kopecks: bigint): string {
  const digits = kopecks.toString().padStart(3, '0');
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ' ');
  return `${whole},${digits.slice(-2)} ₽`;
}

function valuesOf({ dealId, amountKopecks, errorCode, count }: JsonObject): TextValues {
  const kopecks = /^\d{1,15}$/.exec(textOf(amountKopecks))?.[0];
  return {
    id: piece(dealId, (id) => ` ${id}`),
    deal: piece(dealId, (id) => ` по сделке ${id}`),
    amount: kopecks === undefined ? '' : ` на сумму ${rublesText(BigInt(kopecks))}`,
    error: piece(errorCode, (code) => ` (код ошибки ${code})`),
    count: piece(count, (number) => ` (${number})`),
  };
}

/** Ids and codes only: whatever looks like a sentence or a name stays out of the text. */
function piece(value: JsonValue | undefined, write: (text: string) => string): string {
  const text = textOf(value);
  return /^[\w.:-]{1,100}$/.test(text) ? write(text) : '';
}

/** Lists and objects have no place in a sentence. */
function textOf(value: JsonValue | undefined): string {
  return typeof value === 'object' || value === undefined ? '' : String(value);
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 300);
