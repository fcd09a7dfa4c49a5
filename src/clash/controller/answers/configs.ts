import { fieldsOf, flagOf, listOf, numberOf, textsOf, wordOf } from './fields.ts';

/** A TUN as the running configuration has it. */
export interface CoreTun {
  readonly enabled: boolean;
  readonly device: string | undefined;
  readonly stack: string | undefined;
  readonly dnsHijack: readonly string[];
  readonly autoRoute: boolean | undefined;
  /** Its own addresses, with the prefix. */
  readonly addresses: readonly string[];
}

/** `GET /configs`: what runs, as far as this core tells it. No DNS, no rules, no nodes, no file. */
export interface CoreConfigs {
  /** `rule`, `global`, `direct`, `script`; lower case. */
  readonly mode: string | undefined;
  /** Modes that can be set, where the core names them (sing-box). */
  readonly modes: readonly string[];
  /** Ports of this machine's own listeners; 0 is off and left out. */
  readonly ports: Readonly<Partial<Record<'http' | 'socks' | 'mixed' | 'redir' | 'tproxy', number>>>;
  readonly allowLan: boolean | undefined;
  readonly bindAddress: string | undefined;
  readonly logLevel: string | undefined;
  readonly ipv6: boolean | undefined;
  /** Undefined where the core does not tell. */
  readonly tun: CoreTun | undefined;
  readonly findProcess: string | undefined;
  readonly sniffing: boolean | undefined;
  readonly keepAliveDisabled: boolean | undefined;
  /** Whether its proxy ports ask for a password. */
  readonly asksPassword: boolean | undefined;
}

/** Undefined where it is no object. */
export function readConfigs(body: unknown): CoreConfigs | undefined {
  const fields = fieldsOf(body);
  if (!fields) return undefined;
  const ports = (['port', 'socks-port', 'mixed-port', 'redir-port', 'tproxy-port'] as const).flatMap((key) => {
    const port = numberOf(fields[key]);
    return port !== undefined && port > 0 && port < 65_536 ? [[key === 'port' ? 'http' : key.replace('-port', ''), port]] : [];
  });
  return {
    mode: wordOf(fields['mode'])?.toLowerCase(),
    modes: textsOf(fields['mode-list'] ?? fields['modes']).map((mode) => mode.toLowerCase()),
    ports: Object.fromEntries(ports) as CoreConfigs['ports'],
    allowLan: flagOf(fields['allow-lan']),
    bindAddress: wordOf(fields['bind-address']),
    logLevel: wordOf(fields['log-level']),
    ipv6: flagOf(fields['ipv6']),
    tun: readTun(fields['tun']),
    findProcess: wordOf(fields['find-process-mode']),
    sniffing: flagOf(fields['sniffing']),
    keepAliveDisabled: flagOf(fields['disable-keep-alive']),
    asksPassword: 'authentication' in fields ? listOf(fields['authentication']).length > 0 : undefined,
  };
}

function readTun(value: unknown): CoreTun | undefined {
  const tun = fieldsOf(value);
  if (!tun) return undefined;
  return {
    enabled: tun['enable'] === true,
    device: wordOf(tun['device']),
    stack: wordOf(tun['stack']),
    dnsHijack: textsOf(tun['dns-hijack']),
    autoRoute: flagOf(tun['auto-route']),
    addresses: [...textsOf(tun['inet4-address']), ...textsOf(tun['inet6-address'])],
  };
}
