import { CONNECTION_STATES } from '../../tcp/state.ts';
import { type End, parsePrefix, prefixHolds } from '../../wire/address.ts';
import { CONTROL_BITS } from '../../wire/control-bits.ts';
import { COUNT, DURATION, PORT, parseComparison, type Unit } from './quantity.ts';
import type { FilterSubject, Parsed, Test } from './subject.ts';
import { searchWord } from './text-search.ts';

/** What a filter can ask by name. */
export interface FilterField {
  readonly name: string;
  /** What it asks, for the help. */
  readonly title: string;
  /** A term with it, as one types it. */
  readonly example: string;
  /** Order of asking: cheap questions first. */
  readonly cost: 0 | 1 | 2;
  parse(value: string): Parsed<Test>;
}

const JUDGEMENTS = ['bad', 'good'] as const;
const CLOSERS = ['client', 'server', 'both', 'none'] as const;
/** For `proto:` of connections where no protocol was recognised. */
const NO_PROTOCOL = 'none';

type EndpointTest = (end: End, ipVersion: number) => boolean;
type Ends = (subject: FilterSubject, test: EndpointTest) => boolean;

const ofClient: Ends = (s, test) => test(s.client, s.ipVersion);
const ofServer: Ends = (s, test) => test(s.server, s.ipVersion);
const ofEither: Ends = (s, test) => ofClient(s, test) || ofServer(s, test);

/** Every field, in the order of the help: the help screen and the README list these. */
export const FILTER_FIELDS: readonly FilterField[] = [
  endField('port', 'port of either end', 'port:8000', ofEither, parsePort),
  endField('client.port', 'port of the client', 'client.port:>50000', ofClient, parsePort),
  endField('server.port', 'port of the server', 'server.port:80,443', ofServer, parsePort),
  endField('host', 'address or prefix of either end', 'host:10.0.0.0/8', ofEither, parseHost),
  endField('client.host', 'address or prefix of the client', 'client.host:::1', ofClient, parseHost),
  endField('server.host', 'address or prefix of the server', 'server.host:127.0.0.1', ofServer, parseHost),
  {
    name: 'proto',
    title: 'a protocol spoken on it, or none',
    example: 'proto:http',
    cost: 1,
    parse: parseProtocol,
  },
  choiceField('state', 'its state', 'state:open,closing', CONNECTION_STATES, (s) => s.state),
  choiceField('is', 'bad: reset, refused, retransmissions, or zero window', 'is:bad', JUDGEMENTS, (s) =>
    s.inTrouble ? 'bad' : 'good',
  ),
  choiceField('closedby', 'who closed it', 'closedby:client', CLOSERS, (s) => s.closedBy ?? 'none'),
  {
    name: 'flag',
    title: 'control bits that were all seen, by letters or by name',
    example: 'flag:R',
    cost: 0,
    parse: parseFlags,
  },
  quantityField('bytes', 'octets on the wire, both ways', 'bytes:>1M', COUNT, (s) => s.bytes),
  quantityField('packets', 'segments, both ways', 'packets:>10', COUNT, (s) => s.packets),
  quantityField('age', 'time since its first segment', 'age:<5s', DURATION, (s) => s.ageNanoseconds),
  quantityField('idle', 'time since its newest segment', 'idle:>1s', DURATION, (s) => s.idleNanoseconds),
  quantityField('rtt', 'round trip of its handshake', 'rtt:>100ms', DURATION, (s) => s.rttNanoseconds),
  quantityField(
    'ttfb',
    'mean time from request to first byte of response',
    'ttfb:>100ms',
    DURATION,
    (s) => s.firstByteNanoseconds,
  ),
  quantityField('retx', 'retransmitted segments', 'retx:>0', COUNT, (s) => s.retransmissions),
  {
    name: 'text',
    title: 'text in addresses, protocols and messages',
    example: 'text:"GET /"',
    cost: 2,
    parse: searchWord,
  },
];

function endField(
  name: string,
  title: string,
  example: string,
  ends: Ends,
  parse: (text: string) => Parsed<EndpointTest>,
): FilterField {
  return {
    name,
    title,
    example,
    cost: 0,
    parse: (text) => compose(parse(text), (test) => (subject) => ends(subject, test)),
  };
}

function quantityField(
  name: string,
  title: string,
  example: string,
  unit: Unit,
  quantity: (subject: FilterSubject) => number | null,
): FilterField {
  return {
    name,
    title,
    example,
    cost: 0,
    parse: (text) =>
      compose(parseComparison(text, unit), (holds) => (subject) => {
        const value = quantity(subject);
        return value !== null && holds(value);
      }),
  };
}

function choiceField(
  name: string,
  title: string,
  example: string,
  choices: readonly string[],
  choice: (subject: FilterSubject) => string,
): FilterField {
  const parse = (text: string): Parsed<Test> => {
    const wanted = text.toLowerCase();
    if (!choices.includes(wanted)) return { wrong: `'${text}' is not one of ${choices.join(', ')}` };
    return { value: (subject) => choice(subject) === wanted };
  };
  return { name, title, example, cost: 0, parse };
}

function compose<From, To>(parsed: Parsed<From>, then: (value: From) => To): Parsed<To> {
  return 'wrong' in parsed ? parsed : { value: then(parsed.value) };
}

function parsePort(text: string): Parsed<EndpointTest> {
  return compose(parseComparison(text, PORT), (holds) => (end) => holds(end.port));
}

function parseHost(text: string): Parsed<EndpointTest> {
  const prefix = parsePrefix(text);
  if (prefix === null) return { wrong: `'${text}' is not an address or prefix such as 10.0.0.0/8` };
  return {
    value: (end, ipVersion) => prefixHolds(prefix, ipVersion, end.word0, end.word1, end.word2, end.word3),
  };
}

function parseProtocol(text: string): Parsed<Test> {
  const wanted = text.toLowerCase();
  return {
    value: (subject) => {
      let none = true;
      for (const name of subject.protocolNames()) {
        if (name === wanted) return true;
        none = false;
      }
      return none && wanted === NO_PROTOCOL;
    },
  };
}

function parseFlags(text: string): Parsed<Test> {
  const wanted = text.toUpperCase();
  const named = CONTROL_BITS.find(({ name }) => name === wanted);
  let bits = named?.bit ?? 0;
  if (named === undefined) {
    for (const letter of wanted) {
      const bit = CONTROL_BITS.find((one) => one.letter === letter)?.bit;
      if (bit === undefined) {
        const letters = CONTROL_BITS.map((one) => one.letter).join('');
        return { wrong: `'${text}' is not a control bit: letters of ${letters}, or a name such as RST` };
      }
      bits |= bit;
    }
  }
  return { value: (subject) => (subject.controlBitsSeen & bits) === bits };
}
