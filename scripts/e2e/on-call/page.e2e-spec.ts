import { type Browser } from 'playwright-core';
import { Ops } from '../../demo/ops';
import { type Stage } from '../../demo/stage';
import { type RunningSystem } from '../../system';
import { chromiumOrSkip, launchChromium } from '../console/browser';
import { openView, screenshot, severeFindings, VIEWS } from '../console/inspect';
import { playJourney } from '../console/journey';
import { openStage, startTestSystem } from '../harness';
import { breakDeal, createDeals, Effects, mendDeal, sendPayments } from './broken-handler';

const chromium = chromiumOrSkip();
const describeInBrowser = chromium === undefined ? describe.skip : describe;

const WEBHOOKS = 60;
const CODE = 'DATABASE_ERROR';

/** Real: Chromium, the page as ops serves it, every service as a process, Postgres, RabbitMQ. */
describeInBrowser('the page of on call, over the whole system', () => {
  let browser: Browser;
  let system: RunningSystem;
  let stage: Stage;

  beforeAll(async () => {
    browser = await launchChromium(chromium ?? '');
    system = await startTestSystem();
    stage = await openStage(system);
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await stage.close();
    await system.stop({ servers: false });
  }, 60_000);

  it('leads from what fails to its replay and the timeline of its deal', async () => {
    const deals = await createDeals(stage, 3);
    await new Effects(system).untilCreated(deals);
    await breakDeal(system);
    const events = await sendPayments(system, deals, WEBHOOKS);
    const ops = new Ops(system.env);
    await ops.group('deal.events', CODE, WEBHOOKS);
    await mendDeal(system);

    const [view] = VIEWS;
    if (!view) throw new Error('There is no view');
    const seen = await openView(browser, view, system.env.OPS_URL ?? '');
    const target = {
      baseUrl: system.env.OPS_URL ?? '',
      token: system.env.OPS_TOKEN ?? '',
      errorCode: CODE,
      canary: 5,
      rate: 50,
    };
    const result = await playJourney(seen.page, target, async (station) => {
      await screenshot(seen.page, view, `real-${station}`);
      expect({ station, findings: await severeFindings(seen.page) }).toEqual({
        station,
        findings: [],
      });
    });
    expect(result).toMatchObject({ succeeded: WEBHOOKS, alreadyDone: 0, failedAgain: 0 });
    expect(await new Effects(system).facts(events)).toBe(WEBHOOKS);
    expect(seen.faults).toEqual([]);
    await seen.context.close();
  }, 300_000);
});
