import { describe, expect, it } from 'vitest';
import { chooseDevice, defaultDevice, listDevices } from '../../src/source/devices.ts';
import type { FoundDevice } from '../../src/source/libpcap.ts';

function device(name: string, changes: Partial<FoundDevice> = {}): FoundDevice {
  return {
    name,
    description: '',
    up: true,
    running: true,
    loopback: false,
    addresses: ['192.0.2.1'],
    ...changes,
  };
}

const loopback = device('lo', { loopback: true, addresses: ['127.0.0.1'] });
const any = device('any', { addresses: [] });

describe('listDevices', () => {
  it('lists the loopback device as it is', () => {
    expect(listDevices()).toContainEqual(
      expect.objectContaining({
        name: 'lo',
        loopback: true,
        up: true,
        addresses: expect.arrayContaining(['127.0.0.1']),
      }),
    );
  });

  it('knows the device that defaultDevice names', () => {
    expect(listDevices().map((each) => each.name)).toContain(defaultDevice());
  });
});

describe('chooseDevice', () => {
  it('prefers a device that is up, running and has an address', () => {
    const down = device('eth0', { up: false, running: false });
    const unplugged = device('eth1', { running: false });
    const bridge = device('br0', { addresses: [] });
    expect(chooseDevice([down, unplugged, bridge, any, loopback, device('eth2')])?.name).toBe('eth2');
  });

  it('falls back to any, and then to loopback', () => {
    const bridge = device('br0', { addresses: [] });
    expect(chooseDevice([bridge, loopback, any])?.name).toBe('any');
    expect(chooseDevice([bridge, loopback])?.name).toBe('lo');
    expect(chooseDevice([bridge])).toBeNull();
  });
});
