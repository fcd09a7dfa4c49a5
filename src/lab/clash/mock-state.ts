/** Which core a mock controller answers as. `meta-older`: before rules were counted and providers of chains told. */
export type MockCoreKind = 'meta' | 'meta-older' | 'sing-box' | 'premium' | 'stash';

/** A connection, in the plainest words; how it is written is the core's affair. */
export interface MockConnection {
  readonly id: string;
  /** Empty for one that came with an address alone. */
  readonly host: string;
  readonly port: number;
  readonly network?: 'tcp' | 'udp';
  /** `HTTPS`, `Tun`, `Socks5`; default `HTTPS`. */
  readonly inbound?: string;
  readonly destinationIp?: string;
  readonly sniffHost?: string;
  readonly dnsMode?: string;
  readonly process?: string;
  readonly sourcePort?: number;
  readonly remoteDestination?: string;
  /** As the core writes it: the node first. */
  readonly chains: readonly string[];
  readonly rule?: string;
  readonly rulePayload?: string;
  readonly uploadBytes?: number;
  readonly downloadBytes?: number;
  readonly startMs?: number;
}

/** A node, or a group where it has members. */
export interface MockProxy {
  readonly name: string;
  /** `Http`, `Socks5`, `Selector`, `URLTest`, `Fallback`, `LoadBalance`, `Direct` ... */
  readonly type: string;
  readonly udp?: boolean;
  readonly alive?: boolean;
  /** Of its health checks, oldest first; 0 is a failed one. */
  readonly delaysMs?: readonly number[];
  readonly members?: readonly string[];
  readonly now?: string;
  readonly pinned?: string;
  readonly testUrl?: string;
  readonly provider?: string;
}

export interface MockRule {
  /** As the core writes it: `DomainSuffix`. */
  readonly type: string;
  readonly payload: string;
  readonly target: string;
  readonly hits?: number;
}

export interface MockRuleProvider {
  readonly name: string;
  readonly behavior: string;
  readonly count: number;
  readonly vehicle: string;
  readonly payload?: readonly string[];
}

/** What the core knows and does. Empty lists are answered as null, as Go writes them. */
export interface MockState {
  readonly kind: MockCoreKind;
  mode: string;
  connections: readonly MockConnection[];
  proxies: readonly MockProxy[];
  rules: readonly MockRule[];
  ruleProviders: readonly MockRuleProvider[];
  /** Addresses by name; null: the DNS section is off. */
  dns: Readonly<Record<string, readonly string[]>> | null;
  tun: boolean;
  mixedPort: number;
  /** What `/rules/match` answers, in the cores that have it; undefined: 404. */
  ruleMatch: ((query: URLSearchParams) => object) | undefined;
}
