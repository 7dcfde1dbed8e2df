import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../src/core/conversation/context.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import { ssh } from '../../../src/core/protocols/ssh.ts';
import { Talk } from './telling.ts';
import { play, said, turnsOf } from './turns.ts';

const fixture = (stream: number) =>
  play(turnsOf('ssh', stream), new ConversationContext(DEFAULT_LIMITS, true));

/** A packet that is not encrypted, with four octets of padding. */
function packet(...payload: number[]): Uint8Array {
  const length = payload.length + 5;
  return Uint8Array.from([0, 0, length >> 8, length & 255, 4, ...payload, 0, 0, 0, 0]);
}

function kexinit(...lists: string[]): Uint8Array {
  const names = lists.flatMap((list) => [0, 0, 0, list.length, ...Buffer.from(list)]);
  return packet(20, ...new Array(16).fill(7), ...names, ...new Array(8 + 5).fill(0));
}

describe('a connection', () => {
  it('each side says who it is, after other lines of the server', () => {
    const t = new Talk(ssh).client('SSH-2.0-PuTTY_Release_0.78\r\n');
    t.server('\r\n\x1b[1mWelcome\r\n', 'SSH-2.0-dropbear_2022.83\r\n');
    expect(t.said).toHaveLength(4);
    expect(t.facts.sshServer).toBe('dropbear_2022.83');
  });

  it('each side says who it is, whoever is first', () => {
    const t = new Talk(ssh).server('Authorised use only\r\n', 'SSH-2.0-dropbear_2022.83\r\n');
    t.client('SSH-2.0-PuTTY_Release_0.78\r\n');
    expect(t.said).toEqual([
      '< Authorised use only',
      '< SSH-2.0-dropbear_2022.83',
      '> SSH-2.0-PuTTY_Release_0.78',
    ]);
    expect(t.facts).toEqual({ sshClient: 'PuTTY_Release_0.78', sshServer: 'dropbear_2022.83' });
  });

  it('agrees on what the client likes best of what both have', () => {
    const t = new Talk(ssh).client('SSH-2.0-a\r\n').server('SSH-2.0-b\r\n');
    t.client(
      kexinit('curve25519-sha256,ecdh-sha2-nistp256', 'ssh-ed25519', 'aes128-ctr,aes256-ctr', 'c', '', ''),
    );
    t.server(kexinit('ecdh-sha2-nistp256', 'ssh-rsa,ssh-ed25519', 'aes256-ctr,aes128-ctr', 'c', '', ''));
    expect(t.said.at(-1)).toBe('< agreed on ecdh-sha2-nistp256 ssh-ed25519 aes128-ctr');
    expect(t.facts).toMatchObject({
      sshKex: 'ecdh-sha2-nistp256',
      sshHostKey: 'ssh-ed25519',
      sshCipher: 'aes128-ctr',
    });
    t.client(packet(30, 0, 0, 0)).server(packet(31, 0, 0, 0));
    expect(t.said.slice(-2)).toEqual(['> KEX_ECDH_INIT', '< KEX_ECDH_REPLY']);
  });

  // RFC 4253, section 5.1: who says 1.99 speaks both, and goes by the other side.
  it.each([
    ['1.99', '1.5', false],
    ['2.0', '1.5', false],
    ['1.99', '1.99', true],
    ['1.99', '2.0', true],
  ])('a server of %s and a client of %s', (server, client, isTold) => {
    const t = new Talk(ssh).server(`SSH-${server}-b\r\n`).client(`SSH-${client}-a\r\n`);
    t.server(isTold ? packet(4, 0, 0, 0) : Uint8Array.of(0, 0, 1, 11, 0, 0, 0, 0, 0, 2, 1, 1));
    t.client(isTold ? packet(4, 0, 0, 0) : Uint8Array.of(0, 0, 0, 0x94, 0, 0, 0, 0, 3, 3));
    expect(t.verdict).toBeNull();
    expect(t.said.slice(2)).toEqual(isTold ? ['< DEBUG', '> DEBUG'] : []);
  });

  it('of a server of 1.99 alone, what it offers tells the version', () => {
    const alone = () => new Talk(ssh).server('SSH-1.99-b\r\n');
    expect(alone().server(kexinit('x', 'y', 'z', 'z', '', '')).said).toHaveLength(2);
    const older = alone().server(Uint8Array.of(0, 0, 1, 11, 0, 0, 0, 0, 0, 2, 1, 1));
    expect(older.said).toHaveLength(1);
    expect(older.verdict).toBeNull();
  });

  it('takes longer packets than every implementation must', () => {
    const t = new Talk(ssh).client('SSH-2.0-a\r\n');
    const packetOfMany = new Uint8Array(40_556);
    new DataView(packetOfMany.buffer).setUint32(0, packetOfMany.length - 4);
    packetOfMany.set([4, 2], 4);
    expect(t.client(packetOfMany).said.slice(1)).toEqual(['> IGNORE']);
  });

  it('says where nothing is agreed on', () => {
    const t = new Talk(ssh).client('SSH-2.0-a\r\n').server('SSH-2.0-b\r\n');
    t.client(kexinit('x', 'y', 'z', 'z', '', '')).server(kexinit('a', 'y', 'other', 'other', '', ''));
    expect(t.said.at(-1)).toBe('< no common key exchange, cipher');
    expect(Object.keys(t.facts)).toEqual(['sshClient', 'sshServer']);
  });

  it.each([
    [0, 'no common key exchange'],
    [1, 'no common host key algorithm'],
  ])('says why a real one failed: stream %i', (stream, told) => {
    const { messages } = play(turnsOf('ssh-refused', stream), new ConversationContext(DEFAULT_LIMITS, true));
    expect(messages.at(-1)?.summary).toBe(told);
  });

  it('joined behind one identification, goes on with the offer, whoever the client is', () => {
    const t = new Talk(ssh)
      .client('SSH-2.0-server\r\n')
      .server(kexinit('b,a,ext-info-c', 'y', 'z', 'z', '', ''));
    t.client(kexinit('a,b', 'y', 'z', 'z', '', ''));
    expect([t.said.at(-1), t.verdict]).toEqual(['> agreed on b y z', null]);
  });

  it('joined later, one side is passed over', () => {
    const t = new Talk(ssh).client('SSH-2.0-a\r\n').server('\0\0\x01', '\x2c\x06\x21 and more', 'still');
    expect([t.said, t.verdict]).toEqual([['> SSH-2.0-a'], null]);
  });

  it('version 1 is passed over, and no packet is malformed', () => {
    const t = new Talk(ssh).client('SSH-1.5-old\r\n', '\0\0\0\x01zzz');
    expect([t.said, t.verdict]).toEqual([['> SSH-1.5-old'], null]);
    expect(new Talk(ssh).client('SSH-2.0-a\r\n', '\xff\xff\xff\xff\xff\xff').verdict?.kind).toBe('malformed');
  });
});

describe('captured dialogues', () => {
  it('a command over SSH', () => {
    const conversation = fixture(0);
    expect(said(conversation).map(({ from, summary }) => `${from} ${summary.split(',')[0]}`)).toEqual([
      '0 SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10',
      '1 SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10',
      expect.stringMatching(/^0 KEXINIT sntrup761x25519-sha512 /),
      expect.stringMatching(/^1 KEXINIT sntrup761x25519-sha512 /),
      '1 agreed on sntrup761x25519-sha512 ssh-ed25519 chacha20-poly1305@openssh.com',
      '0 KEX_HYBRID_INIT',
      '1 KEX_HYBRID_REPLY',
      '1 NEWKEYS',
      '1 encrypted from here',
      '0 NEWKEYS',
      '0 encrypted from here',
    ]);
    const octets = turnsOf('ssh', 0).reduce((sum, turn) => sum + turn.octets.length, 0);
    const encrypted =
      (conversation.facts.sshEncryptedFromClient as number) +
      (conversation.facts.sshEncryptedFromServer as number);
    expect(encrypted).toBeGreaterThan(1000);
    expect(encrypted).toBeLessThan(octets);
  });

  it('a server to which nothing was said', () => {
    const conversation = fixture(1);
    expect([conversation.protocols, said(conversation)]).toMatchObject([
      ['ssh'],
      [{ from: 1, role: 'event' }],
    ]);
  });
});
