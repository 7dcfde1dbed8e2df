/** `20261123-081500`, local time: what a person looks for in a directory. */
function stamp(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

/** A source's name as part of a file's: a path's last part without its ending, and only letters that every shell takes. */
function plain(sourceName: string): string {
  const last = sourceName.split('/').at(-1) ?? '';
  return (
    last
      .replace(/\.(pcapng|pcap|cap|gz)\b/gu, '')
      .replace(/[^\w.-]+/gu, '-')
      .replace(/^[-.]+|-+$/gu, '')
      .slice(0, 60) || 'capture'
  );
}

/** The file that `r` records to: `tcpdialog-lo-20261123-081500.pcap`. */
export const recordingName = (sourceName: string, date: Date): string =>
  `tcpdialog-${plain(sourceName)}-${stamp(date)}.pcap`;

/** The file that `w` proposes: `tcpdialog-lo-20261123-081500-saved.pcap`. */
export const savingName = (sourceName: string, date: Date): string =>
  `tcpdialog-${plain(sourceName)}-${stamp(date)}-saved.pcap`;
