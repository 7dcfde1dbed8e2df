import type { Limits } from '../limits.ts';
import { OctetSpan } from '../protocols/octet-span.ts';
import type { TlsSecrets } from '../protocols/tls/secrets.ts';
import { ExpectedConnections } from './expected-connections.ts';
import { SpareBuffers } from './held-octets.ts';
import { ReassemblyBudget } from './reassembly-budget.ts';

/** What all conversations share: limits, how much of them is used, and what was let go. */
export class ConversationContext {
  readonly limits: Limits;
  /** Without, only counts, protocols and facts are kept of what is said. */
  readonly keepMessages: boolean;
  readonly budget: ReassemblyBudget;
  /** Points to the octets that are being dissected. */
  readonly span = new OctetSpan();
  readonly spares = new SpareBuffers();
  readonly expected = new ExpectedConnections();
  /** With which TLS is decrypted; null where there are none. */
  tlsSecrets: TlsSecrets | null = null;
  messagesKept = 0;
  messagesLetGo = 0;
  /** Those among them whose connection had as many as one may keep. */
  messagesPerConnectionLetGo = 0;
  /** Times that a dissector threw: each is a fault of ours, and costs its connection what would follow. */
  dissectorFailures = 0;

  constructor(limits: Limits, keepMessages: boolean) {
    this.limits = limits;
    this.keepMessages = keepMessages;
    this.budget = new ReassemblyBudget(limits);
  }

  /** Octets of payload that limits let go. */
  get octetsLetGo(): number {
    return this.budget.octetsLetGo;
  }
}
