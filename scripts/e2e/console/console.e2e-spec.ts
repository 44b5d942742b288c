import { type Browser } from 'playwright-core';
import { chromiumOrSkip, launchChromium } from './browser';
import { ConsoleDriver } from './console-driver';
import { FIXTURE_TOKENS, FixtureApi } from './fixture-api';
import { uuid } from './fixture-letters';
import { type FixtureServer, startFixtureServer } from './fixture-server';
import { nameOf, type Opened, openView, overflow, screenshot, severeFindings } from './inspect';
import { type View, VIEWS } from './inspect';
import { playJourney } from './journey';

const chromium = chromiumOrSkip();
const describeInBrowser = chromium === undefined ? describe.skip : describe;

const TARGET = { errorCode: 'HANDLER_BROKEN', canary: 20, rate: 500 };
/** The two that differ most; all four with LK_CONSOLE_VIEWS=all, which takes four minutes more. */
const SEEN = VIEWS.filter(
  ({ scheme, width }) =>
    process.env.LK_CONSOLE_VIEWS === 'all' || (scheme === 'light') === width > 1000,
);

const OTHER_PAGES = [
  ['/dead-letters/list?status=open', 'list'],
  ['/jobs', 'jobs'],
  ['/edits', 'edits'],
  ['/timeline', 'timeline-search'],
  ['/events', 'events'],
  [`/events/${uuid(900_000)}`, 'event'],
  ['/bank', 'bank'],
  ['/reconciliation', 'reconciliation'],
  ['/audit', 'audit'],
  [`/find?id=${uuid(500_001)}`, 'find'],
  ['/nowhere', 'not-found'],
] as const;

/**
 * Real: Chromium, the built page, HTTP, the content security policy. A double: the API (fixture-api.ts).
 * The journey is the one that runs against the whole system too.
 */
describeInBrowser('the console', () => {
  let browser: Browser;
  let api: FixtureApi;
  let server: FixtureServer;
  let opened: Opened | undefined;

  beforeAll(async () => {
    browser = await launchChromium(chromium ?? '');
  }, 60_000);
  afterAll(() => browser.close());

  beforeEach(async () => {
    api = new FixtureApi();
    server = await startFixtureServer(api);
  });
  afterEach(async () => {
    await opened?.context.close();
    opened = undefined;
    await server.close();
  });

  const [DESKTOP] = VIEWS as [View];

  async function open(view: View): Promise<Opened & { driver: ConsoleDriver }> {
    opened = await openView(browser, view, server.url);
    return { ...opened, driver: new ConsoleDriver(opened.page, server.url) };
  }

  describe.each(SEEN.map((view) => [nameOf(view), view] as const))('%s', (_, view) => {
    const inspect = async ({ page }: Opened, name: string): Promise<void> => {
      await screenshot(page, view, name);
      expect({ name, findings: await severeFindings(page) }).toEqual({ name, findings: [] });
      expect({ name, overflow: await overflow(page) }).toEqual({ name, overflow: 0 });
    };

    it('leads from the overview to a finished replay and its timeline', async () => {
      const seen = await open(view);
      const target = { ...TARGET, baseUrl: server.url, token: FIXTURE_TOKENS.operator };
      const result = await playJourney(seen.page, target, (station) => inspect(seen, station));
      expect(result).toMatchObject({ succeeded: 8800, alreadyDone: 1200, failedAgain: 0 });
      const start = api.changes.find(({ path }) => path.endsWith('/start'));
      expect(start?.body).toMatchObject({ canary: 20, rate: 500, ticket: 'OPS-121' });
      expect(start?.body.hash).toMatch(/^[0-9a-f]{64}$/);
      expect(seen.faults).toEqual([]);
    }, 480_000);

    it('shows every other page', async () => {
      const seen = await open(view);
      await seen.driver.open('/sign-in');
      await seen.page.getByLabel('Access token').waitFor();
      await inspect(seen, 'sign-in');
      await seen.driver.signIn(FIXTURE_TOKENS.operator);
      for (const [path, name] of OTHER_PAGES) {
        await seen.driver.open(path);
        await seen.driver.settled();
        await inspect(seen, name);
      }
      expect(seen.faults).toEqual([]);
    }, 480_000);
  });

  it('does not let a viewer replay, and says why', async () => {
    const { driver, page } = await open(DESKTOP);
    await driver.signIn(FIXTURE_TOKENS.viewer);
    await driver.goTo('Dead letters');
    const button = driver.groupRow('HANDLER_BROKEN').getByRole('button', { name: 'Plan a replay' });
    // By key, as those who cannot hover find out.
    await page.keyboard.press('Tab');
    await button.focus();
    await page
      .getByRole('tooltip')
      .getByText(/Needs the role “operator”/)
      .waitFor();
    await button.press('Enter');
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    expect(api.changes).toEqual([]);
  }, 60_000);

  it('refuses a wrong token, and goes where the person was going after a right one', async () => {
    const { driver, page } = await open(DESKTOP);
    await driver.open('/dead-letters/list?queue=deal.events');
    await page.getByLabel('Access token').fill('wrong');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').getByText('This token is not known').waitFor();
    await page.getByLabel('Access token').fill(FIXTURE_TOKENS.viewer);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await driver.heading('Dead letters').waitFor();
    expect(new URL(page.url()).search).toBe('?queue=deal.events');
  }, 60_000);

  it('shows a body only for a reason, and edits it with a second person for money', async () => {
    const { driver, page } = await open(DESKTOP);
    await driver.signIn(FIXTURE_TOKENS.operator);
    await driver.open(`/dead-letters/${uuid(1000)}`);
    await driver.settled();
    expect(await page.getByText('128450').count()).toBe(0);
    await page.getByRole('button', { name: 'Reveal' }).click();
    await driver.giveReason('Reveal', 'To see the amount');
    await page.getByRole('region', { name: 'Body', exact: true }).getByText('128450').waitFor();
    await page.getByRole('button', { name: 'Edit and replay' }).click();
    const body = page.getByLabel('Body of the copy');
    await body.fill((await body.inputValue()).replace('128450', '128451'));
    await page.getByLabel('Reason').fill('A kopeck was lost');
    await screenshot(page, DESKTOP, 'edit');
    await page.getByRole('button', { name: 'Check and save' }).click();
    await page.getByRole('cell', { name: '128451' }).waitFor();
    await screenshot(page, DESKTOP, 'edit-diff');
    const approve = page.getByRole('button', { name: 'Approve' });
    expect(await approve.getAttribute('aria-disabled')).toBe('true');
    expect(await severeFindings(page)).toEqual([]);
    expect(api.changes.map(({ path }) => path.split('/').pop())).toEqual(['reveal', 'edits']);
  }, 90_000);

  it('shows why a canary has stopped a job, and lets it go on only for a reason', async () => {
    const { driver, page } = await open(DESKTOP);
    await driver.signIn(FIXTURE_TOKENS.operator);
    await driver.goTo('Dead letters');
    await driver.planReplayOf('BANK_REFUSED');
    await driver.startReplay({ reason: 'To see whether it is over', canary: 1 });
    await page.getByText('1 of 1 canary messages failed again').waitFor();
    await screenshot(page, DESKTOP, 'stopped');
    expect(await driver.resultCount('Failed again')).toBe(1);
    expect(await driver.resultCount('Waiting')).toBe(2);
    await page.getByRole('button', { name: 'Resume' }).click();
    const dialog = page.getByRole('dialog', { name: 'Resume' });
    expect(await dialog.getByRole('button', { name: 'Resume' }).isDisabled()).toBe(true);
    await driver.giveReason('Resume', 'The bank has mended it');
    const resume = api.changes.find(({ path }) => path.endsWith('/resume'));
    expect(resume?.body).toEqual({ reason: 'The bank has mended it' });
  }, 90_000);

  it('forgets what it has read when the person signs out', async () => {
    const { driver, page } = await open(DESKTOP);
    await driver.signIn(FIXTURE_TOKENS.viewer);
    await driver.goTo('Jobs');
    await page.getByRole('button', { name: /^Signed in as olga/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('Access token').waitFor();
    await page.goBack();
    await page.getByLabel('Access token').waitFor();
    expect(await page.getByText('HANDLER_BROKEN').count()).toBe(0);
  }, 60_000);

  it('is driven by keys alone', async () => {
    const { driver, page } = await open(DESKTOP);
    await driver.signIn(FIXTURE_TOKENS.viewer);
    await page.keyboard.press('Tab');
    await page.keyboard.type('gd');
    await driver.heading('Dead letters').waitFor();
    await page.keyboard.type('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.type('/');
    await page.keyboard.type(uuid(500_001));
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Timeline of the deal' }).waitFor();
    await page.keyboard.type('go');
    await driver.heading('Overview').waitFor();
    expect(await page.title()).toBe('Overview · On call');
  }, 60_000);

  it('keeps what looks personal out of addresses', async () => {
    const { driver, page } = await open(DESKTOP);
    await driver.signIn(FIXTURE_TOKENS.viewer);
    const search = page.getByRole('searchbox');
    await search.fill('500100732259');
    await search.press('Enter');
    await page.getByTitle('Looks like personal data').waitFor();
    expect(page.url()).not.toContain('500100732259');
  }, 60_000);

  it('says what failed and goes on by itself when the server is back', async () => {
    const { driver, page } = await open(DESKTOP);
    await driver.signIn(FIXTURE_TOKENS.viewer);
    api.failing = '/api/bank/status';
    await driver.open('/bank');
    await page.getByRole('alert').getByText('The database does not answer').waitFor();
    await screenshot(page, DESKTOP, 'failed');
    api.failing = null;
    await page.getByRole('heading', { name: 'Certificates' }).waitFor();
  }, 60_000);

  it('speaks Russian to those whose browser does, and remembers a choice', async () => {
    const view: View = { ...DESKTOP, locale: 'ru-RU' };
    const { page, driver } = await open(view);
    await driver.open('/');
    await page.getByLabel('Токен доступа').fill(FIXTURE_TOKENS.operator);
    await page.getByRole('button', { name: 'Войти' }).click();
    await driver.heading('Обзор').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('ru');
    await driver.settled();
    await screenshot(page, view, 'overview');
    expect(await overflow(page)).toBe(0);
    for (const [path, name] of OTHER_PAGES) {
      await driver.open(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await driver.settled();
      await screenshot(page, view, name);
      expect({ name, overflow: await overflow(page) }).toEqual({ name, overflow: 0 });
    }
    await page.getByRole('button', { name: 'Язык' }).click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    await page.reload();
    await driver.heading('No such page').waitFor();
  }, 120_000);
});
