import type { Samples } from './octets.ts';

const STREAM =
  "<stream:stream to='example.org' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

/** Protocols of lines of text. */
export const TEXT_SAMPLES: Samples = {
  imap: {
    says: [
      ['', '* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n'],
      ['', '* BYE too many connections\r\n'],
      ['a001 LOGIN user secret\r\n', ''],
      ['A2 list "" "*"\r\n', ''],
      ['A3 SELECT INBOX\r\n', ''],
      ['A4 UID FETCH 1:* (FLAGS)\r\n', ''],
      ['A5 STORE 2:4 +FLAGS (\\Deleted)\r\n', ''],
      ['A6 UID SEARCH UNSEEN\r\n', ''],
      ['A7 STATUS "my box" (MESSAGES)\r\n', ''],
      ['A8 APPEND saved (\\Seen) {310}\r\n', ''],
      ['A9 AUTHENTICATE PLAIN\r\n', ''],
      ['A1 CAPABILITY\r\n', '* CAPABILITY IMAP4rev1\r\n'],
      ['', '* 23 EXISTS\r\n'],
      ['230 LOGIN joe secret\r\n', '230 OK done\r\n'],
      ['105 UID FETCH 1:* (FLAGS)\r\n', '* 1 FETCH (FLAGS ())\r\n'],
      ['106 idle\r\n', '+ idling\r\n'],
    ],
    not: [
      ['', '* OKAY\r\n'],
      ['login LOGIN user secret\r\n', ''],
      ['a001 HELLO user\r\n', ''],
      ['a001 LOGIN\r\n', ''],
      ['220 store ready\r\n', ''],
      ['a1 list of things\r\n', ''],
      ['', '230 Login successful.\r\n'],
      ['HELO\r\n', '221 Logout\r\n'],
      ['', '* 23 PEOPLE\r\n'],
    ],
  },
  pop3: {
    says: [
      ['USER joe\r\nPASS pw\r\nSTAT\r\nLIST\r\n', ''],
      ['USER joe\r\nPASS pw\r\nUIDL\r\n', ''],
      ['CAPA\r\nUSER joe\r\n', ''],
      ['UIDL\r\n', ''],
      ['', '+OK POP3 ready <1896.697170952@dbc.example.org>\r\n'],
      ['USER mrose\r\n', '+OK\r\n'],
      ['CAPA\r\n', '-ERR\r\n'],
      ['APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n', ''],
    ],
    not: [
      ['USER joe\r\nPASS pw\r\nSTAT\r\nPWD\r\n', ''],
      ['USER joe\r\nPASS pw\r\nLIST\r\nQUIT\r\n', ''],
      ['UIDL is a command\r\n', ''],
      ['', '+OKAY then\r\n'],
      ['', '+OK\r\n'],
      ['USER mrose\r\n', ''],
      ['APOP mrose secret\r\n', ''],
    ],
  },
  nntp: {
    says: [
      ['', '200 news.example.org InterNetNews server ready (posting ok)\r\n'],
      ['', '201 NNTP Service Ready, posting prohibited\r\n'],
      ['MODE READER\r\n', '200 news.example.org\r\n'],
      ['MODE READER\r\n', ''],
      ['GROUP misc.test\r\n', ''],
    ],
    not: [
      ['', '200 OK\r\n'],
      ['SUB AAPL\r\n', '200 Welcome to the news ticker\r\n'],
      ['GROUP misc\r\n', ''],
      ['MODE Z\r\n', ''],
    ],
  },
  managesieve: {
    says: [['', '"IMPLEMENTATION" "Example1 ManageSieved v001"\r\n']],
    not: [['', '"IMPLEMENTATION" 1\r\n']],
  },
  xmpp: {
    says: [
      [`<?xml version='1.0'?>${STREAM}`, ''],
      [STREAM, ''],
      ["<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>", ''],
    ],
    not: [
      ["<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", ''],
      ['<stream:stream>', ''],
      ["<iq type='high'>", ''],
    ],
  },
  irc: {
    says: [
      ['', 'ERROR :Closing Link: 127.0.0.1 (Too many connections)\r\n'],
      ['NICK wiz\r\nUSER wiz host server :Wiz\r\n', ''],
      ['NICK wiz\r\n', 'ERROR :go away\r\n'],
      ['PRIVMSG #lobby :hello there\r\n', ''],
      ['', 'PING :irc.example.org\r\n'],
      ['USER guest 0 * :Ronnie Reagan\r\n', ''],
      ['CAP LS 302\r\n', ''],
      ['PASS secret\r\nNICK wiz\r\n', ''],
      ['USER guest 0 * Ronnie\r\n', ''],
      ['PASS secret\r\nUSER guest 0 * :Ronnie Reagan\r\n', ''],
      ['', ':irc.example.org 001 wiz :Welcome\r\n'],
      ['', 'NOTICE AUTH :*** Looking up your hostname\r\n'],
    ],
    not: [
      ['', 'ERROR :) yes\r\n'],
      ['NICK wiz\r\n', ''],
      ['NICK wiz\nSAY hello\n', 'OK wiz\n'],
      ['USER bob 1 2 guest\r\n', 'ok\r\n'],
      ['CAP LIST\n', 'a b c\n'],
      ['JOIN #lobby\n', '{"ok":true}\n'],
      ['PING :1\n', 'PONG :1\n'],
      ['NICK 1wiz\r\n', ''],
      ['USER guest\r\n', ''],
      ['PASS secret\r\nSTAT\r\n', ''],
      ['PASS secret\r\nUSER guest\r\n', ''],
      ['user N0CALL pass 13023 vers x 1.0\r\n', ''],
      ['user N0CALL pass 13023\r\n', ''],
      ['', ':irc.example.org 1 wiz\r\n'],
      ['PING\r\n', ''],
    ],
  },
  sip: {
    says: [
      ['INVITE sip:bob@example.org SIP/2.0\r\n', ''],
      ['OPTIONS sips:bob@example.org SIP/2.0\r\n', ''],
      ['', 'SIP/2.0 180 Ringing\r\n'],
    ],
    not: [
      ['INVITE sip:bob@example.org SIP/3.0\r\n', ''],
      ['INVITE bob SIP/2.0\r\n', ''],
      ['', 'SIP/2.0 780 Ringing\r\n'],
    ],
  },
  rtsp: {
    says: [
      ['DESCRIBE rtsp://example.org/fizzle RTSP/1.0\r\n', ''],
      ['OPTIONS * RTSP/2.0\r\n', ''],
      ['', 'RTSP/1.0 200 OK\r\n'],
    ],
    not: [
      ['DESCRIBE rtsp://example.org/fizzle RTSP/3.0\r\n', ''],
      ['OPTIONS * RTMP/1.0\r\n', ''],
      ['', 'RTSP/1.0 999 OK\r\n'],
    ],
  },
  msrp: {
    says: [['MSRP a786hjs2 SEND\r\nTo-Path: msrp://example.org\r\n', 'MSRP a786hjs2 200 OK\r\n']],
    not: [['MSRP is a protocol\r\n', '']],
  },
  nats: {
    says: [
      ['PUB a.b 5\r\nhello\r\n', ''],
      ['', 'MSG a.b 9 inbox.1 11\r\nhello world\r\n'],
      ['', 'INFO {"server_id":"NA","version":"2.10"} \r\n'],
      ['CONNECT {"verbose":false}\r\n', ''],
    ],
    not: [
      ['PUB crawl 5\r\nseven thirty\r\n', ''],
      ['', 'MSG a 1 from here\r\n'],
      ['', 'INFO server\r\n'],
      ['', 'INFO {"device":"d1","temp":3}\r\n'],
      ['CONNECT {"user":"bob","room":1}\r\n', 'OK {"id":5}\r\n'],
      ['CONNECT example.org:443\r\n', ''],
    ],
  },
  stomp: {
    says: [
      ['CONNECT\naccept-version:1.2\nhost:example.org\n\n\0', ''],
      ['STOMP\r\naccept-version:1.2\r\n\r\n\0', ''],
      ['', 'CONNECTED\nversion:1.2\n\n\0'],
    ],
    not: [
      ['CONNECT\nhello\n\n\0', ''],
      ['CONNECT\nuser:bob\nroom:5\n\n', 'OK\n\n'],
    ],
  },
  fix: {
    says: [['8=FIX.4.4\x019=65\x0135=A\x0149=A\x01', '']],
    not: [
      ['8=FIX.4.4\x0135=A\x019=65\x01', ''],
      ['8=FIX.4.4;9=65;', ''],
    ],
  },
  syslog: {
    says: [
      ['<34>1 2003-10-11T22:14:15.003Z host su - ID47 - hello', ''],
      ['71 <34>1 2003-10-11T22:14:15.003Z host su - ID47 - hello', ''],
      ['<34>Oct 11 22:14:15 host su: hello', ''],
    ],
    not: [
      ['<234>1 2003-10-11T22:14:15.003Z host su - ID47 - hello', ''],
      ['<34>hello, world, and everyone in it, at last', ''],
    ],
  },
  ceph: { says: [['ceph v2\n', '']], not: [['ceph 2.0 is a file system', '']] },
  hl7: { says: [['\x0bMSH|^~\\&|ADT1|', '']], not: [['\x0bMSHA^~\\&', '']] },
  jdwp: { says: [['JDWP-Handshake', 'JDWP-Handshake']], not: [['JDWP-handshake', '']] },
  distcc: { says: [['DIST00000001ARGC00000005', '']], not: [['DIST00000009ARGC00000005', '']] },
  munin: { says: [['', '# munin node at example.org\n']], not: [['', '# munin node\n']] },
  mpd: { says: [['', 'OK MPD 0.23.5\n']], not: [['', 'OK MPD\n']] },
  git: {
    says: [
      ['', '000eversion 2\n'],
      ['0014command=ls-refs\n', ''],
      ['', `0054${'0e'.repeat(20)} refs/heads/main\0side-band-64k`],
      ['0033git-upload-pack /project.git\0host=example.org\0', ''],
    ],
    not: [
      ['', `0054${'0e'.repeat(20)} file\0${' '.repeat(180)}`],
      ['0014 is a number, and command=ls-refs is not'.padEnd(200), ''],
      ['0033git-download-pack /project.git\0', ''],
    ],
  },
  rsync: {
    says: [
      ['@RSYNCD: 31.0\n', '@RSYNCD: 31.0\n'],
      ['', '@RSYNCD: OK\n'],
    ],
    not: [
      ['@RSYNCD: no\n  ', ''],
      ['', '@RSYNCD: OK then, it is\n'],
    ],
  },
  svn: {
    says: [
      ['', '( success ( ( ) 0: ) ) ( success ( 3 ) ) '],
      ['( get-latest-rev ( ) ) ', ''],
      ['', '( success ( 2 2 ( ) ( edit-pipeline svndiff1 ) ) ) '],
      ['( 2 ( edit-pipeline svndiff1 ) 22:svn://example.org/repo ) ', ''],
    ],
    not: [
      ['( get-some-rest ( ) ) and then come back here again', ''],
      ['', `( success ( ( of all ) of it ) )${' '.repeat(128)}`],
      ['', '( failure ( 2 2 ( ) ) ) and some more of it, to be sure'],
    ],
  },
  cvs: { says: [['BEGIN AUTH REQUEST\n', '']], not: [['BEGIN TRANSACTION\n', '']] },
  gnutella: {
    says: [
      ['GNUTELLA CONNECT/0.6\r\n', 'GNUTELLA/0.6 200 OK\r\n'],
      ['', 'GNUTELLA/0.6 503 Busy\r\n'],
    ],
    not: [['GNUTELLA HELLO/0.6\r\n', '']],
  },
  whois: {
    says: [
      ['', '% IANA WHOIS server\n% for more information on IANA, visit http://www.iana.org\n'],
      ['', '\r\nWhois Server Version 2.0\r\n'],
      ['', 'Domain Name: EXAMPLE.ORG\r\nRegistry Domain ID: 1\r\n'],
    ],
    not: [['', `% ${'nothing of the kind '.repeat(13)}`]],
  },
  finger: {
    says: [
      ['', 'No one logged on.\r\n'],
      ['', 'finger: joe: no such user.\r\n'],
      ['', 'Login: user           \t\t\tName: A User\r\nDirectory: /home/user\r\n'],
    ],
    not: [
      ['', 'finger: food\r\n'],
      ['', 'No one logged in.\r\n'],
      ['', `Login: ${' '.repeat(200)}`],
    ],
  },
  vnc: { says: [['', 'RFB 003.008\n']], not: [['', 'RFB 3.8\n    ']] },
  memcached: {
    says: [
      ['cas key 0 900 4 77\r\ndata\r\n', ''],
      ['stats\r\n', 'STAT pid 23456\r\nEND\r\n'],
      ['version\r\n', 'VERSION 1.6.18\r\n'],
      ['incr key 1\r\n', '6\r\n'],
      ['delete key\r\n', 'NOT_FOUND\r\n'],
      ['gat 10 key\r\n', 'VALUE key 0 4\r\ndata\r\nEND\r\n'],
      ['', 'STORED\r\nVALUE key 0 4\r\ndata\r\nEND\r\n'],
      ['mn\r\n', 'MN\r\n'],
      ['mg foo v t f\r\n', 'VA 2 t0 f1\r\nhi\r\n'],
      ['mg foo\r\n', 'EN\r\n'],
      ['ms foo 2 T0 F1\r\nhi\r\n', 'HD\r\n'],
      ['me foo\r\n', 'ME foo exp=-1 la=0 cas=2 fetch=no cls=1 size=63\r\n'],
      ['set key 0 900 4\r\ndata\r\n', ''],
      ['get key\r\n', 'VALUE key 0 4\r\ndata\r\nEND\r\n'],
      ['get key\r\n', 'END\r\n'],
      [
        '\x80\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00\x03\0\0\0\0\0\0\0\0\0\0\0\0key',
        '\x81\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x05\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0x',
      ],
    ],
    not: [
      ['delete 1\r\n', 'DELETED\r\n'],
      ['version\r\n', 'OK 1.1.20\r\n'],
      ['', 'STORED\r\nin a cool and dry place'.padEnd(400)],
      ['me too\r\n', 'OK\r\n'],
      ['set key 0 900\r\n', ''],
      ['set color 255 128 0\n', 'done\n'],
      ['set key 0 900 4\r\ntoo long\r\n', ''],
      ['STAT cpu 45\nSTAT mem 99\n', ''],
      ['VALUE 3 100 5\n', 'OK VALUE\n'],
      ['get key\r\n', 'HTTP\r\n'],
      ['\x80\x00\x00\x03\x00\x09\x00\x00\x00\x00\x00\x03\0\0\0\0\0\0\0\0\0\0\0\0key', ''],
    ],
  },
  beanstalk: {
    says: [
      ['use tube\r\n', 'USING tube\r\n'],
      ['put 0 0 60 5\r\nhello\r\n', 'INSERTED 1\r\n'],
      ['stats\r\n', 'OK 957\r\n---\ncurrent-jobs-urgent: 0\n'],
      ['', 'RESERVED 1 5\r\nhello\r\n'],
    ],
    not: [
      ['stats\r\n', 'STAT pid 23456\r\nEND\r\n'],
      ['', 'INSERTED in the text\r\n'],
      ['use tube\r\n', 'OK\r\n'],
    ],
  },
};
