import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = [
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const NO_BROWSER =
  'No Chromium was found. Install one (Debian: apt-get install chromium) or name it: CHROMIUM_PATH=/path/to/chromium';

/** CHROMIUM_PATH, else the usual names in PATH and the usual places. */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...PLACES].find((path) => existsSync(path));
}

/**
 * A machine without a browser may skip the tests of the page, saying so; CI may not.
 * @throws in CI when there is none
 */
export function chromiumOrSkip(): string | undefined {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.env.CI) throw new Error(NO_BROWSER);
  console.warn(`Skipped: the tests of the page. ${NO_BROWSER}`);
  return undefined;
}

export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: ARGUMENTS });
