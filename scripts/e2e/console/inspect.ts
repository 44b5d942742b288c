import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';

const SCREENSHOTS = join(__dirname, '..', '..', '..', '.stack', 'screenshots');
const SEVERE = ['serious', 'critical'];

export interface View {
  readonly scheme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
  readonly locale?: string;
}

export const VIEWS: readonly View[] = [
  { scheme: 'light', width: 1280, height: 800 },
  { scheme: 'dark', width: 1280, height: 800 },
  { scheme: 'light', width: 375, height: 812 },
  { scheme: 'dark', width: 375, height: 812 },
];

export const nameOf = ({ scheme, width, locale }: View): string =>
  [scheme, width, ...(locale ? [locale] : [])].join('-');

export interface Opened {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors of scripts, of the security policy, and requests to other hosts. */
  readonly faults: string[];
}

/**
 * A zone in which a new day has just begun: most of what is shown is of yesterday, which takes more
 * room than the time of today. Signs in names of such zones are the wrong way round.
 */
function justAfterMidnight(now: Date): string {
  const hours = now.getUTCHours();
  if (hours === 0) return 'UTC';
  return hours <= 12 ? `Etc/GMT+${hours}` : `Etc/GMT-${24 - hours}`;
}

/** A page as this reader sees it; everything it does wrong is collected. */
export async function openView(browser: Browser, view: View, baseUrl: string): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: view.width, height: view.height },
    colorScheme: view.scheme,
    locale: view.locale ?? 'en-GB',
    timezoneId: justAfterMidnight(new Date()),
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // The browser itself logs an answer of 4xx as an error; the page handles those.
    const isAnswer = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isAnswer) faults.push(message.text());
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(baseUrl) && !/^(data|blob):/.test(url)) faults.push(`asked ${url}`);
  });
  return { context, page, faults };
}

/** Serious and critical findings, each with where it is. */
export async function severeFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => SEVERE.includes(impact ?? ''))
    .flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) =>
          `${id}: ${help} at ${target.join(' ')} ${failureSummary ?? ''}`,
      ),
    );
}

const OVERFLOW = `(() => {
  const wider = (element, place) => element.scrollWidth - place.clientWidth;
  const page = document.documentElement;
  const tables = [...document.querySelectorAll('table')].map((table) => wider(table, table.parentElement));
  return Math.max(0, wider(page, page), ...tables);
})()`;

/** By how much something is wider than the screen, or a table than the card it stands in. */
export const overflow = (page: Page): Promise<number> => page.evaluate<number>(OVERFLOW);

export async function screenshot(page: Page, view: View, name: string): Promise<void> {
  // What stays in place while the page scrolls would stand in the middle of the picture.
  await page.evaluate('window.scrollTo(0, 0)');
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${nameOf(view)}-${name}.png`), fullPage: true });
}
