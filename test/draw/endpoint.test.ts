import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpointText, fitEndpoint, fitEnds } from '../../src/draw/endpoint.ts';
import { columnsOf } from '../../src/draw/text.ts';

const v6 = { address: '2001:db8::9abc:def0:1111:2222', port: 55_555 };

describe('endpoints', () => {
  it('puts IPv6 addresses into brackets', () => {
    expect(endpointText({ address: '127.0.0.1', port: 80 })).toBe('127.0.0.1:80');
    expect(endpointText({ address: '::1', port: 80 })).toBe('[::1]:80');
  });

  it('cuts the address in its middle and never the port', () => {
    expect(fitEndpoint({ address: '192.168.100.200', port: 65_222 }, 17)).toBe('192.1…0.200:65222');
    expect(fitEndpoint(v6, 20)).toBe('[2001:d…:2222]:55555');
    expect(fitEndpoint(v6, 6)).toBe(':55555');
  });

  it('names a socket that is connected to itself once', () => {
    const one = { address: '192.168.100.200', port: 65_222 };
    expect(fitEnds(one, { ...one }, 60)).toEqual(['192.168.100.200:65222', 'itself']);
    const [client, server] = fitEnds(one, { ...one }, 24);
    expect([columnsOf(client), server]).toEqual([18, 'itself']);
  });

  it('cuts the longer one of two first', () => {
    const local = { address: '::1', port: 80 };
    expect(fitEnds(v6, local, 80)).toEqual(['[2001:db8::9abc:def0:1111:2222]:55555', '[::1]:80']);
    expect(fitEnds(v6, local, 30)).toEqual(['[2001:db…1:2222]:55555', '[::1]:80']);
    expect(fitEnds(local, v6, 30)[0]).toBe('[::1]:80');
  });

  it('has both ends in the columns that there are', () => {
    const anyEnd = fc.record({ address: fc.oneof(fc.ipV4(), fc.ipV6()), port: fc.nat(65_535) });
    fc.assert(
      fc.property(anyEnd, anyEnd, fc.nat(120), (client, server, columns) => {
        const full = columnsOf(endpointText(client)) + columnsOf(endpointText(server));
        const used = fitEnds(client, server, columns).reduce((sum, text) => sum + columnsOf(text), 0);
        expect(used).toBe(Math.min(full, columns));
      }),
    );
  });

  it('has exactly the columns asked for', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.ipV4(), fc.ipV6()),
        fc.nat(65_535),
        fc.integer({ min: 0, max: 60 }),
        (address, port, columns) => {
          const fitted = fitEndpoint({ address, port }, columns);
          expect(columnsOf(fitted)).toBe(columns);
          if (columns >= 8) expect(fitted.trimEnd().endsWith(`:${port}`)).toBe(true);
        },
      ),
    );
  });
});
