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
  readonly status: DeliveryStatus;
  readonly attempts: number;
  /** How many equal alerts it stands for. */
  readonly count: number;
  readonly errorCode: string | null;
  readonly createdAt: Date;
  readonly deliveredAt: Date | null;
  readonly text: string;
}

const LIST = `
  SELECT id, kind, channel, audience, template, severity, deal_id AS "dealId", status, attempts,
         count, error_code AS "errorCode", created_at AS "createdAt",
         delivered_at AS "deliveredAt", text
  FROM deliveries WHERE $1::text IS NULL OR deal_id = $1
  ORDER BY created_at DESC, id LIMIT $2`;

/** What was sent, or would have been: newest first. */
@Controller('notifications')
@UseGuards(InternalTokenGuard)
export class NotificationsController {
  constructor(private readonly transactions: TransactionRunner) {}

  @Get()
  async list(
    @Query(new ValidationPipe({ transform: true })) { dealId, limit }: NotificationsQuery,
  ): Promise<{ deliveries: DeliveryView[] }> {
    const rows = await this.transactions.query<DeliveryView>(LIST, [dealId ?? null, limit]);
    return { deliveries: rows };
  }
}
