import { addressKind, fakeIpPool } from '../../path/fake-ip.ts';
import { replied, type ServerAnswer, type ServerReply } from '../../path/dns-replies.ts';
import type { MachineNetwork } from '../../path/network-interfaces.ts';
import type { DnsEvidence } from '../evidence.ts';
import type { SubjectFacts } from '../subject.ts';

/** How connecting to the answer ended; the judge of every answer, as addresses alone prove little. */
export type Reached =
  | { outcome: 'unknown' | 'open' }
  /**
   * `code`: how it ended. `leg`: whether the connection never opened, or what answered was not the gateway.
   * `elsewhere`: addresses that other sources gave, by whether they led to the gateway.
   */
  | {
      outcome: 'failed';
      leg: 'tcp' | 'tls';
      code: string;
      elsewhere?: { open: readonly string[]; failed: readonly string[] };
    };

/** Something in the answers that honest name servers do not do. */
export type ForgerySign =
  /** Two different answers to one question. */
  | { sign: 'second-answer'; server: string; first: readonly string[]; second: readonly string[] }
  /** UDP and TCP of one server have no address in common; a large content network can do that too. */
  | { sign: 'tcp-differs'; server: string; first: readonly string[]; second: readonly string[] }
  /** A public resolver has no address in common with the answer here; that can be honest as well. */
  | { sign: 'https-differs'; server: string; first: readonly string[]; second: readonly string[] }
  /** An address of Teredo (2001::/32), a tunnel that is switched off: a mark of forged answers (GFWatch, 2021). */
  | { sign: 'teredo'; address: string };

/** What the answer for a name is. */
export type NameClass =
  | { kind: 'genuine' }
  /** Sources give different addresses, and that one here works: a content network. */
  | { kind: 'cdn-variance' }
  | { kind: 'fake-ip'; address: string; inventedAddress?: string; ttlSeconds?: number }
  /**
   * A fake address with nobody behind it. `answeredBy`: who still gives it, or `kept` when every server says something
   * else, so that an old answer is being used.
   */
  | { kind: 'fake-ip-orphan'; address: string; code: string; answeredBy: string | 'kept' | null; tun: string | null }
  /** A core's TUN takes the traffic, and names are still resolved past it. */
  | { kind: 'not-taken-over'; address: string; tun: string; forged: boolean }
  /** `open`: the address another source gave, where it led to the gateway. */
  | { kind: 'poisoned'; by: ForgerySign; code: string | null; open?: string }
  /** The sign without the harm. */
  | { kind: 'two-answers'; by: ForgerySign }
  /** `by`: the server that leads it nowhere; `this-machine` when the servers know better. */
  | { kind: 'blocked'; by: string; answer: 'nowhere' | 'no-such-name'; addresses: readonly string[] }
  | { kind: 'split-horizon'; address: string | null; without: readonly string[] }
  | { kind: 'no-such-name' }
  | { kind: 'resolver-failing'; server: string; rcode: number }
  /** Servers answer, the system resolver did not get that far in time. */
  | { kind: 'late' }
  | { kind: 'unanswered' };

const nameError = 3;
/** How getaddrinfo says that nobody could tell, in place of "there is none" (getaddrinfo(3)). */
const undecidedCodes = ['DEADLINE', 'EAI_AGAIN', 'EAI_FAIL', 'ETIMEOUT', 'ETIMEDOUT'];

/**
 * Classifies the answer for the gateway's name. What only connecting can show (an orphan, poison, names past a TUN)
 * is said only with `reached`; without it such an answer stays the neutral fact it is.
 */
export function classifyName(
  evidence: DnsEvidence,
  facts: SubjectFacts,
  reached: Reached = { outcome: 'unknown' },
  network: MachineNetwork | null = null,
): NameClass {
  const { lookup } = evidence;
  if (lookup.literal) return { kind: 'genuine' };
  if (lookup.failure) return classifyFailure(evidence, lookup.failure.code, facts);
  return classifyAnswer(evidence, facts, reached, network);
}

function classifyFailure(evidence: DnsEvidence, code: string, facts: SubjectFacts): NameClass {
  const replies = repliesOf(evidence);
  const knowing = replies.filter(({ addresses }) => addresses.length > 0);
  if (undecidedCodes.includes(code)) {
    if (knowing.length > 0) return { kind: 'late' };
    const failing = replies.find(({ rcode }) => rcode !== 0 && rcode !== nameError);
    if (failing) return { kind: 'resolver-failing', server: failing.server, rcode: failing.rcode };
    return { kind: 'unanswered' };
  }
  // A denial on UDP and an answer on TCP from one server: the denial was not the server's.
  for (const { server, udp, tcp, second } of evidence.each) {
    if (!replied(udp) || hasAddresses(udp)) continue;
    const other = second && hasAddresses(second) ? second : replied(tcp) && hasAddresses(tcp) ? tcp : undefined;
    if (!other) continue;
    const sign = other === second ? 'second-answer' : 'tcp-differs';
    return { kind: 'poisoned', by: { sign, server, first: [], second: other.addresses }, code: null };
  }
  const [first] = replies;
  if (first && first.addresses.length > 0) {
    return { kind: 'blocked', by: 'this-machine', answer: 'no-such-name', addresses: first.addresses };
  }
  const [knows] = knowing;
  if (first && knows) {
    const without = replies.filter(({ addresses }) => addresses.length === 0).map(({ server }) => server);
    return facts.gateway.userDefined
      ? { kind: 'split-horizon', address: null, without }
      : { kind: 'blocked', by: first.server, answer: 'no-such-name', addresses: knows.addresses };
  }
  const publicly = evidence.overHttps.find(({ addresses }) => addresses.length > 0);
  if (publicly && !facts.gateway.userDefined) {
    const by = first?.server ?? evidence.servers?.servers[0] ?? '';
    return { kind: 'blocked', by, answer: 'no-such-name', addresses: publicly.addresses };
  }
  return { kind: 'no-such-name' };
}

function classifyAnswer(
  evidence: DnsEvidence,
  facts: SubjectFacts,
  reached: Reached,
  network: MachineNetwork | null,
): NameClass {
  const addresses = evidence.lookup.addresses.map(({ address }) => address);
  return (
    blocked(evidence, addresses, facts) ??
    fakeIp(evidence, addresses, reached, network) ??
    notTakenOver(evidence, addresses, reached, network) ??
    forged(evidence, addresses, reached) ??
    splitHorizon(evidence, addresses, facts) ?? { kind: answersVary(evidence, addresses) ? 'cdn-variance' : 'genuine' }
  );
}

/** Block lists and hosts files answer with addresses that lead nowhere. */
function blocked(evidence: DnsEvidence, addresses: readonly string[], facts: SubjectFacts): NameClass | undefined {
  if (facts.loopback || addresses.length === 0 || !addresses.every(leadsNowhere)) return undefined;
  // A gateway of the user's own may well be on this machine; at 0.0.0.0 is nobody's.
  if (facts.gateway.userDefined && addresses.some((address) => addressKind(address) === 'loopback')) return undefined;
  const [first] = repliesOf(evidence);
  const same = first && first.addresses.length > 0 && first.addresses.every(leadsNowhere);
  const by = !first ? '' : same ? first.server : 'this-machine';
  return { kind: 'blocked', by, answer: 'nowhere', addresses };
}

function fakeIp(
  evidence: DnsEvidence,
  addresses: readonly string[],
  reached: Reached,
  network: MachineNetwork | null,
): NameClass | undefined {
  const invented = inventedAddresses(evidence);
  const fromPool = addresses.find((address) => fakeIpPool(address));
  // A provider's search page answers for names that do not exist, and not in place of those that do.
  const madeUp = addresses.find((address) => invented.some((other) => neighbours(address, other)));
  const address = fromPool ?? madeUp;
  if (address === undefined) return undefined;
  if (reached.outcome === 'failed' && reached.leg === 'tcp') {
    const tun = network?.tuns.find(({ signs }) => signs.includes('fake-ip-address'))?.name ?? null;
    return { kind: 'fake-ip-orphan', address, code: reached.code, answeredBy: whoAnswers(evidence, address), tun };
  }
  const ttlSeconds = evidence.servers?.addresses[0]?.ttlSeconds;
  const inventedAddress = invented.find((other) => fakeIpPool(other) || neighbours(address, other));
  return {
    kind: 'fake-ip',
    address,
    ...(inventedAddress !== undefined && { inventedAddress }),
    ...(ttlSeconds !== undefined && { ttlSeconds }),
  };
}

/** Who gives a fake address now. `kept` only when servers answered, and none of them with a fake one. */
function whoAnswers({ each }: DnsEvidence, address: string): string | 'kept' | null {
  const answering = repliesOf({ each }).filter(({ addresses }) => addresses.length > 0);
  const giver = answering.find(({ addresses }) =>
    addresses.some((other) => fakeIpPool(other) || neighbours(address, other)),
  );
  if (giver) return giver.server;
  return answering.length > 0 ? 'kept' : null;
}

/** A core that hands out fake addresses has its TUN up, and this name's answer did not come from it. */
function notTakenOver(
  evidence: DnsEvidence,
  [address]: readonly string[],
  reached: Reached,
  network: MachineNetwork | null,
): NameClass | undefined {
  const tun = network?.tuns.find(({ signs }) => signs.includes('fake-ip-address'));
  const captured = network?.defaults.v4.tun || network?.defaults.v6.tun;
  if (!tun || !captured || reached.outcome !== 'failed' || address === undefined) return undefined;
  if (addressKind(address) === 'private') return undefined;
  return { kind: 'not-taken-over', address, tun: tun.name, forged: forgerySign(evidence, [address]) !== undefined };
}

function forged(evidence: DnsEvidence, addresses: readonly string[], reached: Reached): NameClass | undefined {
  const by = forgerySign(evidence, addresses);
  if (!by) return undefined;
  if (reached.outcome === 'failed') {
    const { code, elsewhere } = reached;
    const [open] = elsewhere?.open ?? [];
    if (open !== undefined) return { kind: 'poisoned', by, code, open };
    // Content networks differ like that too, and where the other addresses fail as well, it is the gateway.
    const mayBeHonest = by.sign === 'tcp-differs' || by.sign === 'https-differs';
    if (mayBeHonest && (elsewhere?.failed.length ?? 0) > 0) return undefined;
    return { kind: 'poisoned', by, code };
  }
  return by.sign === 'second-answer' ? { kind: 'two-answers', by } : undefined;
}

/** The strongest sign there is. */
function forgerySign(evidence: DnsEvidence, addresses: readonly string[]): ForgerySign | undefined {
  for (const { server, udp, second } of evidence.each) {
    if (!replied(udp) || !second) continue;
    return { sign: 'second-answer', server, first: udp.addresses, second: second.addresses };
  }
  const teredo = addresses.find((address) => addressKind(address) === 'teredo');
  if (teredo !== undefined) return { sign: 'teredo', address: teredo };
  for (const { server, udp, tcp } of evidence.each) {
    if (!replied(udp) || !replied(tcp) || !hasAddresses(udp) || !comparable(tcp)) continue;
    if (!disjoint(udp.addresses, tcp.addresses)) continue;
    return { sign: 'tcp-differs', server, first: udp.addresses, second: tcp.addresses };
  }
  const publicly = evidence.overHttps.find((one) => one.addresses.length > 0 && disjoint(addresses, one.addresses));
  return publicly && { sign: 'https-differs', server: publicly.resolver, first: addresses, second: publicly.addresses };
}

function splitHorizon(evidence: DnsEvidence, addresses: readonly string[], facts: SubjectFacts): NameClass | undefined {
  const inner = addresses.find(isInner);
  if (inner === undefined || facts.loopback) return undefined;
  const replies = repliesOf(evidence);
  const knowing = replies.filter((reply) => reply.addresses.some(isInner));
  const without = replies.flatMap((reply) => {
    const other = reply.addresses.length > 0 ? !reply.addresses.some(isInner) : reply.rcode === nameError;
    return other ? [reply.server] : [];
  });
  // A gateway of the user's own may have an inner address. When no server gives it, the hosts file does, for good.
  if (facts.gateway.userDefined && (without.length === 0 || knowing.length === 0)) return undefined;
  return { kind: 'split-horizon', address: inner, without };
}

function answersVary(evidence: DnsEvidence, addresses: readonly string[]): boolean {
  const others = [
    ...evidence.each
      .flatMap(({ udp, tcp }) => [udp, tcp])
      .flatMap((one) => (replied(one) ? [ipv4Of(one.addresses)] : [])),
    ...evidence.overHttps.map((answer) => ipv4Of(answer.addresses)),
  ];
  const own = ipv4Of(addresses);
  return own.length > 0 && others.some((other) => other.length > 0 && disjoint(own, other));
}

/** Addresses that were given to names nobody has. */
export function inventedAddresses({ invented, each }: DnsEvidence): string[] {
  return [
    ...(invented?.addresses.map(({ address }) => address) ?? []),
    ...each.flatMap((one) => (replied(one.invented) ? one.invented.addresses : [])),
  ];
}

interface Reply {
  server: string;
  rcode: number;
  addresses: readonly string[];
}

/**
 * What each server that answered says of the name, of both families: some servers deny a name for the family they have
 * no address of (dnsmasq, `address` together with `local`).
 */
function repliesOf({ each }: Pick<DnsEvidence, 'each'>): Reply[] {
  return each.flatMap(({ server, udp, ipv6 }) => {
    if (!replied(udp)) return [];
    const addresses = [...udp.addresses, ...(replied(ipv6) ? ipv6.addresses : [])];
    return [{ server, rcode: udp.rcode, addresses }];
  });
}

function hasAddresses(reply: ServerReply): boolean {
  return reply.addresses.length > 0;
}

function comparable(answer: ServerAnswer): boolean {
  return replied(answer) && (hasAddresses(answer) || answer.rcode === nameError);
}

/** Questions go for A records, so only those can be compared. */
function ipv4Of(addresses: readonly string[]): string[] {
  return addresses.filter((address) => !address.includes(':'));
}

function disjoint(a: readonly string[], b: readonly string[]): boolean {
  const [one, other] = [ipv4Of(a), ipv4Of(b)];
  return one.length > 0 && !one.some((address) => other.includes(address));
}

function leadsNowhere(address: string): boolean {
  return ['unspecified', 'loopback'].includes(addressKind(address));
}

/** Addresses of inner networks: RFC 1918, RFC 6598, RFC 4193. */
function isInner(address: string): boolean {
  return !fakeIpPool(address) && ['private', 'carrierGradeNat', 'uniqueLocal'].includes(addressKind(address));
}

/** Made-up addresses are handed out one after the other: the first 16 bits are the pool's. */
function neighbours(a: string, b: string): boolean {
  const start = (address: string): string => address.split(/[.:]/).slice(0, 2).join('.');
  return a.includes(':') === b.includes(':') && start(a) === start(b);
}
