import { fieldsOf, listOf, numberOf, textOf, textsOf, timeOf, wordOf, type Fields } from './fields.ts';

/** A connection that the core carries (core: tunnel/statistic, constant/metadata.go). */
export interface CoreConnection {
  readonly id: string;
  readonly network: 'tcp' | 'udp';
  /** How it came in, as the core writes it: `HTTPS` is CONNECT, `Tun`, `Mixed`, `Socks5`; `mixed/in` in sing-box. */
  readonly inbound: string;
  readonly inboundName: string | undefined;
  /** What rules saw unless a name was sniffed; empty where only an address was known. */
  readonly host: string;
  readonly sniffHost: string | undefined;
  /** Undefined where nobody made the core resolve the name. */
  readonly destinationIp: string | undefined;
  readonly destinationPort: number | undefined;
  readonly sourceIp: string | undefined;
  readonly sourcePort: number | undefined;
  readonly inboundPort: number | undefined;
  /** `normal`, `fake-ip`, `redir-host`, `hosts`. */
  readonly dnsMode: string | undefined;
  readonly process: string | undefined;
  readonly processPath: string | undefined;
  readonly uid: number | undefined;
  /** The node's address, or the origin's where it went direct. */
  readonly remoteDestination: string | undefined;
  readonly uploadBytes: number;
  readonly downloadBytes: number;
  readonly startMs: number | undefined;
  /** As the core writes it: the node first, the policy last. */
  readonly chains: readonly string[];
  /** The provider of each of `chains`; empty in releases that do not tell. */
  readonly providerChains: readonly string[];
  /** Empty where no rule matched, and in the modes global and direct. */
  readonly rule: string;
  readonly rulePayload: string;
}

/** `GET /connections`. */
export interface CoreConnections {
  readonly connections: readonly CoreConnection[];
  readonly uploadTotalBytes: number;
  readonly downloadTotalBytes: number;
}

/** Undefined where it is no such answer. */
export function readConnections(body: unknown): CoreConnections | undefined {
  const fields = fieldsOf(body);
  if (!fields || !('connections' in fields || 'downloadTotal' in fields)) return undefined;
  return {
    connections: listOf(fields['connections']).flatMap((value) => readConnection(value) ?? []),
    uploadTotalBytes: numberOf(fields['uploadTotal']) ?? 0,
    downloadTotalBytes: numberOf(fields['downloadTotal']) ?? 0,
  };
}

function readConnection(value: unknown): CoreConnection | undefined {
  const fields = fieldsOf(value);
  const id = wordOf(fields?.['id']);
  if (!fields || id === undefined) return undefined;
  const metadata = fieldsOf(fields['metadata']) ?? {};
  const host = textOf(metadata['host']) ?? '';
  return {
    id,
    network: wordOf(metadata['network'])?.toLowerCase() === 'udp' ? 'udp' : 'tcp',
    inbound: wordOf(metadata['type']) ?? '',
    inboundName: wordOf(metadata['inboundName']),
    host,
    sniffHost: wordOf(metadata['sniffHost']),
    destinationIp: wordOf(metadata['destinationIP']),
    destinationPort: numberOf(metadata['destinationPort']),
    sourceIp: wordOf(metadata['sourceIP']),
    sourcePort: numberOf(metadata['sourcePort']),
    inboundPort: positive(numberOf(metadata['inboundPort'])),
    dnsMode: wordOf(metadata['dnsMode']),
    ...processOf(metadata),
    uid: positive(numberOf(metadata['uid'])),
    remoteDestination: wordOf(metadata['remoteDestination']),
    uploadBytes: numberOf(fields['upload']) ?? 0,
    downloadBytes: numberOf(fields['download']) ?? 0,
    startMs: timeOf(fields['start']),
    chains: textsOf(fields['chains']),
    providerChains: textsOf(fields['providerChains']),
    rule: textOf(fields['rule']) ?? '',
    rulePayload: textOf(fields['rulePayload']) ?? '',
  };
}

/** sing-box has the path alone, and may write the user behind it: `/usr/bin/curl (root)`. */
function processOf(metadata: Fields): { process: string | undefined; processPath: string | undefined } {
  const processPath = wordOf(metadata['processPath'])?.replace(/ \([^()/\\]*\)$/, '');
  const process = wordOf(metadata['process']) ?? processPath?.split(/[\\/]/).at(-1);
  return { process, processPath };
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}

/** What the rule named. Undefined where the core tells no chain. */
export function policyOf({ chains }: Pick<CoreConnection, 'chains'>): string | undefined {
  return chains.at(-1);
}

/** What carried it. */
export function nodeOf({ chains }: Pick<CoreConnection, 'chains'>): string | undefined {
  return chains[0];
}

/** The name that rules went by: the sniffed one before the one the client gave. Lower case, empty for none. */
export function ruleHostOf({ sniffHost, host }: Pick<CoreConnection, 'sniffHost' | 'host'>): string {
  return (sniffHost ?? host).toLowerCase().replace(/\.$/, '');
}
