/** What the servers that the ingress is compared with are given. */
export interface ReferenceServerRequest {
  readonly secret: string;
  readonly databaseUrl: string;
  readonly poolSize: number;
}

/** Where such a server listens. */
export interface ReferenceServerResult {
  readonly port: number;
}

/** The same path as the real one, so that the requests are equal to the byte. */
export const REFERENCE_PATH = '/api/v1/webhooks/tbank';
