/** Everything that can go wrong at the edges: devices, files, options. Worded in cli/failure-texts.ts, and only there. */
export const FAILURE_CODES = [
  'libpcap-missing',
  'addon-missing',
  'permission',
  'no-such-device',
  'device-down',
  'device-gone',
  'no-device',
  'capture-failed',
  'capture-filter-wrong',
  'driver-missing',
  'driver-died',
  'file-not-found',
  'file-unreadable',
  'file-not-a-capture',
  'file-damaged',
  'key-log-unreadable',
  'write-failed',
  'output-failed',
  'disk-full',
  'write-exists',
  'mixed-link-types',
  'view-filter-wrong',
  'no-terminal',
  'dumb-terminal',
  'usage',
  'engine-died',
  'demo-failed',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** What happened, as data that can cross threads: the text that a person sees is made from it in one place. */
export interface FailureReport {
  readonly code: FailureCode;
  /** Names, paths, offsets and the text of libpcap or of the operating system, for the wording. */
  readonly detail: Readonly<Record<string, string | number>>;
}

export class Failure extends Error {
  readonly code: FailureCode;
  readonly detail: Readonly<Record<string, string | number>>;

  constructor(code: FailureCode, detail: Readonly<Record<string, string | number>> = {}) {
    super(`${code} ${JSON.stringify(detail)}`);
    this.name = 'Failure';
    this.code = code;
    this.detail = detail;
  }

  report(): FailureReport {
    return { code: this.code, detail: this.detail };
  }
}
