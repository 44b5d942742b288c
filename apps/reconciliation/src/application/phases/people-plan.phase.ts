import { planPeople } from '../../domain/plan';
import { type Phase, type RunContext, type Write } from '../run-context';
import { allPeople } from './people.phase';
import { type Reading } from './reading';

/** What reading people will cost: one list, and the receipts of as many as the run may ask about. */
export class PeoplePlanPhase implements Phase {
  constructor(
    private readonly reading: Reading,
    private readonly callsPerSecond: number,
  ) {}

  async step({ run }: RunContext): Promise<Write> {
    const people = (await allPeople(this.reading)).length;
    const most = this.reading.config.RECONCILIATION_RECEIPTS_PER_RUN;
    const receiptsOf = run.mode === 'sweep' ? people : Math.min(people, most);
    const plan = planPeople(people, receiptsOf, this.callsPerSecond);
    return () => Promise.resolve({ plan, stats: { ownReads: 1 } });
  }
}
