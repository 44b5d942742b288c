import { Agent } from 'node:https';
import { type Clock, sha256Hex, sleep, systemClock } from '@lk/kernel';
import { type AppLogger, ConfigError } from '@lk/platform';
import { type TBankConfig } from '../tbank.config';
import { readToken, tokenProblem } from './bank-token';
import { retireAgent } from './retire-agent';
import { type CertificateFacts, readTlsFiles, type TlsFiles } from './tls-files';

/** `certificate`: certificate, key or CA. */
export type CredentialsPart = 'token' | 'certificate';

/** The part of the bank's configuration that says who we are. */
export type CredentialsConfig = Pick<
  TBankConfig,
  | 'TBANK_API_TOKEN'
  | 'TBANK_API_TOKEN_FILE'
  | 'TBANK_CERT_PATH'
  | 'TBANK_KEY_PATH'
  | 'TBANK_CA_PATH'
  | 'TBANK_CREDENTIALS_POLL_MS'
>;

export interface CredentialsOptions {
  readonly logger: AppLogger;
  /** Connections at once; default 50. */
  readonly maxSockets?: number;
  readonly clock?: Clock;
}

/**
 * Token and TLS identity towards the bank, as the files have them. They are looked at again and again
 * and not watched, because Kubernetes swaps a link to a folder. New ones are taken only when they are
 * whole and fit together; until then the old ones stay.
 */
export class BankCredentials {
  private readonly stopping = new AbortController();
  private readonly listeners: ((part: CredentialsPart) => void)[] = [];
  /** The content that was refused last, so that it is told of once. */
  private readonly refused = new Map<CredentialsPart, string>();
  private readonly clock: Clock;
  private agent: Agent;
  private currentToken: string;
  private loadedAt: Date;

  private constructor(
    private readonly config: CredentialsConfig,
    private readonly options: CredentialsOptions,
    private files: TlsFiles,
  ) {
    this.clock = options.clock ?? systemClock;
    this.currentToken = config.TBANK_API_TOKEN;
    this.loadedAt = this.clock.now();
    this.agent = this.newAgent();
  }

  /**
   * An expired certificate is taken at the start: all that needs no bank goes on, and it is alerted.
   * @throws ConfigError with every file that is missing, unreadable, or does not fit the others
   */
  static load(config: CredentialsConfig, options: CredentialsOptions): BankCredentials {
    const files = readTlsFiles(config);
    const token = tokenProblem(config.TBANK_API_TOKEN);
    const problems = token === undefined ? files.problems : [...files.problems, token];
    if (problems.length > 0) throw new ConfigError(problems);
    return new BankCredentials(config, options, files);
  }

  /** The token to send now. */
  get token(): string {
    return this.currentToken;
  }

  /** When the token of now was read. */
  get tokenLoadedAt(): Date {
    return this.loadedAt;
  }

  /** The agent for requests that begin now; it keeps connections alive. */
  get httpsAgent(): Agent {
    return this.agent;
  }

  /** The client certificate of now, when there is one. */
  get certificate(): CertificateFacts | undefined {
    return this.files.certificate;
  }

  /** Called after something was replaced; must not throw. */
  onChange(listener: (part: CredentialsPart) => void): void {
    this.listeners.push(listener);
  }

  /** Looks at the files every `TBANK_CREDENTIALS_POLL_MS`. */
  start(): void {
    void this.poll(this.stopping.signal);
  }

  /** Ends the looking and closes idle connections; requests under way end by themselves. */
  stop(): void {
    this.stopping.abort();
    retireAgent(this.agent);
  }

  /** Looks at the files now. */
  refresh(): void {
    this.refreshTls();
    this.refreshToken();
  }

  private async poll(signal: AbortSignal): Promise<void> {
    for (;;) {
      await sleep(this.config.TBANK_CREDENTIALS_POLL_MS, signal);
      if (signal.aborted) return;
      this.refresh();
    }
  }

  private refreshTls(): void {
    const files = readTlsFiles(this.config);
    if (files.digest === this.files.digest) return this.unchanged('certificate');
    const problems = [...files.problems, ...this.untimely(files)];
    if (problems.length > 0) return this.refuse('certificate', files.digest, problems);
    const retired = this.agent;
    this.files = files;
    this.agent = this.newAgent();
    retireAgent(retired);
    this.replaced('certificate');
  }

  private refreshToken(): void {
    const { TBANK_API_TOKEN_FILE: path } = this.config;
    if (!path) return;
    const { token, problem } = readToken(path);
    if (token === this.currentToken) return this.unchanged('token');
    if (token === undefined || problem !== undefined) {
      return this.refuse('token', sha256Hex(JSON.stringify([problem, token])), [problem ?? '']);
    }
    this.currentToken = token;
    this.loadedAt = this.clock.now();
    this.replaced('token');
  }

  /** One that is valid from tomorrow on is taken tomorrow, at the first look. */
  private untimely({ certificate }: TlsFiles): string[] {
    const now = this.clock.now();
    if (!certificate) return [];
    if (certificate.notAfter <= now) return ['the certificate of TBANK_CERT_PATH has expired'];
    return certificate.notBefore > now
      ? ['the certificate of TBANK_CERT_PATH is not valid yet']
      : [];
  }

  private unchanged(part: CredentialsPart): void {
    this.refused.delete(part);
  }

  private refuse(kind: CredentialsPart, digest: string, fields: readonly string[]): void {
    if (this.refused.get(kind) === digest) return;
    this.refused.set(kind, digest);
    this.options.logger.warn('new bank credentials not taken, the old ones stay', { kind, fields });
  }

  private replaced(kind: CredentialsPart): void {
    this.refused.delete(kind);
    this.options.logger.info('bank credentials replaced', { kind });
    for (const listener of this.listeners) listener(kind);
  }

  /** A new one has no TLS sessions, so nothing is resumed under the identity of before. */
  private newAgent(): Agent {
    const { cert, key, ca } = this.files;
    return new Agent({ keepAlive: true, maxSockets: this.options.maxSockets ?? 50, cert, key, ca });
  }
}
