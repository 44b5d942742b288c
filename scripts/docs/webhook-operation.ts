import { WEBHOOK_PATH } from '../../apps/webhook-ingress/src/adapters/webhook.route';
import { WebhookIngressConfig } from '../../apps/webhook-ingress/src/webhook-ingress.config';

const verdict = (description: string, ...statuses: string[]): object => ({
  description,
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['status'],
        properties: { status: { type: 'string', enum: statuses } },
      },
    },
  },
});

const problem = { $ref: '#/components/responses/Problem' };

/** The bank's webhook is a route of Fastify itself, which Nest does not know; see CONTRACT, section 2. */
export function webhookPath(): { path: string; item: object } {
  const { TBANK_SIGNATURE_HEADER: header, WEBHOOK_MAX_BODY_BYTES: bytes } =
    new WebhookIngressConfig();
  const signature = {
    name: header,
    in: 'header',
    required: true,
    description: 'HMAC-SHA256 of the raw body, hex in lower or upper case',
    schema: { type: 'string', pattern: '^[0-9a-fA-F]{64}$' },
  };
  const post = {
    operationId: 'Webhook.receive',
    tags: ['webhook-ingress'],
    summary: 'Takes an event of the bank',
    description: 'Any content type; nothing is parsed before the signature is proven.',
    parameters: [signature],
    requestBody: { required: true, content: { '*/*': { schema: { maxLength: bytes } } } },
    responses: {
      200: verdict('Stored durably, now or before; or put aside for people', 'ok', 'quarantined'),
      400: problem,
      413: problem,
      503: problem,
    },
    security: [],
  };
  return { path: WEBHOOK_PATH, item: { post } };
}
