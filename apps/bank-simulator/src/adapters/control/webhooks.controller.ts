import { randomUUID } from 'node:crypto';
import { Body, HttpCode, Post, Query } from '@nestjs/common';
import { contractViolation } from '../../domain/bank-refusal';
import { BodyReader } from '../../domain/body-reader';
import { SimController } from '../http/bank-controller.decorator';
import { SimulatorState } from '../simulator-state';
import { messageOf, type WebhookMessage } from '../webhooks/webhook-message';

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
  return reader.has('rawBase64') ? rawMessageOf(reader) : envelopeOf(body, reader);
}

function rawMessageOf(reader: BodyReader): WebhookMessage {
  const body = Buffer.from(reader.text('rawBase64', { max: 4_000_000 }), 'base64');
  const signature = reader.optionalText('signature', { min: 0, max: 1000 });
  return { id: randomUUID(), type: 'raw', body, signature };
}

function envelopeOf(body: unknown, reader: BodyReader): WebhookMessage {
  const { data } = body as { data?: unknown };
  if (typeof data !== 'object' || data === null) throw contractViolation('data', 'object');
  const type = reader.text('type');
  const id = reader.optionalText('id');
  const createdAt = reader.optionalText('createdAt');
  return messageOf({ id, type, createdAt, data: { ...data } }, new Date());
}
