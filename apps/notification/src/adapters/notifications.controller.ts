import { TransactionRunner } from '@lk/persistence';
import { InternalTokenGuard } from '@lk/platform';
import { Controller, Get, Query, UseGuards, ValidationPipe } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { type Channel, type DeliveryStatus } from '../domain/delivery';

export class NotificationsQuery {
  /** Only what is about this deal. */
  @IsOptional()
  @IsString()
  dealId?: string;

  /** Only what is about this payout. */
  @IsOptional()
  @IsString()
  payoutId?: string;

  /** Only what is about this person. */
  @IsOptional()
  @IsString()
  selfEmployedId?: string;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit = 50;
}

/** A delivery as readers see it. */
export interface DeliveryView {
  readonly id: string;
  readonly kind: 'notification' | 'alert';
  readonly channel: Channel;
  readonly audience: string;
  /** The code, for an alert. */
  readonly template: string;
  readonly severity: string | null;
  readonly dealId: string | null;
  readonly payoutId: string | null;
  readonly selfEmployedId: string | null;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  /** How many equal alerts it stands for. */
  readonly count: number;
  readonly errorCode: string | null;
  readonly createdAt: Date;
  readonly deliveredAt: Date | null;
  readonly text: string;
}

const COLUMNS = `
  id, kind, channel, audience, template, severity, deal_id AS "dealId",
  parameters->>'payoutId' AS "payoutId", parameters->>'selfEmployedId' AS "selfEmployedId", status,
  attempts, count, error_code AS "errorCode", created_at AS "createdAt",
  delivered_at AS "deliveredAt", text`;

/** The expressions as their indexes have them. */
const FILTERS = {
  dealId: 'deal_id',
  payoutId: "(parameters->>'payoutId')",
  selfEmployedId: "(parameters->>'selfEmployedId')",
} as const satisfies Partial<Record<keyof NotificationsQuery, string>>;

/** What was sent, or would have been: newest first. */
@Controller('notifications')
@UseGuards(InternalTokenGuard)
export class NotificationsController {
  constructor(private readonly transactions: TransactionRunner) {}

  @Get()
  async list(
    @Query(new ValidationPipe({ transform: true })) query: NotificationsQuery,
  ): Promise<{ deliveries: DeliveryView[] }> {
    const given = Object.entries(FILTERS).flatMap(([name, column]) => {
      const value = query[name as keyof typeof FILTERS];
      return value === undefined ? [] : [{ column, value }];
    });
    const conditions = given.map(({ column }, index) => `${column} = $${index + 2}`);
    const rows = await this.transactions.query<DeliveryView>(
      `SELECT ${COLUMNS} FROM deliveries WHERE ${['true', ...conditions].join(' AND ')}
       ORDER BY created_at DESC, id LIMIT $1`,
      [query.limit, ...given.map(({ value }) => value)],
    );
    return { deliveries: rows };
  }
}
