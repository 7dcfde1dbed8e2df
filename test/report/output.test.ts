import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Output } from '../../src/report/output.ts';
import { Collected } from '../support/collected.ts';

async function put(output: Output, line: string): Promise<void> {
  output.text.line(line);
  if (output.isFull) await output.flush();
}

describe('Output', () => {
  it('writes every line in order, in big chunks', async () => {
    const stream = new Collected({ highWaterMark: 1 << 20 });
    const output = new Output(stream);
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}`);
    for (const line of lines) await put(output, line);
    await output.flush();
    expect(stream.text).toBe(`${lines.join('\n')}\n`);
    expect(stream.chunks.length).toBeLessThan(10);
  });

  it('waits for a reader that is slow', async () => {
    const stream = new PassThrough({ highWaterMark: 1024 });
    const output = new Output(stream);
    let written = 0;
    const writing = (async () => {
      for (; written < 10_000; written++) await put(output, 'x'.repeat(100));
      await output.flush();
    })();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(written).toBeLessThan(1000);
    stream.resume();
    await writing;
    expect(written).toBe(10_000);
  });

  it('writes in the same memory again and again', async () => {
    const places = new Set<ArrayBufferLike>();
    const stream = new Writable({
      write(chunk: Uint8Array, _encoding, done) {
        places.add(chunk.buffer);
        done();
      },
    });
    const output = new Output(stream);
    for (let line = 0; line < 10_000; line++) await put(output, 'x'.repeat(100));
    await output.flush();
    expect(places.size).toBe(2);
  });

  it('says when the reader has gone, and lets go what follows', async () => {
    const reader = spawn('head', ['-n', '1'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const output = new Output(reader.stdin);
    const gone = once(reader, 'close');
    for (let line = 0; line < 100 && !output.gone; line++) await put(output, 'x'.repeat(10_000));
    await gone;
    expect(output.gone).toBe(true);
    output.text.line('after the end');
    await expect(output.flush()).resolves.toBeUndefined();
  });

  it('fails where nothing can be written', async () => {
    const output = new Output(createWriteStream('/dev/full'));
    output.text.line('one line');
    await expect(output.flush()).rejects.toMatchObject({
      code: 'output-failed',
      detail: { text: expect.stringContaining('ENOSPC') },
    });
  });
});
