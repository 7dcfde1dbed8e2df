import { describe, expect, it } from 'vitest';
import { interfaceLines } from '../../src/cli/interfaces.ts';

describe('the list of devices', () => {
  it('tells name, state, addresses and the default', () => {
    const device = { description: '', up: true, running: true, loopback: false, addresses: [] as string[] };
    expect(
      interfaceLines([
        { ...device, name: 'eth0', addresses: ['192.0.2.2', 'fe80::1'] },
        { ...device, name: 'any', description: 'Pseudo-device' },
        { ...device, name: 'lo', loopback: true, addresses: ['127.0.0.1'] },
        { ...device, name: 'wlan0', running: false },
        { ...device, name: 'dummy0', up: false, running: false },
      ]),
    ).toEqual([
      'eth0    up, running  [default]  192.0.2.2 fe80::1',
      'any     up, running  (Pseudo-device)',
      'lo      up, running  127.0.0.1',
      'wlan0   up',
      'dummy0  down',
    ]);
    expect(interfaceLines([])).toEqual([]);
  });
});
