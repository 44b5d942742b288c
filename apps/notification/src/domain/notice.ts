import { type AlertRaisedData, type NotificationRequestedData } from '@lk/contracts';
import { type Notice } from './delivery';
import { alertSubject, alertText, notificationSubject, notificationText } from './texts';

/** The notice that a `notification.requested` asks for. */
export function noticeOfNotification(data: NotificationRequestedData): Notice {
  const { template, audience, dedupKey, dealId } = data;
  const parameters = data.parameters ?? {};
  return {
    kind: 'notification',
    template,
    audience,
    dedupKey,
    dealId,
    parameters,
    subject: notificationSubject(template),
    text: notificationText(template, dealId === undefined ? parameters : { dealId, ...parameters }),
  };
}

/** The notice that an `alert.raised` asks for; alerts are for support. */
export function noticeOfAlert(data: AlertRaisedData): Notice {
  const { code, severity, dedupKey } = data;
  const details = data.details ?? {};
  return {
    kind: 'alert',
    template: code,
    severity,
    audience: 'support',
    dedupKey,
    dealId: typeof details.dealId === 'string' ? details.dealId : undefined,
    parameters: details,
    subject: alertSubject(data),
    text: alertText(data),
  };
}
