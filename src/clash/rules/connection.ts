/**
 * What is known of a connection (core: constant/metadata.go). Absent: not known, so that a rule which asks for it can't
 * be decided. Null: known to be empty, as where the core could not find the process.
 */
export interface ClashConnection {
  /** As the client wrote it; null where it came with an address alone. */
  readonly host: string | null;
  readonly sniffHost?: string | null;
  readonly network: 'tcp' | 'udp';
  readonly destinationPort: number;
  /** What the client asked for instead of a name. What a name resolves to comes from `Knowledge`. */
  readonly destinationIp?: string | null;
  readonly sourceIp?: string | null;
  readonly sourcePort?: number | null;
  readonly inboundPort?: number | null;
  /** `HTTP`, `HTTPS`, `SOCKS5`, `TUN` ... */
  readonly inboundType?: string | null;
  readonly inboundName?: string | null;
  readonly inboundUser?: string | null;
  readonly process?: string | null;
  readonly processPath?: string | null;
  readonly uid?: number | null;
  readonly dscp?: number | null;
}

/** What the configuration alone does not tell. Every answer may be undefined: not known. */
export interface ClashKnowledge {
  /** What the core's resolver makes of a name; null: nothing, so that a rule by address does not match. */
  addressOf(host: string): string | null | undefined;
  /** Lines of a rule set, by its provider's name; null: the core could not load it, so that it never matches. */
  ruleSet(name: string): readonly string[] | null | undefined;
  /** Whether a named list of domains holds it. */
  geosite(code: string, host: string): boolean | undefined;
  geoip(code: string, address: string): boolean | undefined;
  asn(number: string, address: string): boolean | undefined;
  /** The member a group has chosen; null: none. */
  chosen(group: string): string | null | undefined;
  /** Names that a provider or a filter brings into a group, in the group's order. */
  membersOf(group: string): readonly string[] | undefined;
  /** Whether a node that the configuration does not hold carries UDP. */
  carriesUdp(node: string): boolean | undefined;
}
