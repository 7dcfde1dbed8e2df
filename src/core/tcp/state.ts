/** The states of RFC 9293, section 3.3.2, as an observer infers them for one end; UNKNOWN where the start was not seen. */
const TCP_STATES = [
  'UNKNOWN',
  'CLOSED',
  'LISTEN',
  'SYN-SENT',
  'SYN-RECEIVED',
  'ESTABLISHED',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'CLOSE-WAIT',
  'CLOSING',
  'LAST-ACK',
  'TIME-WAIT',
] as const;
export type TcpState = (typeof TCP_STATES)[number];

/** What moves an end from one state to another, in the words of RFC 9293, figure 5: rcv is received, snd is sent. */
const STATE_EVENTS = [
  'passive OPEN',
  'snd SYN',
  'rcv SYN, snd SYN,ACK',
  'rcv SYN,ACK, snd ACK',
  'rcv ACK of SYN',
  'CLOSE, snd FIN',
  'rcv ACK of FIN',
  'rcv FIN, snd ACK',
  'snd RST',
  'rcv RST',
] as const;
export type StateEvent = (typeof STATE_EVENTS)[number];

/** The step that led to the state in which an end is. */
export interface StateTransition {
  readonly from: TcpState;
  readonly event: StateEvent;
}

type Transitions = Readonly<Record<StateEvent, Readonly<Record<TcpState, StateTransition>>>>;

/** All there may be: there are few, and maybe a million ends that had one. */
export const STATE_TRANSITIONS = Object.fromEntries(
  STATE_EVENTS.map((event) => [event, Object.fromEntries(TCP_STATES.map((from) => [from, { from, event }]))]),
) as Transitions;

/**
 * How a connection stands, in one word: `syn` asked for and not answered; `open`; `half-closed` one side has sent FIN,
 * the other has not; `closing` both have, not all is acknowledged; `closed` by FIN from both; `reset` by RST, where
 * no FIN came before; `refused` by RST (or ICMP) as all that answers its SYN.
 */
export const CONNECTION_STATES = [
  'syn',
  'open',
  'half-closed',
  'closing',
  'closed',
  'reset',
  'refused',
] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

export type CloseHow = 'FIN' | 'RST' | 'refused' | 'icmp';
