import { OctetText } from '../../src/report/octet-text.ts';

/** What is written, as a string. */
export function written(write: (text: OctetText) => void): string {
  const text = new OctetText();
  write(text);
  return new TextDecoder().decode(text.take());
}
