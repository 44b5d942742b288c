import { randomUUID } from 'node:crypto';
import { CANARY, CANARY_NAME, CANARY_TEXT, canaryInn } from './canaries';
import { type CanaryStage } from './canary-stage';
import { CANARY_ENVELOPE, payoutOf, POISON, wrongCommands } from './commands';
import { probe } from './http-probes';
import { eventsAbout, signatureOf, strangeWebhooks } from './webhooks';

/** Webhooks of every kind: true, twice, strange and forged. */
export async function beAtTheDoor(stage: CanaryStage, dealId: string): Promise<void> {
  const { externalDealId, recipients } = await stage.deal(dealId);
  const reply = await stage.done('payout.create', payoutOf(dealId, 3));
  const events = eventsAbout({
    dealId: externalDealId,
    paymentId: String(reply.result?.paymentId),
    beneficiaryId: recipients[3]?.externalRecipientId ?? '',
  });
  const signed = events.map((body) => {
    return { body, signature: signatureOf(body, CANARY.webhookSecret) };
  });
  const all = [...signed, ...signed, ...strangeWebhooks()];
  await Promise.all(all.map((webhook) => stage.deliver(webhook)));
}

/** Commands and events with canaries wherever something can be wrong with a message. */
export async function sendNonsense(stage: CanaryStage): Promise<void> {
  const { broker } = stage;
  await stage.askAll(wrongCommands());
  const names = ['deal.create', 'payout.create', 'self-employed.register'];
  await Promise.all(
    names.flatMap((name) => [
      ...POISON.map((bytes) => broker.ask(name, bytes)),
      broker.ask(name, {}, CANARY_ENVELOPE),
      broker.ask(name, {}, { messageId: CANARY_NAME }),
      broker.ask(name, {}, { messageId: canaryInn(94), correlationId: CANARY_NAME + name }),
    ]),
  );
  await broker.ask('deal.accept', { dealId: randomUUID() }, CANARY_ENVELOPE);
  broker.send('deal.cancel', Buffer.from('{}'), { replyTo: CANARY_NAME });
  for (const bytes of POISON) broker.sendEvent('payout.completed', bytes, CANARY_ENVELOPE);
  const event = { id: randomUUID(), source: CANARY_TEXT, type: CANARY_NAME, data: {} };
  broker.sendEvent('receipt.ready', Buffer.from(JSON.stringify(event)), CANARY_ENVELOPE);
  // About nobody we know: it goes through the waiting rooms first.
  const orphan = { ...event, type: 'payout.completed', data: { recipientId: randomUUID() } };
  broker.sendEvent('payout.completed', Buffer.from(JSON.stringify(orphan)), CANARY_ENVELOPE);
}

/** Requests that every service of ours must refuse. */
export async function lookAround(stage: CanaryStage): Promise<void> {
  for (const [name, url] of Object.entries(stage.system.urls)) {
    if (name !== 'BANK_URL') stage.sights.push(...(await probe(name, url)));
  }
}
