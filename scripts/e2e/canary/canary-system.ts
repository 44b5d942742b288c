import { RetrySchedule } from '@lk/messaging';
import { type RunningSystem } from '../../system';
import { SHORT_RETRY } from '../empty-queues';
import { startTestSystem } from '../harness';
import { CANARY } from './canaries';

/** Every waiting room of the system that is started here. */
export const RETRY_DELAYS_MS = new RetrySchedule(
  SHORT_RETRY.RETRY_BASE_MS,
  SHORT_RETRY.RETRY_MAX_ATTEMPTS,
).delaysMs;

/** The loudest level, recognisable secrets, and all waits short. A lost answer is never repeated. */
const ENVIRONMENT = {
  LOG_LEVEL: 'debug',
  TBANK_API_TOKEN: CANARY.bankToken,
  TBANK_WEBHOOK_SECRET: `${CANARY.webhookSecret},${CANARY.formerWebhookSecret}`,
  TBANK_NOMINAL_ACCOUNT: CANARY.nominalAccount,
  INTERNAL_API_TOKEN: CANARY.internalToken,
  // Nobody listens there: every notification fails on both channels.
  NOTIFICATION_WEBHOOK_URL: `http://127.0.0.1:1/hook?token=${CANARY.cabinetUrlToken}`,
  NOTIFICATION_WEBHOOK_SECRET: CANARY.cabinetSecret,
  SMTP_URL: `smtp://support:${CANARY.smtpPassword}@127.0.0.1:1`,
  NOTIFICATION_EMAIL_FROM: CANARY.email,
  NOTIFICATION_SUPPORT_EMAIL: CANARY.email,
  NOTIFICATION_MAX_ATTEMPTS: '2',
  NOTIFICATION_RETRY_BASE_MS: '50',
  SIM_RATE_LIMIT_ENABLED: 'false',
  TBANK_LIMIT_PER_SECOND: '100',
  TBANK_SELF_EMPLOYED_LIMIT_PER_SECOND: '100',
  TBANK_SELF_EMPLOYED_LIST_INTERVAL_MS: '100',
  SELF_EMPLOYED_SYNC_INTERVAL_MS: '300',
  TBANK_TIMEOUT_MS: '400',
  TBANK_RETRY_BASE_MS: '20',
  TBANK_BREAKER_FAILURES: '3',
  TBANK_BREAKER_OPEN_MS: '200',
  TBANK_BREAKER_POLL_MS: '50',
  TBANK_LOOK_UP_DELAYS_MS: '100,300',
  TBANK_REPEAT_WINDOW_MS: '0',
  TBANK_LOOK_UP_FOR_MS: '700',
  // 32 bytes, obviously fake.
  DATA_ENCRYPTION_KEY: `canary:${Buffer.alloc(32, 'canary-data-key-').toString('base64')}`,
  RETRY_BASE_MS: String(SHORT_RETRY.RETRY_BASE_MS),
  RETRY_MAX_ATTEMPTS: String(SHORT_RETRY.RETRY_MAX_ATTEMPTS),
};

/** The whole system with canaries for secrets. */
export function startCanarySystem(): Promise<RunningSystem> {
  // The driver of Postgres holds it as it holds any password, though this server asks for none.
  process.env.PGPASSWORD = CANARY.databasePassword;
  return startTestSystem({}, ENVIRONMENT);
}
