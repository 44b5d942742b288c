import { Agent as HttpAgent } from 'node:http';
import { type Agent as HttpsAgent } from 'node:https';
import axios, {
  type AxiosInstance,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import axiosRetry from 'axios-retry';
import { type CallAttempts, repeatDelayMs } from './call-attempts';

/** Three attempts in all: it bridges a hiccup; longer outages are the broker's business. */
const REPEATS = 2;

/** Connections at once; the bank's limits need fewer. */
export const MAX_SOCKETS = 50;

/** What every request needs besides itself, as it is at the moment of sending. */
export interface HttpCredentials {
  readonly token: string;
  readonly httpsAgent: HttpsAgent;
}

export interface BankHttpOptions {
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly retryBaseMs: number;
  readonly credentials: HttpCredentials;
  /** Runs around each attempt, the repeats included; `send` puts the request on the wire. */
  readonly around: (
    attempts: CallAttempts,
    send: () => Promise<AxiosResponse>,
  ) => Promise<AxiosResponse>;
}

/**
 * axios with the bank's address and credentials, and the one layer of repeats inside a call. Whatever
 * else guards a call (limit, breaker) guards each attempt of it, so nothing multiplies the repeats.
 */
export function createBankHttp(options: BankHttpOptions): AxiosInstance {
  const http = axios.create({
    baseURL: options.baseUrl,
    maxRedirects: 0,
    proxy: false,
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
    adapter: guardedAdapter(options),
  });
  axiosRetry(http, {
    retries: REPEATS,
    // Each attempt has its own time, bounded by the deadline of the call.
    shouldResetTimeout: true,
    retryCondition: (error) => error.config?.attempts?.mayRepeat(error, Date.now()) ?? false,
    retryDelay: (repeat, error) => repeatDelayMs(repeat, error, options.retryBaseMs),
  });
  return http;
}

function guardedAdapter({ around, timeoutMs, credentials }: BankHttpOptions) {
  const onTheWire = axios.getAdapter('http');
  return (config: InternalAxiosRequestConfig): Promise<AxiosResponse> => {
    const { attempts } = config;
    if (!attempts) throw new Error('A request to the bank was made past the transport');
    return around(attempts, () => {
      config.headers.set('authorization', `Bearer ${credentials.token}`);
      config.httpsAgent = credentials.httpsAgent;
      config.timeout = attempts.timeoutMs(timeoutMs, Date.now());
      return onTheWire(config);
    });
  };
}
