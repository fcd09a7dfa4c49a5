/** The upstreams of the shim, all outside of a world, and a running shim for each. */
import { startMicrosocks } from './microsocks.ts';
import { ports, type Origin } from './shim-origin.ts';
import { startShimOn, type RunningShim } from './shim-running.ts';
import { startSquid } from './squid.ts';
import { startStunnel, stunnelPort } from './stunnel.ts';
import { startTinyproxy } from './tinyproxy.ts';
import { machineAddress, outsideAddress, type World } from './world.ts';

export const upstreamIds = ['direct', 'squid', 'squid-auth', 'tinyproxy', 'https', 'socks5', 'pac'] as const;
export type UpstreamId = (typeof upstreamIds)[number];

/** Of the proxy that speaks TLS; for the machine's hosts file. */
export const tlsProxyName = 'proxy.test';
/** Where the servers are for who comes from the machine, and for who comes from a proxy outside. */
export const originAddresses = { machine: outsideAddress, outside: '127.0.0.5' } as const;
export const gatewayAddresses = { machine: '10.77.0.3', outside: '127.0.0.6' } as const;

const plainSquid = { address: outsideAddress, port: 3128, where: 'outside' } as const;
const askingSquid = { address: outsideAddress, port: 3129, where: 'outside' } as const;
const credentials = { user: 'corp', password: 'p4ss-word' };

/** The script that the shim is told to ask. */
export const pacScript = `function FindProxyForURL(url, host) { return dnsDomainIs(host, '.hidden.test') ? 'PROXY ${outsideAddress}:${plainSquid.port}' : 'DIRECT'; }`;

export interface Upstream {
  readonly id: UpstreamId;
  readonly shim: RunningShim;
  /** The domain whose hosts are reached by it: `reached.test` is known on the machine, `hidden.test` outside alone. */
  readonly domain: 'reached.test' | 'hidden.test';
  /** What the journal says. */
  readonly via: string | null;
  readonly decidedBy: RegExp;
  /** Lines of the upstream's own log that show it was asked for this host and port; the origin's address when direct. */
  sawHost(host: string, port: number): readonly string[];
  /** Who a server sees. */
  readonly comesFrom: RegExp;
}

export interface Upstreams {
  readonly all: readonly Upstream[];
  stop(): Promise<void>;
}

/** Starts them. */
export async function startUpstreams(world: World, origin: Origin): Promise<Upstreams> {
  const [squid, asking, tiny, socks, stunnel] = await Promise.all([
    startSquid(world, { place: plainSquid }),
    startSquid(world, { place: askingSquid, credentials }),
    startTinyproxy(world, { listen: outsideAddress, where: 'outside' }),
    startMicrosocks(world, outsideAddress),
    startStunnel(world, plainSquid.port, origin.proxyLeafFile),
  ]);
  const squidLines = (log: () => readonly string[], client: string) => (host: string, port: number): string[] =>
    log().filter((line) => line.includes(` ${client} `) && (line.includes(` CONNECT ${host}:${port} `) || (port === ports.http && line.includes(` http://${host}/`))));
  const lines = (text: string): string[] => text.split('\n');
  const tinyLines = (host: string, port: number): string[] =>
    lines(tiny.log()).filter((line) => line.includes(`CONNECT ${host}:${port} `) || (port === ports.http && line.includes(` http://${host}/`)));
  const socksLines = (host: string, port: number): string[] => lines(socks.log()).filter((line) => line.includes(`${host}:${port}`));
  const named = `http://${credentials.user}:${credentials.password}@${outsideAddress}:${askingSquid.port}`;
  const hidden = { domain: 'hidden.test', comesFrom: /^127\./ } as const;
  const [direct, bySquid, byAsking, byTiny, byTls, bySocks, byPac] = await Promise.all([
    startShimOn(world, ['--upstream', 'direct', '--allow', '.reached.test']),
    startShimOn(world, ['--upstream', squid.url]),
    startShimOn(world, [], { HTTPS_PROXY: named, http_proxy: named }),
    startShimOn(world, ['--upstream', tiny.url]),
    startShimOn(world, ['--upstream', `https://${tlsProxyName}:${stunnelPort}`], { NODE_EXTRA_CA_CERTS: origin.rootFile }),
    startShimOn(world, ['--rule', `.hidden.test=socks5://${socks.host}`]),
    startShimOn(world, ['--pac', `http://${outsideAddress}/proxy.pac`]),
  ]);
  const all: Upstream[] = [
    { id: 'direct', shim: direct, domain: 'reached.test', via: null, decidedBy: /^rule 1$/, comesFrom: new RegExp(`^${machineAddress}$`), sawHost: () => ['direct'] },
    { id: 'squid', shim: bySquid, ...hidden, via: squid.url, decidedBy: /^rule 1$/, sawHost: squidLines(squid.accessLog, machineAddress) },
    { id: 'squid-auth', shim: byAsking, ...hidden, via: asking.url, decidedBy: /^(?:HTTPS_PROXY|http_proxy)$/, sawHost: squidLines(asking.accessLog, machineAddress) },
    { id: 'tinyproxy', shim: byTiny, ...hidden, via: tiny.url, decidedBy: /^rule 1$/, sawHost: tinyLines },
    { id: 'https', shim: byTls, ...hidden, via: `https://${tlsProxyName}:${stunnelPort}`, decidedBy: /^rule 1$/, sawHost: squidLines(squid.accessLog, outsideAddress) },
    { id: 'socks5', shim: bySocks, ...hidden, via: `socks5://${socks.host}`, decidedBy: /^rule 1$/, sawHost: socksLines },
    { id: 'pac', shim: byPac, ...hidden, via: squid.url, decidedBy: /system/i, sawHost: squidLines(squid.accessLog, machineAddress) },
  ];
  const everything = [...all.map(({ shim }) => shim), squid, asking, tiny, socks, stunnel];
  return {
    all,
    stop: async () => {
      await Promise.all(everything.map((one) => one.stop()));
    },
  };
}
