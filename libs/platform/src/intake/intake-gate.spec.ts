import { IntakeGate } from './intake-gate';

const HOUR_MS = 3_600_000;
const never = new AbortController().signal;

/** Starts to wait; tells whether the wait is over. */
function waiter(gate: IntakeGate, longestMs = HOUR_MS, signal = never) {
  const state = { over: false };
  void gate.wait(longestMs, signal).then(() => (state.over = true));
  return state;
}
const settled = () => jest.advanceTimersByTimeAsync(0);

describe('IntakeGate', () => {
  let gate: IntakeGate;
  beforeEach(() => {
    jest.useFakeTimers();
    gate = new IntakeGate();
  });
  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('is open until somebody closes it, and keeps nobody', async () => {
    expect(gate.isOpen).toBe(true);
    const passing = waiter(gate);
    await settled();
    expect(passing.over).toBe(true);
  });

  it('holds all who wait until the one who closed it opens it', async () => {
    gate.close('bank');
    expect(gate.isOpen).toBe(false);
    const waiting = [waiter(gate), waiter(gate)];
    await jest.advanceTimersByTimeAsync(60_000);
    expect(waiting.map(({ over }) => over)).toEqual([false, false]);
    gate.open('bank');
    await settled();
    expect(gate.isOpen).toBe(true);
    expect(waiting.map(({ over }) => over)).toEqual([true, true]);
  });

  it('stays closed while one of two reasons is left', async () => {
    gate.close('bank');
    gate.close('database');
    gate.close('bank');
    const waiting = waiter(gate);
    gate.open('bank');
    await settled();
    expect([gate.isOpen, waiting.over]).toEqual([false, false]);
    gate.open('database');
    await settled();
    expect([gate.isOpen, waiting.over]).toEqual([true, true]);
  });

  it('is not opened by one who has not closed it', async () => {
    gate.close('bank');
    const waiting = waiter(gate);
    gate.open('weather');
    await settled();
    expect([gate.isOpen, waiting.over]).toEqual([false, false]);
    gate.open('bank');
    await settled();
  });

  it('keeps nobody longer than wanted, and stays closed', async () => {
    gate.close('bank');
    const waiting = waiter(gate, 1000);
    await jest.advanceTimersByTimeAsync(999);
    expect(waiting.over).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect([gate.isOpen, waiting.over]).toEqual([false, true]);
  });

  it('lets go whom a signal calls away, before or meanwhile', async () => {
    gate.close('bank');
    const stopping = new AbortController();
    const waiting = waiter(gate, HOUR_MS, stopping.signal);
    await settled();
    expect(waiting.over).toBe(false);
    stopping.abort();
    const late = waiter(gate, HOUR_MS, stopping.signal);
    await settled();
    expect([waiting.over, late.over]).toEqual([true, true]);
  });

  it('can be closed again, for those who come after', async () => {
    gate.close('bank');
    const first = waiter(gate);
    gate.open('bank');
    gate.close('bank');
    const second = waiter(gate);
    await settled();
    expect([first.over, second.over]).toEqual([true, false]);
    gate.open('bank');
    await settled();
    expect(second.over).toBe(true);
  });
});
