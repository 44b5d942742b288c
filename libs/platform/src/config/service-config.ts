import { IsIn, IsInt, IsString, Max, Min, MinLength } from 'class-validator';

/** What every service has. */
export class ServiceConfig {
  /** HTTP port; 0 lets the system choose. */
  @IsInt()
  @Min(0)
  @Max(65535)
  PORT = 3000;

  /** The address HTTP listens on. */
  @IsString()
  HOST = '0.0.0.0';

  /**
   * Addresses or networks of the proxies before us, comma-separated; only from them is
   * `X-Forwarded-For` believed. Empty: the address of the connection is the caller's.
   */
  @IsString()
  TRUSTED_PROXIES = '';

  @IsIn(['debug', 'info', 'warn', 'error', 'silent'])
  LOG_LEVEL: 'debug' | 'info' | 'warn' | 'error' | 'silent' = 'info';

  /** Below the 30 s that Kubernetes grants between SIGTERM and SIGKILL. */
  @IsInt()
  @Min(100)
  SHUTDOWN_TIMEOUT_MS = 25_000;
}

/** For services that answer reads of their records inside the cluster. */
export class InternalApiConfig {
  /** The Bearer token that readers inside the cluster send. */
  @IsString()
  @MinLength(8)
  INTERNAL_API_TOKEN!: string;
}
