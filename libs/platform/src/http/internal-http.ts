import { transientError } from '@lk/kernel';
import axios, { type AxiosInstance, isAxiosError } from 'axios';
import { type InternalApiConfig } from '../config/service-config';

/** axios for reads inside the cluster, with the token that all services share; `timeout` in ms. */
export function createInternalHttp(
  baseURL: string,
  timeout: number,
  { INTERNAL_API_TOKEN }: InternalApiConfig,
): AxiosInstance {
  const headers = { authorization: `Bearer ${INTERNAL_API_TOKEN}` };
  return axios.create({ baseURL, timeout, headers, proxy: false, maxRedirects: 0 });
}

/**
 * The answer, or undefined for 404. The axios error is not kept: it holds the token and the body.
 * @throws AppError `OWNER_UNAVAILABLE` (transient), so that the message comes back later
 */
export async function readOrUndefined<T>(
  owner: string,
  request: () => Promise<{ data: T }>,
): Promise<T | undefined> {
  try {
    return (await request()).data;
  } catch (error) {
    const httpStatus = isAxiosError(error) ? (error.response?.status ?? null) : null;
    if (httpStatus === 404) return undefined;
    throw transientError('OWNER_UNAVAILABLE', 'Another service of ours did not answer', {
      safeDetails: { service: owner, httpStatus },
    });
  }
}
