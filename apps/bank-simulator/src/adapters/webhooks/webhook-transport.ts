import { type SimulatorSettings } from '../../domain/settings';
import { signatureOf, type WebhookMessage } from './webhook-message';

/** The receiver's HTTP status, or the name of the failure when there was no answer. */
export type AttemptResult = number | string;

/** One attempt: POST the bytes, read nothing into the answer but its status. */
export async function postWebhook(
  { body, signature }: WebhookMessage,
  settings: SimulatorSettings,
): Promise<AttemptResult> {
  const header = signature ?? signatureOf(body, settings.webhookSecret);
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (header !== '') headers[settings.webhookSignatureHeader] = header;
  try {
    const response = await fetch(settings.webhookUrl, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(settings.webhookTimeoutMs),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    return failureName(error);
  }
}

/** Delivered means 2xx, nothing else. */
export function isDelivered(result: AttemptResult | undefined): boolean {
  return typeof result === 'number' && result >= 200 && result < 300;
}

function failureName(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  return cause?.code ?? name ?? 'unknown';
}
