import { fromLocalInput, toLocalInput } from './local-time';

describe('the field for a time', () => {
  it('shows the reader\u2019s zone and gives back the same moment', () => {
    const iso = '2026-11-25T03:04:00.000Z';
    expect(fromLocalInput(toLocalInput(iso))).toBe(iso);
  });

  it('is empty for no time, and no time for an empty field', () => {
    expect(toLocalInput(undefined)).toBe('');
    expect(fromLocalInput('')).toBeNull();
    expect(fromLocalInput(undefined)).toBeNull();
  });
});
