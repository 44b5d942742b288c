import { type InternalApiConfig } from '@lk/platform';
import { type OwnersConfig } from '../../owners.config';
import { Owner } from './owner';

/** The services that own records, by what they are asked for. */
export class Owners {
  readonly ingress: Owner;
  readonly deal: Owner;
  readonly payout: Owner;
  readonly selfEmployed: Owner;
  readonly notification: Owner;
  /** Absent where reconciliation does not run. */
  readonly reconciliation: Owner | undefined;

  constructor(config: OwnersConfig, api: InternalApiConfig) {
    const owner = (name: string, url: string): Owner =>
      new Owner(name, url, config.OPS_OWNER_TIMEOUT_MS, api);
    this.ingress = owner('webhook-ingress', config.INGRESS_URL);
    this.deal = owner('deal', config.DEAL_URL);
    this.payout = owner('payout', config.PAYOUT_URL);
    this.selfEmployed = owner('self-employed-risk', config.SELF_EMPLOYED_URL);
    this.notification = owner('notification', config.NOTIFICATION_URL);
    const { RECONCILIATION_URL: url } = config;
    this.reconciliation = url === undefined ? undefined : owner('reconciliation', url);
  }

  get all(): readonly Owner[] {
    const { ingress, deal, payout, selfEmployed, notification, reconciliation } = this;
    const always = [ingress, deal, payout, selfEmployed, notification];
    return reconciliation ? [...always, reconciliation] : always;
  }
}
