import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommandLine, type RunOptions } from '../../src/cli/command-line.ts';
import { OPTION_SHAPES } from '../../src/cli/options.ts';
import type { LiveInput } from '../../src/engine/options.ts';
import { Failure } from '../../src/failure.ts';

function run(...argv: string[]): RunOptions {
  const line = parseCommandLine(argv);
  if (line.kind !== 'run') throw new Error(`not a run: ${line.kind}`);
  return line.options;
}

const live = (...argv: string[]): LiveInput => run(...argv).session.input as LiveInput;

function refusal(...argv: string[]): string {
  try {
    parseCommandLine(argv);
  } catch (error) {
    if (error instanceof Failure && error.code === 'usage')
      return `${error.detail.what}: ${error.detail.todo}`;
    throw error;
  }
  return 'accepted';
}

describe('a run', () => {
  it('captures on the default device where nothing is said', () => {
    expect(run()).toEqual({
      mode: 'tui',
      language: null,
      session: {
        input: {
          kind: 'live',
          driver: 'libpcap',
          devices: [],
          captureFilter: '',
          snapshotLength: 262_144,
          bufferKibibytes: 32_768,
          promiscuous: true,
        },
        write: null,
        frames: null,
        durationSeconds: null,
        tlsKeys: null,
        keepDialogues: true,
      },
      viewFilter: '',
      messages: false,
      segments: false,
      colour: true,
      ascii: false,
      demo: false,
    });
  });

  it('takes everything that tcpdump takes in the same way', () => {
    expect(
      live('-i', 'lo', '-p', '-s', '96', '-B', '4096', '--driver', 'cap', 'tcp', 'port', '8000'),
    ).toEqual({
      kind: 'live',
      driver: 'cap',
      devices: ['lo'],
      captureFilter: 'tcp port 8000',
      snapshotLength: 96,
      bufferKibibytes: 4096,
      promiscuous: false,
    });
    const { session } = run('-i', 'lo', '-w', 'x.pcap', '-c', '10', '--duration', '1.5');
    expect(session).toMatchObject({ write: 'x.pcap', frames: 10, durationSeconds: 1.5 });
  });

  it('takes letters together, and arguments right behind a letter or an equals sign', () => {
    expect(live('-pilo').devices).toEqual(['lo']);
    expect(live('-pilo').promiscuous).toBe(false);
    expect(run('-c10', '--filter=a=b').session.frames).toBe(10);
    expect(run('-c10', '--filter=a=b').viewFilter).toBe('a=b');
    expect(run('-r', '-').session.input).toEqual({ kind: 'file', path: '-' });
    expect(run('--filter', '--json').viewFilter).toBe('--json');
  });

  it('leaves the words of a capture filter as they are', () => {
    expect(live('port', '0x10', 'or', '007', 'or', '1e3').captureFilter).toBe('port 0x10 or 007 or 1e3');
    expect(live('-i', 'lo', '--', 'tcp[13]', '&', '2', '!=', '0', '-p').captureFilter).toBe(
      'tcp[13] & 2 != 0 -p',
    );
    expect(live('not', 'port', '22', '-i', 'eth0').captureFilter).toBe('not port 22');
  });

  it('may have several devices, each once', () => {
    expect(live('-i', 'lo', '--interface', 'eth0', '-i', 'lo').devices).toEqual(['lo', 'eth0']);
  });

  it('knows the snapshot length 0 as the most there is', () => {
    expect(live('-s', '0').snapshotLength).toBe(262_144);
  });

  it('keeps dialogues where something shows them', () => {
    expect(run('--json').session.keepDialogues).toBe(false);
    expect(run('--json', '--messages').session.keepDialogues).toBe(true);
    expect(run('--json', '--segments').session.keepDialogues).toBe(true);
    expect(run('--text').session.keepDialogues).toBe(true);
  });

  it('sets limits of its own where they are asked for', () => {
    expect(run('--json').session.limits).toBeUndefined();
    expect(run('--max-connections', '1000', '--max-segments=5').session.limits).toEqual({
      connections: 1000,
      segments: 5,
    });
    expect(run('--max-messages', '7').session.limits).toEqual({ messages: 7 });
    expect(() => run('--max-connections', '0')).toThrow();
  });

  it('has a mode', () => {
    expect(run('--json').mode).toBe('json');
    expect(run('--text', '--ascii', '--no-color')).toMatchObject({
      mode: 'text',
      ascii: true,
      colour: false,
    });
    expect(run('-D').mode).toBe('list-interfaces');
    expect(run('--explain', '--lang', 'ja')).toMatchObject({ mode: 'explain', language: 'ja' });
  });

  it('captures the demo on loopback', () => {
    expect(live('--demo').devices).toEqual(['lo']);
    expect(live('--demo', '-i', 'any').devices).toEqual(['any']);
  });
});

describe('what is no run', () => {
  it('is help, version and completion, whatever else stands there', () => {
    expect(parseCommandLine(['-h']).kind).toBe('help');
    expect(parseCommandLine(['--json', '--text', '--help']).kind).toBe('help');
    expect(parseCommandLine(['-V']).kind).toBe('version');
    expect(parseCommandLine(['completion']).kind).toBe('completion');
  });

  it.each([
    [['-x'], 'there is no option -x'],
    [['--explain', '--json'], '--json and --explain exclude each other'],
    [['--lang', 'de'], '--lang de is not known'],
    [['--json', '--lang', 'ja'], '--lang has no effect with --json'],
    [['--jso'], 'did you mean --json?'],
    [['--interfaces'], 'there is no option --interfaces'],
    [['-i'], '-i needs NAME'],
    [['--read'], '--read needs FILE'],
    [['-i', ''], '--interface is empty'],
    [['--json=yes'], '--json takes no argument'],
    [['-c', '0'], '--count 0 is not possible: give a whole number 1 or more'],
    [['-c', '-1'], '--count -1 is not possible'],
    [['-c', '1.5'], '--count 1.5 is not possible'],
    [['-s', '262145'], 'from 0 to 262144'],
    [['-B', '0'], 'from 1 to 2097151'],
    [['--duration', '0'], 'number of seconds'],
    [['--driver', 'pcap'], 'give libpcap or cap'],
    [['-r', 'a', '-r', 'b'], '--read was given more than once'],
    [['-r', 'a', '-i', 'lo'], '--interface is for a live capture'],
    [['-r', 'a', '-p'], '--no-promiscuous-mode is for a live capture'],
    [['-r', 'a', '--demo'], '--demo is for a live capture'],
    [['-r', 'a', 'port', '80'], "use a view filter, such as --filter 'port:8000'"],
    [['-r', 'a', '-w', 'a'], 'would be overwritten'],
    [['--messages'], 'add --json'],
    [['--text', '--segments'], 'add --json'],
    [['--json', '--text'], '--json and --text exclude each other'],
    [['-w', '-'], 'recording to standard output is not possible'],
    [['--demo', '-i', 'eth0'], 'add -i lo'],
  ])('is refused: %j', (argv, words) => {
    expect(refusal(...argv)).toContain(words);
  });

  it('never ends in anything but an answer or a refusal', () => {
    const word = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom(
        '-',
        '--',
        '-i',
        '-r',
        '--json',
        '__proto__',
        '--constructor',
        '--__proto__=1',
        '--no-json',
      ),
      fc.constantFrom(...OPTION_SHAPES.map(({ name }) => `--${name}`)),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
        expect(typeof refusal(...argv)).toBe('string');
      }),
    );
  });
});
