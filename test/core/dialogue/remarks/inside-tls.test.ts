import { expect, test } from 'vitest';
import { Analysis, type AnalysisOptions } from '../../../../src/core/analysis.ts';
import { explain } from '../../../../src/core/dialogue/explain.ts';
import type { DialogueView } from '../../../../src/core/view/snapshot.ts';
import { batchOf } from '../../../support/analyse.ts';
import { readPcap } from '../../../support/pcap.ts';
import { remarkCodesOf, remarksToldOf } from '../../../support/remarks.ts';
import { secretsOf } from '../../../support/tls-secrets.ts';

/** One request each, HTTP/1.1 in TLS 1.3 with two tickets behind the handshake; see what each test says of it. */
function analyseDecrypted(name: string, options?: AnalysisOptions): Analysis {
  const { linkType, frames } = readPcap(new URL(`../../../fixtures/${name}.pcap`, import.meta.url).pathname);
  const analysis = new Analysis(options);
  analysis.decryptWith(secretsOf(name));
  const index = analysis.addInterface({ name, linkType, snapshotLength: 262144 });
  analysis.ingest(batchOf(frames), index, 0);
  return analysis;
}

const ends = analyseDecrypted('tls-ends');
const [SLOW, REFUSED, DROPPED, SILENT, IDLE] = [0, 1, 2, 3, 4];
const ANNOUNCED = 6;
const conversationOf = (id: number) => ends.tracker.table.list()[id]?.conversation;

test('a close_notify of the client is no part of its request', () => {
  // The client takes leave 1.1 s behind its request, closes 0.3 s later, and the answer comes 2 s behind the request.
  const { firstByte } = conversationOf(SLOW)?.exchanges ?? {};
  expect(firstByte?.most).toBeCloseTo(2.0e9, -7);
  expect(remarksToldOf(ends, SLOW)).toContain(
    'gave-up-waiting: C gave up waiting for the response after 1.4 s and closed (FIN)',
  );
});

test('nor is it what the server answers', () => {
  const told = explain(ends.dialogueOf(SLOW, false) as DialogueView, 'en').map(({ text }) => text);
  expect(told).toContain('S answers `200 OK` in 62 octets, 2.001 s after C last spoke.');
});

test('nor is it a body that the server leaves unread', () => {
  expect(remarkCodesOf(ends, REFUSED)).not.toContain('reset-with-data-unread');
});

test('a client that closes because the server does gives up nothing', () => {
  expect(remarkCodesOf(ends, DROPPED)).not.toContain('gave-up-waiting');
});

test('a server that owes a response is not idle', () => {
  expect(remarkCodesOf(ends, SILENT)).not.toContain('server-idle-timeout');
  expect(remarkCodesOf(ends, DROPPED)).not.toContain('server-idle-timeout');
  expect(remarkCodesOf(ends, IDLE)).toContain('server-idle-timeout');
});

test('what HTTP said of the end of the connection holds behind what TLS says', () => {
  expect(conversationOf(ANNOUNCED)?.cues?.closeAnnounced).toBe('response');
});
