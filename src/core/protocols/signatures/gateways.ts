import { all, any, from, hex, type Rule, type Signature, text, u8, u16 } from './rule.ts';

const UWSGI_HEAD_OCTETS = 4;
/** No name of a variable is shorter or longer. */
const LEAST_NAME_OCTETS = 3;
const MOST_NAME_OCTETS = 64;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const UNDERSCORE = 0x5f;
const DIGIT_0 = 0x30;
const DIGIT_1 = 0x31;
const DIGIT_9 = 0x39;

/** May this octet stand in the name of a variable of CGI? Only behind its first one, a digit may. */
function isNameOctet(octet: number, isFirst: boolean): boolean {
  if (octet >= UPPER_A && octet <= UPPER_Z) return true;
  return !isFirst && (octet === UNDERSCORE || (octet >= DIGIT_0 && octet <= DIGIT_9));
}

/**
 * A request: modifier1 is 0, how many octets its variables take, modifier2 is 0; then the first name with its length
 * before it, and the length of its value. All numbers have their low octet first.
 */
const uwsgiRequest: Rule = ({ octets, view, start, end }) => {
  const there = end - start;
  if (octets[start] !== 0 || (there > 3 && octets[start + 3] !== 0)) return 'reject';
  if (there < UWSGI_HEAD_OCTETS + 2) return 'need-more';
  const variables = view.getUint16(start + 1, true);
  const name = view.getUint16(start + UWSGI_HEAD_OCTETS, true);
  if (name < LEAST_NAME_OCTETS || name > MOST_NAME_OCTETS || variables < 4 + name) return 'reject';
  const nameStart = start + UWSGI_HEAD_OCTETS + 2;
  const nameEnd = nameStart + name;
  for (let at = nameStart; at < Math.min(nameEnd, end); at += 1)
    if (!isNameOctet(octets[at] as number, at === nameStart)) return 'reject';
  if (nameEnd + 2 > end) return 'need-more';
  return view.getUint16(nameEnd, true) <= variables - 4 - name ? 'match' : 'reject';
};

/** A request: how many octets its variables take, in so many digits, and the first of them, which is always the same. */
const scgiRequest = (digits: number): Rule =>
  all(
    u8(0, from(DIGIT_1, DIGIT_9)),
    ...Array.from({ length: digits - 1 }, (_, at) => u8(at + 1, from(DIGIT_0, DIGIT_9))),
    text(digits, ':CONTENT_LENGTH\0'),
  );

/** What a web server speaks with the program behind it, which answers with the head of a response of its own. */
export const GATEWAYS: readonly Signature[] = [
  {
    name: 'fastcgi',
    title: 'FastCGI',
    reference: 'FastCGI Specification 1.0',
    ports: [9000],
    // FCGI_BEGIN_REQUEST: version, type, request, 8 octets of content, padding, reserved; role, flags, reserved.
    rule: all(
      hex(0, '01 01'),
      u16(2, from(1, 0xffff)),
      hex(4, '00 08 .. 00'),
      u16(8, from(1, 3)),
      u8(10, from(0, 1)),
      hex(11, '00 00 00 00 00'),
    ),
  },
  {
    name: 'scgi',
    title: 'SCGI',
    reference: 'SCGI: A Simple Common Gateway Interface alternative',
    ports: [4000],
    rule: any(scgiRequest(2), scgiRequest(3), scgiRequest(4), scgiRequest(5)),
  },
  {
    name: 'uwsgi',
    title: 'uwsgi',
    reference: 'The uwsgi protocol',
    ports: [3031],
    rule: uwsgiRequest,
  },
];
