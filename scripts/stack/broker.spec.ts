import { chooseWays } from './broker';

const nothing = { installed: false, apt: () => false };

describe(chooseWays, () => {
  it('takes an installed RabbitMQ and looks no further', () => {
    const apt = jest.fn(() => true);
    expect(chooseWays(undefined, { installed: true, apt })).toEqual(['installed']);
    expect(apt).not.toHaveBeenCalled();
  });

  it('tries Docker before an installation', () => {
    expect(chooseWays(undefined, { ...nothing, apt: () => true })).toEqual(['docker', 'apt']);
  });

  it('tries Docker alone where nothing may be installed', () => {
    expect(chooseWays(undefined, nothing)).toEqual(['docker']);
  });

  it('obeys a forced way', () => {
    expect(chooseWays('docker', { ...nothing, installed: true })).toEqual(['docker']);
  });

  it('refuses a forced way that does not exist', () => {
    expect(() => chooseWays('brew', nothing)).toThrow('LK_STACK_RABBITMQ');
  });
});
