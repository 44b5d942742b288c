import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosInstance } from 'axios';
import axiosRetry from 'axios-retry';
import { isRepeatable, isServerFault, retryAfterMs, wasNotServed } from './errors/classify-failure';
import { type TBankConfig } from './tbank.config';

/** Three attempts in all, 2 s doubling to 30 s: it bridges a hiccup; longer outages are the broker's. */
const REPEATS = 2;
const LONGEST_WAIT_MS = 30_000;

declare module 'axios' {
  interface AxiosRequestConfig {
    /** Whether the call changes something at the bank; decides what may be repeated. */
    changes?: boolean;
    /** Repeated only when the bank surely did not serve it. */
    servedOnce?: boolean;
    /** An earlier attempt, in this call or before it, may have been carried out. */
    mayHaveBeenDone?: boolean;
  }
}

type Failure = Parameters<typeof retryAfterMs>[0];

/** A longer wait than ours is the broker's business: here it would hold a message and its lock. */
const asksTooLong = (error: Failure): boolean => (retryAfterMs(error) ?? 0) > LONGEST_WAIT_MS;

function mayRepeat(error: Failure): boolean {
  const { servedOnce = false, changes = false } = error.config ?? {};
  return servedOnce ? wasNotServed(error) : isRepeatable(error, changes);
}

function waitMs(retry: number, error: Failure, baseMs: number): number {
  const asked = retryAfterMs(error);
  if (asked !== undefined) return asked;
  const full = Math.min(LONGEST_WAIT_MS, baseMs * 2 ** (retry - 1));
  return full / 2 + (full / 2) * Math.random();
}

const file = (path: string | undefined): Buffer | undefined =>
  path ? readFileSync(path) : undefined;

/** axios with the bank's address, credentials and the one layer of repeats inside a call. */
export function createBankHttp(config: TBankConfig): AxiosInstance {
  const http = axios.create({
    baseURL: config.TBANK_API_URL,
    timeout: config.TBANK_TIMEOUT_MS,
    maxRedirects: 0,
    proxy: false,
    headers: { authorization: `Bearer ${config.TBANK_API_TOKEN}` },
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: 50 }),
    httpsAgent: new HttpsAgent({
      keepAlive: true,
      maxSockets: 50,
      cert: file(config.TBANK_CERT_PATH),
      key: file(config.TBANK_KEY_PATH),
      ca: file(config.TBANK_CA_PATH),
    }),
  });
  axiosRetry(http, {
    retries: REPEATS,
    shouldResetTimeout: true,
    retryCondition: (error) => !asksTooLong(error) && mayRepeat(error),
    onRetry: (_retry, error, request) => {
      if (isServerFault(error)) request.mayHaveBeenDone = true;
    },
    retryDelay: (retry, error) => waitMs(retry, error, config.TBANK_RETRY_BASE_MS),
  });
  return http;
}
