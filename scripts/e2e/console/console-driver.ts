import { type Locator, type Page } from 'playwright-core';

/** A slow machine with a whole system beside it. */
const PATIENCE_MS = 60_000;

export interface StartChoice {
  readonly reason: string;
  readonly ticket?: string;
  readonly canary?: number;
  readonly rate?: number;
}

/**
 * The console as a person uses it, in English: by the names they read, never by the structure of the
 * page. It knows an address and a token only, so that it drives the double and the real system alike.
 */
export class ConsoleDriver {
  constructor(
    readonly page: Page,
    private readonly baseUrl: string,
  ) {
    page.setDefaultTimeout(PATIENCE_MS);
  }

  async open(path: string): Promise<void> {
    await this.page.goto(`${this.baseUrl}${path}`);
  }

  async signIn(token: string): Promise<void> {
    await this.open('/');
    await this.page.getByLabel('Access token').fill(token);
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await this.heading('Overview').waitFor();
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { level: 1, name });
  }

  /** Through the navigation, which is behind a button on a phone. */
  async goTo(place: string): Promise<void> {
    const menu = this.page.getByRole('button', { name: 'Open the navigation' });
    if (await menu.isVisible()) await menu.click();
    const navigation = this.page.getByRole('navigation', { name: 'Main navigation' });
    await navigation.getByRole('link', { name: new RegExp(`^${place}`) }).click();
    await this.heading(place).waitFor();
    await this.settled();
  }

  /** Nothing is loading any more. */
  async settled(): Promise<void> {
    await this.page.locator('main').waitFor();
    const loading = this.page.locator('[aria-busy=true]');
    await loading.first().waitFor({ state: 'detached' });
  }

  groupRow(errorCode: string): Locator {
    return this.page.getByRole('row').filter({ hasText: errorCode }).first();
  }

  /** The letters of a group by cause. */
  async openGroup(errorCode: string): Promise<void> {
    await this.groupRow(errorCode).getByRole('link', { name: errorCode }).click();
    await this.page.getByRole('table', { name: 'Dead letters' }).waitFor();
    await this.settled();
  }

  /** The first message of the list that is shown. */
  async openFirstMessage(errorCode: string): Promise<void> {
    const table = this.page.getByRole('table', { name: 'Dead letters' });
    await table.getByRole('link', { name: errorCode }).first().click();
    await this.heading(new RegExp(`^${errorCode}`)).waitFor();
    await this.settled();
  }

  async planReplayOf(errorCode: string): Promise<void> {
    await this.groupRow(errorCode).getByRole('button', { name: 'Plan a replay' }).click();
    await this.planIsShown();
  }

  async planIsShown(): Promise<void> {
    await this.heading('Replay: plan').waitFor();
    await this.page.getByRole('heading', { name: 'Start the replay' }).waitFor();
    await this.settled();
  }

  async startReplay({ reason, ticket, canary, rate }: StartChoice): Promise<void> {
    const { page } = this;
    await page.getByLabel('Reason').fill(reason);
    if (ticket !== undefined) await page.getByLabel('Ticket').fill(ticket);
    if (canary !== undefined) await page.getByLabel('Canary').fill(String(canary));
    if (rate !== undefined) await page.getByLabel('Rate', { exact: true }).fill(String(rate));
    await page.getByRole('button', { name: 'Start …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Replay now?' });
    await dialog.getByRole('button', { name: 'Replay', exact: true }).click();
    await this.heading('Replay: run').waitFor();
  }

  async jobFinished(): Promise<void> {
    await this.page.getByText(/^Finished(:|, but)/).waitFor();
    await this.settled();
  }

  /** Of a result of the job that is shown. */
  async resultCount(result: string): Promise<number> {
    const item = this.page.getByRole('listitem').filter({ hasText: result }).first();
    return Number((await item.locator('strong').innerText()).replace(/\D/g, ''));
  }

  /** The reason is typed into the dialog that a verb has opened. */
  async giveReason(title: string, reason: string, confirm = title): Promise<void> {
    const dialog = this.page.getByRole('dialog', { name: title });
    await dialog.getByLabel('Reason').fill(reason);
    await dialog.getByRole('button', { name: confirm, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** Of the deal that the message shown is about. */
  async openTimelineOfDeal(): Promise<void> {
    await this.page.locator('main a[href^="/timeline/deal/"]').first().click();
    await this.heading('Deal: timeline').waitFor();
    await this.page.getByRole('list', { name: 'What happened, oldest first' }).waitFor();
    await this.settled();
  }
}
