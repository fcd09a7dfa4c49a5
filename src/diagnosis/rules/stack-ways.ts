import type { StackEvidence, StacksEvidence } from '../evidence.ts';

/** The way a request really went: what its socket was connected to, or, where that was not seen, what is expected. */
export interface StackWay {
  kind: 'direct' | 'proxy' | 'elsewhere' | 'unknown';
  /** For `proxy` its URL without credentials, for `elsewhere` address and port. */
  through?: string;
  /** False where it only follows from the settings. */
  seen: boolean;
}

/** Who was at the other end decides; the settings only say which proxies there are. */
export function wayOf({ peer, predicted }: StackEvidence, evidence: StacksEvidence): StackWay {
  const [address, port] = [plain(peer?.address ?? ''), peer?.port ?? null];
  if (address === '' || port === null) return expected(predicted);
  const asked = new URL(evidence.url);
  const atGateway = port === portOf(asked) && evidence.gatewayAddresses.map(plain).includes(address);
  const proxies = evidence.proxies.filter(
    (one) => portOf(new URL(one.proxy)) === port && one.addresses.map(plain).includes(address),
  );
  // Where gateway and proxy are one port, only what was meant tells them apart.
  const proxy = proxies.find((one) => one.proxy === predicted?.proxy) ?? (atGateway ? undefined : proxies[0]);
  if (proxy) return { kind: 'proxy', through: proxy.proxy, seen: true };
  // Names of large networks resolve to other addresses from one moment to the next.
  if (atGateway || (port === portOf(asked) && predicted?.outcome === 'direct')) return { kind: 'direct', seen: true };
  return { kind: 'elsewhere', through: `${address.includes(':') ? `[${address}]` : address}:${port}`, seen: true };
}

function expected(route: StackEvidence['predicted']): StackWay {
  if (route?.outcome === 'direct') return { kind: 'direct', seen: false };
  if (route?.outcome === 'proxy' && route.proxy !== null) return { kind: 'proxy', through: route.proxy, seen: false };
  return { kind: 'unknown', seen: false };
}

/** An IPv4 address by an IPv6 socket is the same address. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  if (url.protocol.startsWith('socks')) return 1080;
  return url.protocol === 'https:' ? 443 : 80;
}

/** What was measured: a machine that is too busy to start a program says nothing about the way. */
export function measured(stacks: readonly StackEvidence[]): StackEvidence[] {
  return stacks.filter(({ failure }) => failure?.code !== 'NOT_STARTED');
}

/** Stacks whose answer is as good as it gets without a key, and those that got worse from the same address. */
export function sorted(all: readonly StackEvidence[]): { good: StackEvidence[]; worse: StackEvidence[] } {
  const stacks = measured(all);
  const good = stacks.filter(({ status }) => status !== null && isGood(status));
  if (good.length > 0) return { good, worse: stacks.filter((one) => !good.includes(one)) };
  // Where nobody gets a list, an answer is still more than none; a proxy that wants a password answers for itself.
  const answered = stacks.filter(({ status }) => status !== null && status !== 407);
  return { good: answered, worse: stacks.filter((one) => !answered.includes(one)) };
}

function isGood(status: number): boolean {
  return status < 300 || status === 401 || status === 429;
}

/** `200`, `ECONNREFUSED`. */
export function outcomeOf({ status, failure }: StackEvidence): string {
  return status === null ? (failure?.code ?? '?') : String(status);
}
