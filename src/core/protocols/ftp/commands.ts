import { NOT_SHOWN } from '../not-shown.ts';

/** RFC 959, 2228, 2389, 2428, 2640, 3659, 7151 and what came into use without one. */
const COMMANDS = new Set(
  (
    'USER PASS ACCT CWD CDUP SMNT QUIT REIN PORT PASV TYPE STRU MODE RETR STOR STOU APPE ALLO REST RNFR RNTO ABOR DELE ' +
    'RMD MKD PWD LIST NLST SITE SYST STAT HELP NOOP AUTH ADAT PROT PBSZ CCC MIC CONF ENC FEAT OPTS EPRT EPSV LANG MDTM ' +
    'MLST MLSD SIZE HOST MFMT MFCT MFF LPRT LPSV XCUP XMKD XPWD XRMD XCWD CLNT'
  ).split(' '),
);

/** Their arguments are passwords, or encrypted. */
const SECRET = new Set(['PASS', 'ACCT', 'ADAT', 'MIC', 'CONF', 'ENC']);

/** A command line: `verb` is null where it is none that is known, and then nothing of it is told. */
export interface Command {
  readonly verb: string | null;
  readonly argument: string;
  readonly summary: string;
}

/** Reads `text`, which is printable. */
export function readCommand(text: string, octets: number): Command {
  const [word = ''] = text.split(' ', 1);
  const verb = word.toUpperCase();
  if (!COMMANDS.has(verb)) return { verb: null, argument: '', summary: `unknown command (${octets} B)` };
  const argument = text.slice(word.length).trim();
  if (!SECRET.has(verb) || argument === '') return { verb, argument, summary: text.trim() };
  return { verb, argument: '', summary: `${verb} ${NOT_SHOWN}` };
}
