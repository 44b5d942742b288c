import { randomBytes } from 'node:crypto';
import type { StackUrls } from '../stack';
import { SERVICES } from './services';

/**
 * Samples for a system on one machine, obviously fake: they open nothing and work with the simulator
 * only. The caller's environment wins over each of them.
 */
const SAMPLES = {
  LOG_LEVEL: 'info',
  /** Below the 15 s after which a stop here turns to SIGKILL. */
  SHUTDOWN_TIMEOUT_MS: '12000',
  TBANK_API_TOKEN: 'sample-bank-token-for-local-runs-only',
  TBANK_WEBHOOK_SECRET: 'sample-webhook-secret-for-local-runs-only',
  TBANK_NOMINAL_ACCOUNT: '40702810000000000000',
  INTERNAL_API_TOKEN: 'sample-internal-token-for-local-runs-only',
  /** The simulator, unlike the documentation of the bank, knows to which deal a payment belongs. */
  TBANK_PAYMENT_SENDS_DEAL_ID: 'true',
  /** Webhooks of the simulator come within a moment: what they have not told soon is missing. */
  RECONCILIATION_GRACE_MS: '3000',
  OPS_AUDIT_KEY: 'sample-audit-key-for-local-runs-only',
};

/** The bank repeats a webhook after 30 s at first; scaled, after 0.3 s. */
const WEBHOOK_RETRY_SCALE = '0.01';

/** What the caller set beside the samples goes to the services too, and is kept for a later restart. */
const PROJECT_PREFIXES = [
  'TBANK_',
  'SIM_',
  'LK_',
  'DATA_ENCRYPTION_',
  'NODE_',
  'SELF_EMPLOYED_',
  'NOTIFICATION_',
  'SMTP_',
  'RETRY_',
  'GROUP_COMMIT_',
  'OPS_',
  'RECONCILIATION_',
];

/** Names and values of environment variables. */
export type Variables = Readonly<Record<string, string>>;

/** The variables that all services get, from the addresses of the servers and of the services. */
export function systemVariables(stack: StackUrls, urls: Variables, caller: NodeJS.ProcessEnv) {
  const bankUrl = urls.BANK_URL ?? '';
  const own = { ...SAMPLES, TBANK_API_URL: bankUrl };
  const chosen = { ...own, ...pick(caller, (name) => name in own || isProjects(name)) };
  return {
    ...simulatorVariables(chosen, urls),
    ...chosen,
    ...opsTokens(caller),
    ...urls,
    DATABASE_URL: stack.databaseUrl,
    AMQP_URL: stack.amqpUrl,
    // Never the caller's: some shells export the machine's name as HOST.
    HOST: '127.0.0.1',
  };
}

function simulatorVariables(chosen: typeof SAMPLES, urls: Variables): Variables {
  const [currentSecret = ''] = chosen.TBANK_WEBHOOK_SECRET.split(',');
  return {
    SIM_WEBHOOK_URL: `${urls.INGRESS_URL ?? ''}/api/v1/webhooks/tbank`,
    SIM_WEBHOOK_SECRET: currentSecret,
    SIM_API_TOKEN: chosen.TBANK_API_TOKEN,
    SIM_WEBHOOK_RETRY_SCALE: WEBHOOK_RETRY_SCALE,
  };
}

/**
 * No samples: who reads them could change things in a system that listens beyond this machine. Made
 * anew for every start; a restart of one process gets them from the state. OPS_TOKEN is what the
 * command line takes; one that a shell still has from an earlier start is not the caller's wish.
 */
function opsTokens(caller: NodeJS.ProcessEnv): Variables {
  const bootstrap = caller.OPS_BOOTSTRAP_TOKEN ?? localToken();
  return {
    OPS_BOOTSTRAP_TOKEN: bootstrap,
    OPS_TOKEN: bootstrap,
    OPS_LOCAL_SIGN_IN_TOKEN: localToken(),
  };
}

const localToken = (): string => `lkops_local_${randomBytes(32).toString('base64url')}`;

function isProjects(name: string): boolean {
  return PROJECT_PREFIXES.some((prefix) => name.startsWith(prefix));
}

function pick(env: NodeJS.ProcessEnv, wanted: (name: string) => boolean): Variables {
  const entries = Object.entries(env).filter(
    ([name, value]) => value !== undefined && wanted(name),
  );
  return Object.fromEntries(entries) as Variables;
}

/** What an outsider needs while the system runs, in the order of .stack/env. */
export const SHARED_VARIABLES = [
  ...SERVICES.map(({ urlVariable }) => urlVariable),
  'AMQP_URL',
  'DATABASE_URL',
  'TBANK_WEBHOOK_SECRET',
  'INTERNAL_API_TOKEN',
  'TBANK_NOMINAL_ACCOUNT',
  'OPS_TOKEN',
];

/** Those of the variables that an outsider needs. */
export function pickShared(variables: Variables): Variables {
  return pick(variables, (name) => SHARED_VARIABLES.includes(name));
}

/** The text of .stack/env: `export NAME='value'` lines, safe for any value in a POSIX shell. */
export function renderEnvFile(variables: Variables): string {
  const lines = SHARED_VARIABLES.flatMap((name) => {
    const value = variables[name];
    return value === undefined ? [] : [`export ${name}='${value.replaceAll("'", `'\\''`)}'`];
  });
  return lines.join('\n') + '\n';
}
