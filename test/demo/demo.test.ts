import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/index.ts';

const DEMO = new URL('../../src/demo/index.ts', import.meta.url);
const children: ChildProcess[] = [];
const demos: Demo[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const demo of demos.splice(0)) await demo.stop();
});

describe('startDemo', { timeout: 60_000 }, () => {
  it('says where its dialogues can be watched, makes them, and stops', async () => {
    const demo = await startDemo();
    demos.push(demo);
    expect(demo.places.map(({ name }) => name)).toContain('http-close');
    for (const { address } of demo.places) expect(['127.0.0.1', '::1']).toContain(address);
    const { address, port } = demo.places.find(({ name }) => name === 'http-close')!;
    expect(await answers(address, port)).toBe(true);
    await demo.stop();
    await demo.stop();
    expect(await answers(address, port)).toBe(false);
  });

  it('takes other ports where a second one finds its own taken', async () => {
    demos.push(await startDemo(), await startDemo());
    const [first, second] = demos.map(({ places }) => places.filter(({ name }) => name !== 'refused'));
    const taken = new Set(first!.map(({ port }) => port));
    expect(second!.filter(({ port }) => taken.has(port))).toEqual([]);
  });

  it('outlives strangers who connect to it and break off or talk nonsense', async () => {
    let failed = 0;
    const demo = await startDemo(() => {
      failed += 1;
    });
    demos.push(demo);
    const places = demo.places.filter(({ name }) => name !== 'refused');
    for (const { address, port } of places) {
      const stranger = connect(port, address).on('error', () => {});
      await once(stranger, 'connect');
      stranger.write('\u0000\u0001 nonsense\r\n\r\n');
      await pause(20);
      stranger.resetAndDestroy();
    }
    await pause(500);
    expect(failed).toBe(0);
    for (const { address, port } of places) expect(await answers(address, port)).toBe(true);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'ends when the program that started it ends by %s',
    async (signal) => {
      const program = `const { startDemo } = await import(${JSON.stringify(DEMO.href)});
      const { places } = await startDemo();
      console.log(JSON.stringify(places[0]));
      setInterval(() => {}, 1000);`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      children.push(child);
      const [line] = await once(child.stdout!.setEncoding('utf8'), 'data');
      const { address, port } = JSON.parse(line);
      expect(await answers(address, port)).toBe(true);
      child.kill(signal);
      await once(child, 'exit');
      await expect.poll(() => answers(address, port), { timeout: 10_000 }).toBe(false);
    },
  );

  it('does not keep the program running', async () => {
    const program = `const { startDemo } = await import(${JSON.stringify(DEMO.href)}); await startDemo();`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' });
    children.push(child);
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
  });
});

/** Does somebody listen there? */
async function answers(address: string, port: number): Promise<boolean> {
  const socket = connect(port, address);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
