import { chooseDevice, type FoundDevice } from '../source/devices.ts';

/** One line a device for -D: its name, how it is, its addresses, and which one is the default. */
export function interfaceLines(devices: readonly FoundDevice[]): string[] {
  const columns = Math.max(0, ...devices.map(({ name }) => name.length));
  const chosen = chooseDevice(devices);
  return devices.map((device) => {
    const state = device.up ? (device.running ? 'up, running' : 'up') : 'down';
    const parts = [
      device.name.padEnd(columns),
      state.padEnd('up, running'.length),
      device === chosen ? '[default]' : '',
      device.addresses.join(' '),
      device.description === '' ? '' : `(${device.description})`,
    ];
    return parts
      .filter((part) => part !== '')
      .join('  ')
      .trimEnd();
  });
}
