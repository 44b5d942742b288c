import { AwayException } from '@lk/platform';
import { type Principal } from '../../access/principal';
import { type Owner, type RawAnswer, type StreamedAnswer } from '../owners/owner';
import { type Owners } from '../owners/owners';
import { passOn, passStreamOn } from '../owners/pass-on';

export interface Question {
  readonly method: 'GET' | 'POST';
  /** Below `/reconciliation`. */
  readonly path: string;
  readonly actor: Principal;
  readonly params?: object;
  readonly body?: object;
}

/** Asks the service of reconciliation in the name of a person. */
export class ReconciliationGateway {
  constructor(private readonly owners: Owners) {}

  /** @throws HttpException its refusals; AwayException when it is silent or does not run */
  async ask({ method, path, actor, params, body }: Question): Promise<RawAnswer> {
    const owner = this.owner();
    const more = { params, body, headers: inTheNameOf(actor) };
    return passOn(owner.name, () => owner.raw(method, `/reconciliation${path}`, more));
  }

  /** As {@link ask}, for a report of any length. */
  async stream({ path, actor, params }: Omit<Question, 'method'>): Promise<StreamedAnswer> {
    const owner = this.owner();
    const more = { params, headers: inTheNameOf(actor) };
    return passStreamOn(owner.name, () => owner.stream(`/reconciliation${path}`, more));
  }

  private owner(): Owner {
    const { reconciliation } = this.owners;
    if (!reconciliation) throw new AwayException('Reconciliation does not run here');
    return reconciliation;
  }
}

/** Percent-encoded, because a header takes ASCII only and an id may hold anything. */
const inTheNameOf = ({ id }: Principal) => ({ 'x-actor': encodeURIComponent(id) });
