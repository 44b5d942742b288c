import { relative } from 'node:path';
import { ENV_FILE, LOGS_DIR, PIDS_DIR } from '../stack';
import type { RunningSystem } from './running-system';

/** What `npm start` prints when everything is ready: where things are, and two commands to try. */
export function renderWelcome({ urls, env, signInToken }: RunningSystem): string {
  const addresses = { ...urls, AMQP_URL: env.AMQP_URL, DATABASE_URL: env.DATABASE_URL };
  const rows = Object.entries(addresses).map(([name, url]) => `  ${name.padEnd(20)}${url ?? ''}`);
  const shown = (path: string) => relative(process.cwd(), path) || path;
  return `
The system is ready.

${rows.join('\n')}

  logs in ${shown(LOGS_DIR)}/, pids in ${shown(PIDS_DIR)}/, variables in ${shown(ENV_FILE)}

On call: ${urls.OPS_URL ?? ''} in a browser; this token signs you in, once:

  ${signInToken}

  (the command line and curl take OPS_TOKEN of ${shown(ENV_FILE)}: role admin, until the next start)

Try it in another terminal:

  . ${shown(ENV_FILE)}
  body='{"id":"try-1","type":"payment.completed","data":{"dealId":"unknown"}}'
  signature=$(printf %s "$body" | openssl dgst -sha256 -hmac "$TBANK_WEBHOOK_SECRET" | sed 's/.* //')
  curl -i -H "X-Signature: $signature" -d "$body" "$INGRESS_URL/api/v1/webhooks/tbank"

  (a deal that nobody knows: after half a minute of retries it is a dead letter in deal.events.dlq)

  python3 docs/examples/send-command.py   # creates a deal and prints its dealId; needs pika
  curl -i -H "Authorization: Bearer $INTERNAL_API_TOKEN" "$DEAL_URL/deals/<dealId>"
  curl -i -H "Authorization: Bearer $OPS_TOKEN" "$OPS_URL/api/dead-letter-groups"
`;
}
