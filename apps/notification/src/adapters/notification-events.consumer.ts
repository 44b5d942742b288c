import { AlertRaisedData, NotificationRequestedData } from '@lk/contracts';
import { type EventContext } from '@lk/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { RequestDelivery } from '../application/request-delivery.use-case';
import { noticeOfAlert, noticeOfNotification } from '../domain/notice';

@Controller()
export class NotificationEventsConsumer {
  constructor(private readonly requestDelivery: RequestDelivery) {}

  @EventPattern('notification.requested')
  async handleNotification(
    @Payload() data: NotificationRequestedData,
    @Ctx() context: EventContext,
  ): Promise<void> {
    await this.requestDelivery.execute(context, noticeOfNotification(data));
  }

  @EventPattern('alert.raised')
  async handleAlert(@Payload() data: AlertRaisedData, @Ctx() context: EventContext): Promise<void> {
    await this.requestDelivery.execute(context, noticeOfAlert(data));
  }
}
