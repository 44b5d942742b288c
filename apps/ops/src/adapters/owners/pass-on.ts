import { buffer } from 'node:stream/consumers';
import { AwayException } from '@lk/platform';
import { HttpException } from '@nestjs/common';
import { type RawAnswer, type StreamedAnswer } from './owner';

/** The words of the owner for a refusal, which are constant sentences. */
function detailOf(body: Buffer): string | undefined {
  try {
    const { detail } = JSON.parse(body.toString()) as { detail?: unknown };
    return typeof detail === 'string' ? detail : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The answer of an owner to somebody outside: refusals become refusals of ours with the same status.
 * @throws HttpException for a refusal; AwayException when the owner is silent or ill
 */
export async function passOn(
  service: string,
  question: () => Promise<RawAnswer>,
): Promise<RawAnswer> {
  const answer = await question().catch(() => undefined);
  if (!answer || isIll(answer.status)) throw away(service);
  if (answer.status >= 400) throw refusal(service, answer);
  return answer;
}

/** {@link passOn} for an answer of any length. */
export async function passStreamOn(
  service: string,
  question: () => Promise<StreamedAnswer>,
): Promise<StreamedAnswer> {
  const answer = await question().catch(() => undefined);
  if (answer && answer.status < 400) return answer;
  if (!answer || isIll(answer.status)) {
    answer?.body.destroy();
    throw away(service);
  }
  throw refusal(service, { ...answer, body: await buffer(answer.body) });
}

/** 401 and 403 say that our own token is wrong, which is no fault of whoever asks. */
const isIll = (status: number): boolean => status >= 500 || [401, 403].includes(status);

const away = (service: string): AwayException =>
  new AwayException(`The service ${service} does not answer now`);

const refusal = (service: string, { status, body }: RawAnswer): HttpException =>
  new HttpException(detailOf(body) ?? `The service ${service} refused`, status);

/** {@link passOn} for JSON. */
export async function passOnJson<T>(
  service: string,
  question: () => Promise<RawAnswer>,
): Promise<T> {
  return JSON.parse((await passOn(service, question)).body.toString()) as T;
}
