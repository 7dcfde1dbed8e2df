import { spawnSync } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLive } from '../../src/source/live.ts';
import { canAddDevices, collect, HAS_IP, IS_ROOT, ip, liveOptions } from './live-traffic.ts';

const DEVICE = `td${process.pid}`;
const PEER = `${DEVICE}p`;
const ADDRESS = '198.51.100.1';
const NEIGHBOUR = '198.51.100.2';
const OPTIONS = liveOptions({ device: DEVICE, captureFilter: `udp and dst host ${NEIGHBOUR}` });

async function send(): Promise<void> {
  const socket = dgram.createSocket('udp4');
  socket.bind(0, ADDRESS);
  await once(socket, 'listening');
  await new Promise((resolve) => socket.send('to nobody', 9, NEIGHBOUR, resolve));
  socket.close();
}

function takeUp(): void {
  ip('link', 'set', PEER, 'up');
  ip('link', 'set', DEVICE, 'up');
  ip('address', 'replace', `${ADDRESS}/30`, 'dev', DEVICE);
  ip('neighbour', 'replace', NEIGHBOUR, 'lladdr', '02:00:00:00:00:01', 'dev', DEVICE, 'nud', 'permanent');
}

/** A UDP datagram in a frame with the VLAN tag 7: the network's own tools send none without a VLAN device. */
const SEND_TAGGED = `
import socket, sys
frame = bytes.fromhex('020000000001' '020000000002' '81000007' '0800'
  '4500001e00000000401100000a0000010a000002' '00090009000a0000' '6869')
sender = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
sender.bind((sys.argv[1], 0))
sender.send(frame)
`;
const VLAN_ETHER_TYPE = 0x8100;
const HAS_PYTHON = spawnSync('python3', ['-V']).status === 0;

const IS_POSSIBLE = IS_ROOT && HAS_IP && canAddDevices(DEVICE);

describe.skipIf(!IS_POSSIBLE)('a device that comes and goes (needs root, the command ip and veth)', () => {
  let exists = false;

  beforeEach(() => {
    ip('link', 'add', DEVICE, 'type', 'veth', 'peer', 'name', PEER);
    exists = true;
  });

  afterEach(() => {
    if (exists) ip('link', 'delete', DEVICE);
  });

  it('says that it is down', async () => {
    await expect(openLive(OPTIONS)).rejects.toMatchObject({
      code: 'device-down',
      detail: { device: DEVICE },
    });
  });

  it('says that it is gone, after the frames that came before', async () => {
    takeUp();
    const source = await openLive(OPTIONS);
    const collected = collect(source);
    await send();
    ip('link', 'delete', DEVICE);
    exists = false;
    expect(await collected.ended).toMatchObject({ code: 'device-gone', detail: { device: DEVICE } });
    expect(collected.frames).toHaveLength(1);
    await source.close();
  });

  it('goes on when it was down and is up again', async () => {
    takeUp();
    const source = await openLive(OPTIONS);
    const collected = collect(source);
    await send();
    await collected.until((frames) => frames.length === 1);
    ip('link', 'set', DEVICE, 'down');
    takeUp();
    await send();
    await collected.until((frames) => frames.length === 2);
    await source.close();
    expect(await collected.ended).toBeNull();
    expect(collected.frames).toHaveLength(2);
  });

  it.skipIf(!HAS_PYTHON)('finds tagged frames by a filter set while it runs (needs python3)', async () => {
    takeUp();
    const source = await openLive({ ...OPTIONS, promiscuous: true });
    const collected = collect(source);
    await source.setCaptureFilter('vlan 7 and udp');
    expect(spawnSync('python3', ['-c', SEND_TAGGED, PEER], { encoding: 'utf8' }).stderr).toBe('');
    await source.close();
    expect(await collected.ended).toBeNull();
    expect(collected.frames).toHaveLength(1);
    expect(collected.frames[0]!.octets.readUInt16BE(12)).toBe(VLAN_ETHER_TYPE);
  });
});
