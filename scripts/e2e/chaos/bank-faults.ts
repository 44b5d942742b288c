const PAYMENTS = '/api/v1/nominal-accounts/payments';

/**
 * Every kind of trouble a payment can meet, each at random, and a bank that is hard to ask besides. The
 * rules are tried in order, so that each strikes what those before it let through.
 */
export const bankTrouble = (seed: number): object => ({
  seed,
  rules: [
    { method: 'POST', path: PAYMENTS, dropAnswerAfterEffect: true, rate: 0.08 },
    { method: 'POST', path: PAYMENTS, answerDelayMs: 1500, rate: 0.03 },
    { method: 'POST', path: PAYMENTS, closeBeforeEffect: true, rate: 0.04 },
    { method: 'POST', path: PAYMENTS, latencyMs: 1500, status: 504, rate: 0.01 },
    { method: 'POST', path: PAYMENTS, malformedAnswer: true, rate: 0.02 },
    { method: 'POST', path: PAYMENTS, status: 503, rate: 0.04 },
    { method: 'POST', path: PAYMENTS, status: 429, rate: 0.03 },
    { method: 'POST', path: PAYMENTS, status: 429, retryAfterSeconds: 1, rate: 0.005 },
    { method: 'POST', path: PAYMENTS, status: 422, errorCode: 'LIMIT_EXCEEDED', rate: 0.01 },
    { method: 'GET', path: PAYMENTS, status: 500, rate: 0.05 },
    { method: 'GET', path: PAYMENTS, closeBeforeEffect: true, rate: 0.05 },
  ],
  webhooks: { duplicateRate: 0.05, reorder: true },
});
