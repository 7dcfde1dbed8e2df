import { parentPort } from 'node:worker_threads';
import { Failure, type FailureReport } from '../failure.ts';
import type { Answer, Request } from './messages.ts';
import { Session } from './session.ts';

/** The engine's thread: the capture handle, the parser and the connection table live here and nowhere else. */
const port = parentPort;
if (port === null) throw new Error('engine/worker is started as a worker thread');

let session: Session | null = null;

const answer = (message: Answer) => port.postMessage(message);

function reportOf(error: unknown): FailureReport {
  if (error instanceof Failure) return error.report();
  return {
    code: 'engine-died',
    detail: { what: error instanceof Error ? (error.stack ?? error.message) : String(error) },
  };
}

async function start(request: Extract<Request, { kind: 'start' }>): Promise<void> {
  try {
    session = await Session.open(request.options);
  } catch (error) {
    answer({ kind: 'failed', failure: reportOf(error) });
    return;
  }
  answer({ kind: 'started' });
  session.run().catch((error: unknown) => answer({ kind: 'failed', failure: reportOf(error) }));
}

/** Answers with what `work` gives, or with why it failed. */
async function withTicket(
  ticket: number,
  work: (session: Session) => Promise<Extract<Answer, { kind: 'done' }>['result']>,
): Promise<void> {
  try {
    if (session === null) throw new Failure('engine-died', { what: 'not started' });
    answer({ kind: 'done', ticket, result: await work(session) });
  } catch (error) {
    answer({ kind: 'refused', ticket, failure: reportOf(error) });
  }
}

const HANDLERS: {
  readonly [K in Request['kind']]: (request: Extract<Request, { kind: K }>) => void | Promise<void>;
} = {
  start,
  query: ({ query }) => {
    if (session) answer({ kind: 'snapshot', snapshot: session.query(query), status: session.status() });
  },
  record: ({ ticket, path }) => withTicket(ticket, (s) => s.record(path)),
  'stop-recording': ({ ticket }) => withTicket(ticket, (s) => s.stopRecording()),
  save: ({ ticket, path, what }) => withTicket(ticket, (s) => s.save(path, what)),
  'capture-filter': ({ ticket, text }) =>
    withTicket(ticket, async (s) => {
      await s.setCaptureFilter(text);
      return null;
    }),
  close: async () => {
    const recording = session ? await session.close() : null;
    answer({ kind: 'closed', recording, failures: session?.failures ?? [] });
    port.close();
  },
};

port.on('message', (request: Request) => {
  void (HANDLERS[request.kind] as (request: Request) => void | Promise<void>)(request);
});
