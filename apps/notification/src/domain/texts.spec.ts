import {
  alertSubject,
  alertText,
  notificationSubject,
  notificationText,
  rublesText,
} from './texts';

const dealId = '5b0e0c1e-6d0a-4a86-9a51-0d6f8b9c7a11';

describe('rublesText', () => {
  it.each([
    [0n, '0,00 ₽'],
    [5n, '0,05 ₽'],
    [99_999n, '999,99 ₽'],
    [150_050n, '1 500,50 ₽'],
    [1_234_567_800n, '12 345 678,00 ₽'],
  ])('writes %s kopecks as %s', (kopecks, text) => {
    expect(rublesText(kopecks)).toBe(text);
  });
});

describe('notificationText', () => {
  it.each([
    [
      'payment-completed',
      `Оплата по сделке ${dealId} на сумму 1 500,50 ₽ получена. Деньги находятся на номинальном счёте до завершения сделки.`,
    ],
    [
      'payment-failed',
      `Оплата по сделке ${dealId} на сумму 1 500,50 ₽ не прошла (код ошибки LIMIT). Попробуйте оплатить ещё раз или обратитесь в поддержку.`,
    ],
    [
      'deal-paid-out',
      `Все выплаты по сделке ${dealId} на сумму 1 500,50 ₽ выполнены. Сделка завершена.`,
    ],
    [
      'deal-cancelled',
      `Сделка ${dealId} отменена. Если оплата на сумму 1 500,50 ₽ уже поступила, она будет возвращена плательщику.`,
    ],
    [
      'self-employed-flagged',
      `Выплаты самозанятому по сделке ${dealId} приостановлены: аннулировано слишком много чеков (3). Обратитесь в поддержку.`,
    ],
    [
      'payout-failed',
      `Выплата по сделке ${dealId} на сумму 1 500,50 ₽ не выполнена (код ошибки LIMIT). Поддержка уже разбирается.`,
    ],
  ])('writes %s with all its parameters', (template, text) => {
    const parameters = { dealId, amountKopecks: '150050', errorCode: 'LIMIT', count: 3 };
    expect(notificationText(template, parameters)).toBe(text);
  });

  it('leaves out what is absent', () => {
    expect(notificationText('payment-failed', {})).toBe(
      'Оплата не прошла. Попробуйте оплатить ещё раз или обратитесь в поддержку.',
    );
  });

  it.each(['15.5', '-1', 'много', null, { value: 1 }])('leaves out the amount %p', (amount) => {
    expect(notificationText('deal-paid-out', { amountKopecks: amount })).toBe(
      'Все выплаты выполнены. Сделка завершена.',
    );
  });

  it('takes an amount as a number as well', () => {
    expect(notificationText('deal-paid-out', { amountKopecks: 100 })).toContain('1,00 ₽');
  });

  it('keeps words out of the places of ids and codes', () => {
    const parameters = { dealId: 'Иван Иванов', errorCode: '<b>позвоните нам</b>' };
    expect(notificationText('payout-failed', parameters)).toBe(
      'Выплата не выполнена. Поддержка уже разбирается.',
    );
  });

  it.each(['something-new', 'constructor', ''])('says something true for %p', (template) => {
    expect(notificationText(template, { dealId })).toBe(
      `Есть новое событие по сделке ${dealId}. Подробности смотрите в личном кабинете.`,
    );
    expect(notificationSubject(template)).toBe('Новое событие в личном кабинете');
  });
});

describe('alertText', () => {
  const alert = {
    code: 'TBANK_AUTH',
    severity: 'critical',
    summary: 'The bank refuses our token',
    dedupKey: 'tbank-auth',
  } as const;

  it('names severity, code and summary', () => {
    expect(alertText(alert)).toBe('Критично: TBANK_AUTH. The bank refuses our token');
    expect(alertSubject({ ...alert, severity: 'warning' })).toBe('[Предупреждение] TBANK_AUTH');
  });

  it('lists the scalar details, each on a line of its own', () => {
    const details = { dealId, count: 2, open: true, nested: { a: 1 }, text: 'two\nlines' };
    expect(alertText({ ...alert, details })).toBe(
      [
        'Критично: TBANK_AUTH. The bank refuses our token',
        'Подробности:',
        `dealId: ${dealId}`,
        'count: 2',
        'open: true',
        'text: two lines',
      ].join('\n'),
    );
  });

  it('keeps line breaks out of the subject', () => {
    expect(alertSubject({ ...alert, code: 'A\r\nBcc: x' })).toBe('[Критично] A Bcc: x');
  });
});
