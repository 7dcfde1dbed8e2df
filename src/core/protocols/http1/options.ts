import type { Head } from './head.ts';

/** Is `option`, in lower case, among those of the Connection field (RFC 9110, section 7.6.1)? */
export function hasOption(head: Head, option: string): boolean {
  const field = head.text('connection');
  return field !== '' && listed(field).includes(option);
}

/** Does the sender of this request await 100 Continue before it sends the body (RFC 9110, section 10.1.1)? */
export function expectsContinue(head: Head): boolean {
  const field = head.text('expect');
  return field !== '' && head.fields.version !== 'HTTP/1.0' && listed(field).includes('100-continue');
}

/** What a Keep-Alive field promises, as fields of their own: for how long, in seconds, and for how many requests. */
export function addKeepAlivePromise(head: Head): void {
  const field = head.text('keepAlive');
  if (field === '') return;
  const parameters = new Map(
    listed(field).map((part): [string, string] => {
      const [name = '', value = ''] = part.split('=', 2);
      return [name.trim(), value.trim()];
    }),
  );
  const timeout = numberOf(parameters.get('timeout'));
  const max = numberOf(parameters.get('max'));
  if (timeout !== null) head.fields.keepAliveTimeoutSeconds = timeout;
  if (max !== null) head.fields.keepAliveMax = max;
}

function listed(field: string): string[] {
  return field
    .toLowerCase()
    .split(',')
    .map((part) => part.trim());
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
