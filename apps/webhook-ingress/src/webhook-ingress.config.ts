import { IsInt, Matches, Max, Min } from 'class-validator';

export class WebhookIngressConfig {
  /** Secrets live now, comma-separated: during a rotation the old one stays beside the new one. */
  @Matches(/^\s*[^\s,][^,]{6,}[^\s,]\s*(,\s*[^\s,][^,]{6,}[^\s,]\s*)*,?$/, {
    message: '$property must be one or more secrets of at least 8 characters, comma-separated',
  })
  TBANK_WEBHOOK_SECRET!: string;

  @Matches(/^[A-Za-z0-9-]+$/, { message: '$property must be a header name' })
  TBANK_SIGNATURE_HEADER = 'X-Signature';

  /** Bytes. */
  @IsInt()
  @Min(1024)
  @Max(16 * 1024 * 1024)
  WEBHOOK_MAX_BODY_BYTES = 256 * 1024;

  /** The longest a webhook waits for others to share its insert. */
  @IsInt()
  @Min(0)
  @Max(100)
  GROUP_COMMIT_MAX_WAIT_MS = 2;

  /** Rows of one insert. */
  @IsInt()
  @Min(1)
  @Max(5000)
  GROUP_COMMIT_MAX_ROWS = 200;

  /**
   * Webhooks that may wait for the database at once; further ones are refused with 503 and come
   * again. With bodies at their largest this bounds the memory to half a gigabyte.
   */
  @IsInt()
  @Min(1)
  GROUP_COMMIT_MAX_WAITING = 2000;

  get secrets(): readonly string[] {
    return this.TBANK_WEBHOOK_SECRET.split(',')
      .map((secret) => secret.trim())
      .filter((secret) => secret !== '');
  }
}
