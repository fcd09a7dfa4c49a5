import type { Authority, Leaf } from './certificates.ts';
import type { ChatReply } from './chat-reply.ts';
import type { Exchange } from './exchange.ts';

/**
 * One way for the practice gateway to behave. What a scenario leaves out is as in `healthy`; adding one is a file in
 * `scenarios/` and a line in `scenarios/index.ts`.
 */
export interface Scenario {
  readonly name: string;
  /** A few words, for lists and menus. */
  title(): string;
  /** One sentence: what the gateway does then. */
  description(): string;
  /**
   * What the shim's endpoint makes of it is the lesson: a second request, or none. Diagnoses of one answer, and the words
   * of SDKs, are held to the others.
   */
  readonly forEndpoint?: true;
  /** The certificate of the TLS side, in place of a good one. */
  leaf?(lab: Authority): Promise<Leaf>;
  /** Answers every API request in the gateway's place; one that it does not answer hangs. */
  api?(exchange: Exchange): void;
  /** Whether a key is good; every key is when left out. */
  acceptsKey?(key: string): boolean;
  /** What the account has left, in US dollars; below zero it owes. */
  remainingUsd?: number;
  /** The key's own spending cap in US dollars; null for a key without one. */
  limitUsd?: number | null;
  /** What the models' endpoints report for the last minutes, 0 to 100. */
  uptimePercent?: number;
  /** Plays the answer to a valid chat request. */
  chat?(reply: ChatReply): Promise<void>;
}
