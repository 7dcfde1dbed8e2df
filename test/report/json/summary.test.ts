import { describe, expect, it } from 'vitest';
import { Analysis } from '../../../src/core/analysis.ts';
import { writeSummary } from '../../../src/report/json/summary.ts';
import { analyse } from '../../support/analyse.ts';
import { written } from '../../support/octet-text.ts';

const ALL = { messages: true, segments: true };
const ENDED = { drops: null, recorded: null, fileError: null };

describe('the JSON line of a run', () => {
  it('has the members of the contract', () => {
    const line = written((text) => writeSummary(analyse('http-close'), ALL, ENDED, text));
    expect(line).toBe(
      '{"type":"summary","packets":10,"segments":10,"ignored":{},"malformed":{},"connections":1,"first' +
        'Time":"1795414501.662574000","lastTime":"1795414501.663497000","interfaces":[{"name":"http-clos' +
        'e","linkType":1}],"fileError":null}\n',
    );
  });

  it('names no instant where there was no frame', () => {
    const json = JSON.parse(
      written((text) => writeSummary(new Analysis(), ALL, { ...ENDED, fileError: 'cut' }, text)),
    );
    expect(json).toMatchObject({ packets: 0, firstTime: null, lastTime: null, fileError: 'cut' });
  });

  it('tells what was dropped live', () => {
    const drops = { byKernel: 1, byInterface: null, byUs: 0 };
    const json = JSON.parse(written((text) => writeSummary(new Analysis(), ALL, { ...ENDED, drops }, text)));
    expect(json.dropped).toEqual({ kernel: 1, interface: null, us: 0 });
  });

  it('tells what of a recording is in its file', () => {
    const recorded = { path: 'x.pcap', frames: 7, octets: 400, unwritten: 2, startedMilliseconds: 1 };
    const json = JSON.parse(
      written((text) => writeSummary(new Analysis(), ALL, { ...ENDED, recorded }, text)),
    );
    expect(json.recording).toEqual({ file: 'x.pcap', packets: 7, unwritten: 2 });
  });
});
