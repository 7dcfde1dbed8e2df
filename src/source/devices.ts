import { Failure } from '../failure.ts';
import { type FoundDevice, loadLibpcap } from './libpcap.ts';

export type { FoundDevice } from './libpcap.ts';

/** Captures from all interfaces at once; libpcap lists it on Linux. */
export const ANY_DEVICE = 'any';

/** What libpcap can capture from here, in its order; throws Failure `capture-failed` with libpcap's text. */
export function listDevices(): FoundDevice[] {
  const libpcap = loadLibpcap();
  try {
    return libpcap.devices();
  } catch (error) {
    throw new Failure('capture-failed', { device: '', text: (error as Error).message });
  }
}

/** The device to capture from when none was named; throws Failure `no-device`. */
export function defaultDevice(): string {
  const chosen = chooseDevice(listDevices());
  if (chosen === null) throw new Failure('no-device');
  return chosen.name;
}

/**
 * The first that is up and running, has an IP address and is not loopback; else `any`, else a loopback. libpcap's order
 * alone, which tcpdump goes by, can put a device without addresses first (a bridge, a USB bus), where no TCP is spoken.
 */
export function chooseDevice(devices: readonly FoundDevice[]): FoundDevice | null {
  const usable = devices.filter((device) => device.up && device.running);
  return (
    usable.find((device) => !device.loopback && device.addresses.length > 0) ??
    devices.find((device) => device.name === ANY_DEVICE) ??
    usable.find((device) => device.loopback) ??
    null
  );
}
