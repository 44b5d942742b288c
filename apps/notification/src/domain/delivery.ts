import { type JsonObject } from '@lk/kernel';

export const CHANNELS = ['cabinet', 'email'] as const;
/** `cabinet`: a signed HTTP request to the cabinet. `email`: a letter to support. */
export type Channel = (typeof CHANNELS)[number];

export type Audience = 'participants' | 'support';

/** `recorded`: the channel is not configured, so this is only what would have been sent. */
export type DeliveryStatus = 'pending' | 'delivered' | 'failed' | 'recorded';

/** What is to be told, before it is spread over channels. */
export interface Notice {
  readonly kind: 'notification' | 'alert';
  /** The template of a notification, the code of an alert. */
  readonly template: string;
  readonly severity?: string;
  readonly audience: Audience;
  readonly dedupKey: string;
  readonly dealId?: string;
  readonly parameters: JsonObject;
  readonly subject: string;
  readonly text: string;
}

/** One notice on one channel, taken for an attempt. */
export interface Delivery extends Omit<Notice, 'dedupKey'> {
  readonly id: string;
  /** This attempt included. */
  readonly attempts: number;
  /** How many equal alerts it stands for. */
  readonly count: number;
  readonly createdAt: Date;
}

/** What an attempt came to. Error codes are constants or numbers, never the words of the other side. */
export type AttemptResult =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'refused'; readonly errorCode: string }
  | { readonly kind: 'unavailable'; readonly errorCode: string; readonly retryAfterMs?: number };

const CHANNELS_OF: Readonly<Record<Audience, readonly Channel[]>> = {
  // Names and addresses of participants are the cabinet's; we know neither.
  participants: ['cabinet'],
  support: ['cabinet', 'email'],
};

/** The channels an audience is reached on. */
export function channelsOf(audience: Audience): readonly Channel[] {
  return CHANNELS_OF[audience];
}
