import type { FailureCode, FailureReport } from '../failure.ts';

/** What a person reads: what was wrong, what to do, and the exit status it means. */
interface FailureText {
  readonly what: string;
  readonly todo: string;
  readonly status: 1 | 2;
}

type Detail = Readonly<Record<string, string | number>>;
type Wording = (detail: Detail) => Omit<FailureText, 'status'> & { readonly status?: 2 };

const value = (detail: Detail, name: string, otherwise: string): string => String(detail[name] ?? otherwise);
/** What libpcap or the operating system said, where it said anything. */
const said = (detail: Detail): string => {
  const text = detail.text ?? detail.why ?? detail.what ?? detail.reason ?? '';
  return text === '' ? '' : ` (${text})`;
};
const device = (detail: Detail): string => value(detail, 'device', 'the device');
const path = (detail: Detail): string => value(detail, 'path', 'the file');
const pathArgument = (text: string): string =>
  /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

const WORDINGS: Readonly<Record<FailureCode, Wording>> = {
  'libpcap-missing': (detail) => ({
    what: `libpcap, which is needed to capture, is not on this machine${said(detail)}`,
    todo: 'install it: apt-get install libpcap0.8, dnf install libpcap or apk add libpcap; -r FILE works without it',
  }),
  'addon-missing': (detail) => ({
    what: `the part that calls libpcap could not be built or loaded${said(detail)}`,
    todo: 'install a C compiler (apt-get install gcc libc6-dev) and start again; -r FILE works without it',
  }),
  permission: (detail) => ({
    what: `no permission to capture on ${device(detail)}`,
    todo: `run it with sudo, or give node the right to capture: sudo setcap cap_net_raw,cap_net_admin=eip ${pathArgument(process.execPath)}`,
  }),
  'no-such-device': (detail) => ({
    what: `there is no device ${device(detail)}`,
    todo: 'tcpdialog-tui -D lists the devices',
  }),
  'device-down': (detail) => ({
    what: `${device(detail)} is down`,
    todo: `bring it up: sudo ip link set ${value(detail, 'device', 'DEVICE')} up`,
  }),
  'device-gone': (detail) => ({
    what: `${device(detail)} went away while capturing${said(detail)}`,
    todo: 'start again when it is back; what was captured until then is complete',
  }),
  'no-device': () => ({
    what: 'there is no device to capture on',
    todo: 'name one with -i (tcpdialog-tui -D lists them), or read a file with -r',
  }),
  'capture-failed': (detail) => ({
    what: detail.device
      ? `the capture on ${device(detail)} failed${said(detail)}`
      : `capturing failed${said(detail)}`,
    todo: 'see whether tcpdump can capture here, and start again',
  }),
  'capture-filter-wrong': (detail) => ({
    what: `the capture filter '${value(detail, 'filter', '')}' is wrong${said(detail)}`,
    todo: "write it as for tcpdump (man pcap-filter), e.g. 'tcp port 8000'",
    status: 2,
  }),
  'driver-missing': (detail) => ({
    what: `the npm package cap cannot be loaded${said(detail)}`,
    todo: 'install it with npm install cap, or leave out --driver: libpcap is the default',
  }),
  'driver-died': (detail) => ({
    what: `the driver cap ended unexpectedly${said(detail)}`,
    todo: 'start again, preferably without --driver: libpcap is the default',
  }),
  'file-not-found': (detail) => ({
    what: `there is no file ${path(detail)}`,
    todo: 'check the name given to -r',
  }),
  'file-unreadable': (detail) => ({
    what: `${path(detail)} cannot be read${said(detail)}`,
    todo: 'check the name given to -r, and who may read it',
  }),
  'file-not-a-capture': (detail) => ({
    what: `${path(detail)} is not a capture file${said(detail)}`,
    todo: 'give -r a file written by tcpdump, dumpcap, Wireshark or this program',
  }),
  'file-damaged': (detail) => ({
    what: `${path(detail)} is damaged at octet ${value(detail, 'offset', '?')}${said(detail)}`,
    todo: 'everything before that was read; record or copy the file again for the rest',
  }),
  'key-log-unreadable': (detail) => ({
    what: `${path(detail)} cannot be used to decrypt TLS${said(detail)}`,
    todo: 'give --tls-keys the file that SSLKEYLOGFILE names; touch makes an empty one that programs add to',
  }),
  'write-failed': (detail) => ({
    what: `${path(detail)} cannot be written${said(detail)}`,
    todo: 'check that its directory exists and may be written to',
  }),
  'output-failed': (detail) => ({
    what: `standard output cannot be written${said(detail)}`,
    todo: 'check where it goes, and that there is room',
  }),
  'disk-full': (detail) =>
    detail.frames === 0
      ? { what: `the disk is full: nothing was written to ${path(detail)}`, todo: 'free some room' }
      : {
          what: `the disk is full: the recording ${path(detail)} ends here`,
          todo: 'free some room and record again; what was written until then is complete',
        },
  'write-exists': (detail) => ({
    what: `${path(detail)} already exists`,
    todo: 'choose another name',
  }),
  'mixed-link-types': (detail) => ({
    what: `frames of different link types do not fit into one pcap file${said(detail)}`,
    todo: 'record one device at a time, or on any',
  }),
  'view-filter-wrong': (detail) => ({
    what: `the view filter '${value(detail, 'filter', '')}' is wrong${
      detail.character === undefined ? '' : ` at character ${detail.character}`
    }${said(detail)}`,
    todo: "write it as in --filter 'port:8000 state:open'; ? on the screen explains it",
    status: 2,
  }),
  'no-terminal': () => ({
    what: 'there is no terminal to take keys from',
    todo: 'start it in a terminal, or use --text or --json',
  }),
  'dumb-terminal': () => ({
    what: 'the terminal (TERM=dumb) cannot move its cursor',
    todo: 'use --text or --json, or start it in another terminal',
  }),
  usage: (detail) => ({
    what: value(detail, 'what', 'the command line is wrong'),
    todo: value(detail, 'todo', 'tcpdialog-tui --help lists the options'),
    status: 2,
  }),
  'engine-died': (detail) => ({
    what: `the capture engine ended unexpectedly${said(detail)}`,
    todo: 'start again, and report it if it happens twice',
  }),
  'demo-failed': (detail) => ({
    what: `the demo's dialogues could not be made${said(detail)}`,
    todo: 'leave out --demo and make connections of your own',
  }),
};

/** Text of libpcap, the system or a file name, on one line and without what could act on a terminal. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').trim();
}

/** The words for a failure; each text is one line. */
export function failureText({ code, detail }: FailureReport): FailureText {
  const { what, todo, status } = WORDINGS[code](detail);
  return { what: oneLine(what), todo: oneLine(todo), status: status ?? 1 };
}

/** The one line for standard error: `tcpdialog-tui: what was wrong: what to do`. */
export function failureLine(report: FailureReport): string {
  const { what, todo } = failureText(report);
  return `tcpdialog-tui: ${what}: ${todo}`;
}
