import { describe, expect, it } from 'vitest';
import { recordingName, savingName } from '../../src/tui/file-names.ts';

const date = new Date(2026, 0, 2, 3, 4, 5);

describe('names of files', () => {
  it('are made of source, day and time', () => {
    expect(recordingName('lo', date)).toBe('tcpdialog-lo-20260102-030405.pcap');
    expect(savingName('/tmp/some capture.pcap.gz', date)).toBe(
      'tcpdialog-some-capture-20260102-030405-saved.pcap',
    );
  });

  it('never leave the directory, nor hold what a shell or a terminal would act on', () => {
    for (const name of ['../../etc', '-rf', '', '\u001b[2J', 'eth0, lo', 'standard input', '..']) {
      expect(recordingName(name, date)).toMatch(/^tcpdialog-\w[\w.-]*-20260102-030405\.pcap$/u);
    }
  });
});
