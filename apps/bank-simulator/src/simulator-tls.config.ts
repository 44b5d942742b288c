import { IsInt, IsString, Max, Min, MinLength, ValidateIf } from 'class-validator';

const asked = (config: SimulatorTlsConfig) =>
  [config.SIM_TLS_CERT_PATH, config.SIM_TLS_KEY_PATH, config.SIM_TLS_CLIENT_CA_PATH].some(Boolean);

/** The second listener: HTTPS that asks for a client certificate. All three files, or none. */
export class SimulatorTlsConfig {
  /** 0 lets the system choose; `GET /_sim/settings` tells the port. */
  @IsInt()
  @Min(0)
  @Max(65535)
  SIM_TLS_PORT = 0;

  /** PEM file of the server's certificate; empty: no such listener. */
  @IsString()
  @ValidateIf(asked)
  @MinLength(1)
  SIM_TLS_CERT_PATH = '';

  /** PEM file of its key. */
  @IsString()
  @ValidateIf(asked)
  @MinLength(1)
  SIM_TLS_KEY_PATH = '';

  /** PEM file of the authority whose client certificates are let in. */
  @IsString()
  @ValidateIf(asked)
  @MinLength(1)
  SIM_TLS_CLIENT_CA_PATH = '';
}
