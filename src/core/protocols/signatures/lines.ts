import type { Lines } from './rule.ts';

/** Lines of a protocol in which there are no secrets, and nothing but lines. */
export const PLAIN_LINES: Lines = {};

/** An answer to a challenge whose challenge was not seen: Base64, and no command, which has letters of one case only. */
const BASE64 = /^()(?![A-Z]+$|[a-z]+$)[A-Za-z0-9+/]{8,}={0,2}$/;
const LITERAL = /\{(\d{1,10})\+?\}$/;

/** RFC 9051: literals, section 4.3; log-ins, sections 6.2.2 and 6.2.3; what ends an answer, section 7.1. */
export const IMAP_LINES: Lines = {
  secrets: [/^(\S+ LOGIN(?: (?:"(?:[^"\\]|\\.)*"|[^\s"{]+)(?= ))?) ./i, /^(\S+ AUTHENTICATE \S+) ./i, BASE64],
  challenge: '+',
  body: LITERAL,
  told: /^[^*+\s]\S* (?:OK|NO|BAD)(?: |$)/i,
};

/** RFC 1939, section 7, and RFC 5034. */
export const POP3_LINES: Lines = {
  secrets: [/^(PASS) ./i, /^((?:APOP|AUTH) \S+) ./i, BASE64],
  challenge: '+ ',
};

/** RFC 4643, section 2. */
export const NNTP_LINES: Lines = {
  secrets: [/^(AUTHINFO (?:PASS|(?:SASL|GENERIC) \S+)) ./i, BASE64],
  challenge: '383',
};

/** RFC 5804, section 2.1: what answers a challenge is a string alone, as no command is. */
export const MANAGESIEVE_LINES: Lines = {
  secrets: [/^(AUTHENTICATE "[^"]*") ./i, /^()(?:"[\w+/=]*"|\{\d+\+?\})$/],
  body: LITERAL,
};

/** RFC 2812, section 3.1; IRCv3 SASL 3.1; what is said to services, and keys of channels, may be passwords as well. */
export const IRC_LINES: Lines = {
  secrets: [
    /^((?:@\S+ )?(?::\S+ )?(?:PASS|WEBIRC|IDENTIFY|[NC]S|[A-Z]+SERV)) ./i,
    /^((?:@\S+ )?(?:OPER|JOIN) \S+) ./i,
    /^((?:@\S+ )?(?::\S+ )?AUTHENTICATE) (?!(?:PLAIN|EXTERNAL|ECDSA-NIST256P-CHALLENGE|SCRAM-SHA-\d+|[+*])$)./i,
    /^((?:@\S+ )?(?::\S+ )?(?:PRIVMSG|NOTICE|SQUERY) (?:[^\s,]+,)*(?:[a-z]+serv|[a-z]+serv@[^\s,]+|[QX]@[^\s,]+)(?:,\S+)?) ./i,
    /^((?:@\S+ )?(?::\S+ )?MODE \S+ [+\w-]{0,40}?k\S*) ./i,
  ],
  told: /^(?:@\S+ )?(?::\S+ )?(?:PRIVMSG|ERROR) /i,
};

/** RFC 3261 and 7826: `user:password@` of a URI, log-ins in header fields; each request and response has a first line. */
export const SIP_LINES: Lines = {
  secrets: [/^(\S+ [a-z]+:(?:\/\/)?[^\s:@/?]+):[^\s@]+@/i, /^((?:Proxy-)?Authorization:) ?./i],
  told: /^(?:(?:SIP|RTSP)\/\d\.\d \d{3}(?: |$)|[A-Z_]+ \S+ (?:SIP|RTSP)\/\d\.\d$)/,
};

/** NATS client protocol, CONNECT and PUB. */
export const NATS_LINES: Lines = {
  secrets: [/^(CONNECT) .*"(?:pass|auth_token|jwt|sig|nkey)"/i],
  body: /^H?(?:PUB|MSG) .*?(\d{1,9})$/i,
  told: /^(?:H?(?:PUB|MSG)|-ERR) /i,
};

/** STOMP 1.2: what a frame is stands on its first line, where it goes in a header. */
export const STOMP_LINES: Lines = {
  secrets: [/^(passcode:)./i],
  told: /^(?:CONNECT|STOMP|CONNECTED|SEND|SUBSCRIBE|UNSUBSCRIBE|ACK|NACK|BEGIN|COMMIT|ABORT|DISCONNECT|MESSAGE|RECEIPT|ERROR|destination:.*)$/,
};

/** memcached protocol.txt: data blocks of the storage commands, of answers, and of the meta commands. */
export const MEMCACHED_LINES: Lines = {
  body: /^(?:(?:set|add|replace|append|prepend|cas) \S+ \d+ -?\d+|VALUE \S+ \d+|ms \S+|VA) (\d{1,10})(?: .*)?$/,
};

/** beanstalkd protocol.txt: bodies of jobs, and of statistics. */
export const BEANSTALK_LINES: Lines = { body: /^(?:put \d+ \d+ \d+|(?:RESERVED|FOUND) \d+|OK) (\d{1,9})$/ };

/** Music Player Daemon protocol, connection settings. */
export const MPD_LINES: Lines = { secrets: [/^(password) ./i] };

/** CVS client/server protocol: what is said to log in are lines alone, and a scrambled password begins with A. */
export const CVS_LINES: Lines = { secrets: [/^()A(?!rgumentx? )./] };

/** rsync daemon protocol: a name and what the password makes of a challenge, then arguments, which end with zeros. */
export const RSYNC_LINES: Lines = { challenge: '@RSYNCD: AUTHREQD', untilBinary: true };

/** Gnutella 0.6: behind the handshake are messages in binary. */
export const GNUTELLA_LINES: Lines = { untilBinary: true };
