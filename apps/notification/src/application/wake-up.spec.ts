import { WakeUp } from './wake-up';

describe('WakeUp', () => {
  it('ends a sleep at a call', async () => {
    const alarm = new WakeUp();
    const slept = alarm.wait(60_000);
    alarm.call();
    await slept;
  });

  it('does not lose a call that came before the sleep, and forgets it afterwards', async () => {
    const alarm = new WakeUp();
    alarm.call();
    await alarm.wait(60_000);
    await alarm.wait(1);
  });
});
