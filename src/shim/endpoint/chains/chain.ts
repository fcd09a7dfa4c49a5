import type { SpokenProtocol } from '../../../gateways/gateway.ts';

/** A gateway as the shim has to know it: resolved by whoever starts the shim, never by a workspace. */
export interface TargetGateway {
  id: string;
  title: string;
  /** Without a trailing slash, with `/v1` where the gateway has it. */
  baseUrl: string;
  /** For Anthropic's protocol, without `/v1`; where absent the base URL serves it too. */
  messagesBaseUrl?: string;
  speaks: readonly SpokenProtocol[];
  auth: 'bearer' | 'x-api-key';
  headers?: Readonly<Record<string, string>>;
  cancelStopsBilling?: 'yes' | 'no' | 'by-provider';
  /** It answers without a key: a server on this machine. */
  keyless?: boolean;
}

/** What tokens cost, in US dollars for a million. */
export interface Price {
  inputUsd: number;
  outputUsd: number;
}

/** One gateway, model and key that a request can be sent to. */
export interface Target {
  /** Id of a gateway of the configuration. */
  gateway: string;
  /** As that gateway spells it. */
  model: string;
  /** Name of the key in the configuration; the gateway's own without. Keys go to their own gateway only. */
  key?: string;
  /** Share among the targets that `order: weighted` chooses from; 1 without. */
  weight?: number;
  /** From 0 to 100, the user's own opinion; `order: quality` goes by it. */
  quality?: number;
  price?: Price;
  /** Used only while its price is known and below this. */
  onlyIfCheaperThan?: Price;
}

/** The clocks of one attempt, in ms. Silence is counted between events with content: comments and pings are none. */
export interface AttemptClocks {
  /** To have the way and TLS open. */
  connectMs: number;
  /** From the request's last byte to the head of the answer. */
  headersMs: number;
  /** From the head to the first event with content. */
  firstContentMs: number;
  /** Between events with content. */
  silenceMs: number;
  /** The whole attempt. */
  totalMs: number;
}

/** When a second target is asked before the first has failed. */
export interface Race {
  /** Ask the next target when this one has sent no content for so long; 0 asks both at once. In ms. */
  afterMs: number;
}

/** An ordered list of targets behind one name. */
export interface Chain {
  /** What callers ask for as `model`: `gatehouse/fast`, or a real model's id. */
  alias: string;
  targets: readonly Target[];
  /** `listed` without: as they stand. */
  order?: 'listed' | 'quality' | 'cheapest' | 'weighted';
  race?: Race;
  clocks?: Partial<AttemptClocks>;
  /** A truncated answer may be gone on with by another request that is shown the part; off without. */
  continueTruncated?: boolean;
}

/** Requests and money that one alias may use; it refuses beyond it. */
export interface SpendingCap {
  /** `*` for all. */
  alias: string;
  usdPerDay: number;
}

/**
 * All that the endpoint needs to know. It holds keys: never shown, logged or stored as it is.
 */
export interface EndpointConfiguration {
  gateways: readonly TargetGateway[];
  chains: readonly Chain[];
  /** Where a model goes that no chain has as its alias; absent: it is refused. */
  defaultGateway?: string;
  /** By name; a gateway's own key has the gateway's id as its name. */
  keys: Readonly<Record<string, { gateway: string; value: string }>>;
  clocks?: Partial<AttemptClocks>;
  caps?: readonly SpendingCap[];
  /** Requests at once to one target; the others wait, and go to the next target when that takes too long. */
  maxPerTarget?: number;
}
