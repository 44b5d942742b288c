import { type Page } from 'playwright-core';
import { ConsoleDriver } from './console-driver';

export interface JourneyTarget {
  readonly baseUrl: string;
  /** Of an operator. */
  readonly token: string;
  /** The group that is looked at and replayed. */
  readonly errorCode: string;
  readonly canary: number;
  readonly rate: number;
}

export type Station =
  'overview' | 'groups' | 'group' | 'message' | 'plan' | 'replay' | 'job-finished' | 'timeline';

export interface JourneyResult {
  readonly jobId: string;
  readonly succeeded: number;
  readonly alreadyDone: number;
  readonly failedAgain: number;
}

/**
 * What an engineer on call does at three in the morning: see it, understand it, replay it, be sure.
 * The same against the double of the API and against the whole system.
 */
export async function playJourney(
  page: Page,
  target: JourneyTarget,
  arrived: (station: Station) => Promise<void>,
): Promise<JourneyResult> {
  const driver = new ConsoleDriver(page, target.baseUrl);
  const { errorCode, canary, rate } = target;
  await driver.signIn(target.token);
  await driver.settled();
  await arrived('overview');
  await driver.goTo('Dead letters');
  await arrived('groups');
  await driver.openGroup(errorCode);
  await arrived('group');
  await driver.openFirstMessage(errorCode);
  await arrived('message');
  const message = new URL(page.url()).pathname;
  await driver.goTo('Dead letters');
  await driver.planReplayOf(errorCode);
  await arrived('plan');
  await driver.startReplay({ reason: 'The rule is on again', ticket: 'OPS-121', canary, rate });
  await arrived('replay');
  await driver.jobFinished();
  await arrived('job-finished');
  const result = {
    jobId: new URL(page.url()).pathname.split('/').pop() ?? '',
    succeeded: await driver.resultCount('Succeeded'),
    alreadyDone: await driver.resultCount('Already done'),
    failedAgain: await driver.resultCount('Failed again'),
  };
  await driver.open(message);
  await driver.heading(new RegExp(`^${errorCode}`)).waitFor();
  await driver.openTimelineOfDeal();
  await arrived('timeline');
  return result;
}
