import { type OverviewView } from '../src/adapters/overview/overview.views';
import { TimelineStand } from './timeline-stand';

describe('ops where reconciliation does not run', () => {
  let stand: TimelineStand;

  beforeAll(async () => {
    stand = await TimelineStand.open();
    await stand.start({});
  });
  afterAll(() => stand.close());

  it('says so, and misses nothing of it', async () => {
    expect(await stand.get('/api/reconcile/runs')).toMatchObject({
      status: 503,
      body: { detail: 'Reconciliation does not run here' },
    });
    const { body } = await stand.get<OverviewView>('/api/overview');
    expect(body.reconciliation).toBeNull();
    expect(body.services.map(({ name }) => name)).not.toContain('reconciliation');
  });
});
