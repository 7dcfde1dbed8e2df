import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureLine, failureText } from '../../src/cli/failure-texts.ts';
import { FAILURE_CODES, type FailureReport } from '../../src/failure.ts';

const KEYS = ['device', 'path', 'text', 'why', 'what', 'todo', 'reason', 'filter', 'offset'];

describe('the words of failures', () => {
  it.each(FAILURE_CODES)('%s: says what and what to do on one line, even without details', (code) => {
    const { what, todo, status } = failureText({ code, detail: {} });
    expect(what).toMatch(/\S/);
    expect(todo).toMatch(/\S/);
    expect(what).not.toContain('undefined');
    expect(todo).not.toMatch(/undefined|\.$/);
    expect([1, 2]).toContain(status);
    expect(failureLine({ code, detail: {} })).toBe(`tcpdialog-tui: ${what}: ${todo}`);
  });

  it('calls nothing complete that was never begun', () => {
    const begun = failureText({ code: 'disk-full', detail: { path: 'a.pcap' } });
    const never = failureText({ code: 'disk-full', detail: { path: 'a.pcap', frames: 0 } });
    expect(begun.todo).toContain('complete');
    expect(never.what).toBe('the disk is full: nothing was written to a.pcap');
    expect(never.todo).not.toContain('complete');
  });

  it('is one line without control characters, whatever a file is called or libpcap says', () => {
    const detail = fc.dictionary(
      fc.constantFrom(...KEYS),
      fc.oneof(fc.string({ unit: 'binary' }), fc.nat()),
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.constantFrom(...FAILURE_CODES), detail, (code, details) => {
        expect(failureLine({ code, detail: details })).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e]/u);
      }),
    );
  });

  it.each<[FailureReport, string]>([
    [
      { code: 'permission', detail: { device: 'lo', text: 'x' } },
      `no permission to capture on lo: run it with sudo, or give node the right to capture: sudo setcap cap_net_raw,cap_net_admin=eip ${process.execPath}`,
    ],
    [
      { code: 'no-such-device', detail: { device: 'eht0' } },
      'there is no device eht0: tcpdialog-tui -D lists the devices',
    ],
    [
      { code: 'capture-filter-wrong', detail: { filter: 'tcp prot', text: 'syntax error' } },
      "the capture filter 'tcp prot' is wrong (syntax error): write it as for tcpdump (man pcap-filter), e.g. 'tcp port 8000'",
    ],
    [{ code: 'usage', detail: { what: 'a', todo: 'b' } }, 'a: b'],
    [
      { code: 'file-damaged', detail: { path: 'x.pcap', offset: 0, what: 'cut' } },
      'x.pcap is damaged at octet 0 (cut): everything before that was read; record or copy the file again for the rest',
    ],
    [
      { code: 'view-filter-wrong', detail: { filter: '8000 ,', what: 'no value', character: 6 } },
      "the view filter '8000 ,' is wrong at character 6 (no value): write it as in --filter 'port:8000 state:open'; ? on the screen explains it",
    ],
    [
      { code: 'file-damaged', detail: { path: 'x.pcap', offset: 24, what: 'cut' } },
      'x.pcap is damaged at octet 24 (cut): everything before that was read; record or copy the file again for the rest',
    ],
  ])('says %j', (report, words) => {
    expect(failureLine(report)).toBe(`tcpdialog-tui: ${words}`);
  });

  it('gives status 2 to what is wrong with the command line only', () => {
    const wrongUsage = FAILURE_CODES.filter((code) => failureText({ code, detail: {} }).status === 2);
    expect(wrongUsage).toEqual(['capture-filter-wrong', 'view-filter-wrong', 'usage']);
  });
});
