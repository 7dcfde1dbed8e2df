import { expect, it } from 'vitest';
import { ReplyStream } from '../../../src/core/protocols/reply-stream.ts';

/** What became of these lines, and the replies that were told; TLS begins behind `tlsBehind`. */
function take(stream: ReplyStream, text: string, tlsBehind = 0) {
  const octets = new Uint8Array(Buffer.from(text));
  const span = { octets, view: new DataView(octets.buffer), start: 0, end: octets.length };
  const told: string[] = [];
  const answer = () => {
    told.push(stream.reply.summary);
    return stream.reply.code === tlsBehind ? ('tls' as const) : ('go-on' as const);
  };
  const progress = stream.take(span, true, answer, (reason) => told.push(reason));
  return { progress, told };
}

it('tells every reply that is whole, and leaves what is not for later', () => {
  const { progress, told } = take(new ReplyStream(220), '220 hello\r\n250-one\r\n250 two\r\n22');
  expect(told).toEqual(['220 hello', '250 one; two']);
  expect(progress).toEqual({ kind: 'consumed', consumed: 29 });
});

it('leaves what stands behind a reply that lets the other side go on first', () => {
  const octets = new Uint8Array(Buffer.from('354 go on\r\n250 queued\r\n'));
  const span = { octets, view: new DataView(octets.buffer), start: 0, end: octets.length };
  expect(
    new ReplyStream(220).take(
      span,
      true,
      () => 'pause',
      () => {},
    ),
  ).toEqual({ kind: 'consumed', consumed: 11 });
});

it('hands over what stands behind the reply that begins TLS', () => {
  const { progress, told } = take(new ReplyStream(220), '220 ready\r\n\u0016\u0003', 220);
  expect(told).toEqual(['220 ready']);
  expect(progress).toEqual({ kind: 'hand-over', consumed: 11, to: 'tls', resumes: true });
});

it('takes a line that is no reply only where octets were missing before it', () => {
  const stream = new ReplyStream(220);
  expect(take(stream, 'no reply\r\n').progress).toMatchObject({ kind: 'malformed' });
  stream.lose();
  expect(take(stream, 'rest of a line\r\nmore text\r\n250 done\r\n').told).toEqual(['250 done']);
});

it('goes on behind a line that is no reply, but not for long', () => {
  const { progress, told } = take(new ReplyStream(220), '220 hello\r\nuname -a\r\n221 bye\r\n');
  expect(told).toEqual(['220 hello', 'no reply', '221 bye']);
  expect(progress).toMatchObject({ kind: 'consumed' });
  const many = take(new ReplyStream(220), `220 hello\r\n${'text\r\n'.repeat(9)}`);
  expect(many.told).toHaveLength(9);
  expect(many.progress).toMatchObject({ kind: 'malformed' });
});

it('hands over where TLS begins behind a reply that may begin it, though nobody was seen to ask for it', () => {
  const stream = new ReplyStream(220);
  expect(take(stream, '220 ready\r\n').progress).toMatchObject({ kind: 'consumed' });
  expect(take(stream, '\u0016\u0003').progress).toEqual({
    kind: 'hand-over',
    consumed: 0,
    to: 'tls',
    resumes: true,
  });
  expect(take(new ReplyStream(234), '220 ready\r\n\u0016\n').progress).toMatchObject({ kind: 'malformed' });
});
