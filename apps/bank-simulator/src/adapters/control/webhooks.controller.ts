import { randomUUID } from 'node:crypto';
import { Body, HttpCode, Post, Query } from '@nestjs/common';
import { contractViolation } from '../../domain/bank-refusal';
import { BodyReader } from '../../domain/body-reader';
import { SimController } from '../http/bank-controller.decorator';
import { SimulatorState } from '../simulator-state';
import { type WebhookMessage } from '../webhooks/webhook-message';

/** Sends any event by hand, understandable or not. */
@SimController('_sim/webhooks')
export class WebhooksController {
  constructor(private readonly state: SimulatorState) {}

  /** `wait` tells what the first attempt brought, and therefore goes past the webhook faults. */
  @Post()
  @HttpCode(200)
  async send(@Body() body: unknown, @Query('wait') wait?: string) {
    const message = handMadeMessage(body);
    if (wait !== 'true') return { id: this.state.publisher.publishMessage(message) };
    const row = this.state.sender.record(message);
    const result = await this.state.sender.send(message, row);
    return { id: message.id, status: result, delivered: row.delivered };
  }
}

function handMadeMessage(body: unknown): WebhookMessage {
  const reader = new BodyReader(body);
  return reader.has('rawBase64') ? rawMessageOf(reader) : envelopeOf(reader);
}

function rawMessageOf(reader: BodyReader): WebhookMessage {
  const body = Buffer.from(reader.text('rawBase64', { max: 4_000_000 }), 'base64');
  const signature = reader.optionalText('signature', { min: 0, max: 1000 });
  return { id: randomUUID(), type: 'raw', body, signature };
}

/** As it came, in whatever spelling; only identity and time are made up where they are missing. */
function envelopeOf(reader: BodyReader): WebhookMessage {
  const event = reader.all();
  if (!reader.has('type') && !reader.has('eventType')) throw contractViolation('type', 'string');
  const named = reader.has('id') || reader.has('eventId');
  const timed = reader.has('createdAt') || reader.has('timestamp');
  const envelope = {
    ...(named ? {} : { id: randomUUID() }),
    ...(timed ? {} : { createdAt: new Date().toISOString() }),
    ...event,
  };
  const { id, eventId, type, eventType } = envelope as Record<string, unknown>;
  return {
    id: String(id ?? eventId),
    type: String(type ?? eventType),
    body: Buffer.from(JSON.stringify(envelope)),
  };
}
