/**
 * How each core writes what it knows. `meta` and `sing-box` as recorded from v1.19.20 and v1.13.2, the others from their
 * documents and older sources.
 */
import type { MockConnection, MockProxy, MockRule, MockState } from './mock-state.ts';

const checkedAt = '2026-11-29T08:00:00.575186083Z';
const never = '1970-01-01T00:00:00Z';

/** A list as Go writes it: null when there is nothing in it. */
function goList<T>(items: readonly T[]): readonly T[] | null {
  return items.length === 0 ? null : items;
}

export function helloShape({ kind }: MockState): object {
  return { hello: kind === 'meta' || kind === 'meta-older' ? 'mihomo' : kind === 'stash' ? 'stash' : 'clash' };
}

export function versionShape({ kind }: MockState): object {
  switch (kind) {
    case 'meta':
      return { meta: true, version: 'v1.19.20' };
    case 'meta-older':
      return { meta: true, version: '1.10.0' };
    case 'sing-box':
      return { meta: true, premium: true, version: 'sing-box 1.13.2' };
    case 'premium':
      return { premium: true, version: '2023.08.17' };
    case 'stash':
      return { version: '2.7.1' };
  }
}

export function configsShape({ kind, mode, tun, mixedPort }: MockState): object {
  if (kind === 'sing-box') {
    const first = `${mode.slice(0, 1).toUpperCase()}${mode.slice(1)}`;
    return { port: 0, 'socks-port': 0, 'redir-port': 0, 'tproxy-port': 0, 'mixed-port': 0, 'allow-lan': false, 'bind-address': '*', mode: first, 'mode-list': [first, 'Global', 'Direct'], 'log-level': 'info', ipv6: false, tun: null };
  }
  const basic = { port: 0, 'socks-port': 0, 'redir-port': 0, 'tproxy-port': 0, 'mixed-port': mixedPort, authentication: null, 'allow-lan': false, 'bind-address': '*', mode, 'log-level': 'info', ipv6: false };
  if (kind === 'premium' || kind === 'stash') return basic;
  return {
    ...basic,
    tun: { enable: tun, device: tun ? 'Meta' : '', stack: 'gVisor', 'dns-hijack': ['0.0.0.0:53'], 'auto-route': true, 'auto-detect-interface': true, 'inet4-address': ['198.18.0.1/30'], 'file-descriptor': 0 },
    'find-process-mode': 'strict',
    sniffing: false,
    'disable-keep-alive': false,
  };
}

export function proxyShape(state: MockState, { name, type, udp = false, alive = true, delaysMs = [], members, now, pinned, testUrl, provider }: MockProxy): object {
  const history = delaysMs.map((delay) => ({ time: checkedAt, delay }));
  const group = members && { all: members, ...(type !== 'LoadBalance' && { now: now ?? members[0] ?? '' }) };
  if (state.kind === 'sing-box') return { type, name, udp, history, ...group };
  const own = { name, type, udp, history, ...group };
  if (state.kind === 'premium' || state.kind === 'stash') return { ...own, alive };
  const url = testUrl ?? 'https://www.gstatic.com/generate_204';
  return {
    ...own,
    alive,
    extra: members || history.length === 0 ? {} : { [url]: { alive, history } },
    uot: false, xudp: false, tfo: false, mptcp: false, smux: false, interface: '', 'routing-mark': 0, 'dialer-proxy': '',
    'provider-name': provider ?? '',
    ...(members && { testUrl: testUrl ?? '', hidden: false, icon: '' }),
    ...((type === 'URLTest' || type === 'Fallback') && { fixed: pinned ?? '', expectedStatus: '*' }),
  };
}

export function proxiesShape(state: MockState): object {
  return { proxies: Object.fromEntries(state.proxies.map((proxy) => [proxy.name, proxyShape(state, proxy)])) };
}

export function groupsShape(state: MockState): object {
  return { proxies: goList(state.proxies.filter(({ members }) => members).map((proxy) => proxyShape(state, proxy))) };
}

export function rulesShape(state: MockState): object {
  const shape = (rule: MockRule, index: number): object => {
    const { type, payload, target, hits = 0 } = rule;
    if (state.kind === 'sing-box') return { type: 'default', payload: `${type}=${payload}`, proxy: `route(${target})` };
    if (state.kind === 'premium' || state.kind === 'stash') return { type, payload, proxy: target };
    const counted = { extra: { disabled: false, hitCount: hits, hitAt: hits > 0 ? checkedAt : never, missCount: 0, missAt: never } };
    return { index, type, payload, proxy: target, size: -1, ...(state.kind === 'meta' && counted) };
  };
  // The core makes this list with room from the start, so it is never null.
  return { rules: state.rules.map(shape) };
}

export function connectionsShape(state: MockState): object {
  const total = (key: 'uploadBytes' | 'downloadBytes'): number => state.connections.reduce((sum, one) => sum + (one[key] ?? 0), 0);
  return {
    downloadTotal: total('downloadBytes'),
    uploadTotal: total('uploadBytes'),
    connections: state.kind === 'sing-box' ? state.connections.map((one) => connectionShape(state, one)) : goList(state.connections.map((one) => connectionShape(state, one))),
    ...(state.kind !== 'premium' && state.kind !== 'stash' && { memory: 0 }),
  };
}

function connectionShape({ kind }: MockState, one: MockConnection): object {
  const { id, host, port, network = 'tcp', inbound = 'HTTPS', destinationIp = '', process = '', chains, rule = '', rulePayload = '' } = one;
  const own = { id, upload: one.uploadBytes ?? 0, download: one.downloadBytes ?? 0, start: new Date(one.startMs ?? Date.parse(checkedAt)).toISOString(), chains };
  const source = { network, sourceIP: '127.0.0.1', sourcePort: String(one.sourcePort ?? 50_000), destinationIP: destinationIp, destinationPort: String(port), host };
  if (kind === 'sing-box') {
    const text = rule === '' ? 'final' : `${rule}=${rulePayload} => route(${chains.at(-1) ?? ''})`;
    return { ...own, metadata: { ...source, type: 'mixed/in', dnsMode: 'normal', processPath: process === '' ? '' : `/usr/bin/${process} (root)` }, rule: text, rulePayload: '' };
  }
  const plain = { ...source, type: inbound, dnsMode: one.dnsMode ?? 'normal', processPath: process === '' ? '' : `/usr/bin/${process}` };
  if (kind === 'premium' || kind === 'stash') return { ...own, metadata: plain, rule, rulePayload };
  return {
    ...own,
    metadata: {
      ...plain,
      sourceGeoIP: null, destinationGeoIP: null, sourceIPASN: '', destinationIPASN: '',
      inboundIP: '127.0.0.1', inboundPort: '7890', inboundName: 'DEFAULT-MIXED', inboundUser: '',
      uid: 0, process, specialProxy: '', specialRules: '',
      remoteDestination: one.remoteDestination ?? '', dscp: 0, sniffHost: one.sniffHost ?? '',
    },
    ...(kind === 'meta' && { providerChains: chains.map(() => '') }),
    rule,
    rulePayload,
  };
}

export function ruleProvidersShape({ kind, ruleProviders }: MockState): object {
  // sing-box has none and says so with a list in place of the map.
  if (kind === 'sing-box') return { providers: [] };
  return {
    providers: Object.fromEntries(ruleProviders.map(({ name, behavior, count, vehicle, payload }) => [
      name,
      { behavior, format: vehicle === 'Inline' ? '' : 'YamlRule', name, ruleCount: count, type: 'Rule', updatedAt: checkedAt, vehicleType: vehicle, ...(payload && { payload }) },
    ])),
  };
}

export function dnsShape({ dns }: MockState, name: string, type: string): object | undefined {
  if (!dns) return undefined;
  const code = type === 'AAAA' ? 28 : 1;
  const addresses = (dns[name] ?? []).filter((address) => address.includes(':') === (code === 28));
  const answer = addresses.map((data) => ({ TTL: 60, data, name: `${name}.`, type: code }));
  return { AD: false, CD: false, Question: [{ Name: `${name}.`, Qtype: code, Qclass: 1 }], RA: true, RD: true, Status: name in dns ? 0 : 3, TC: false, ...(answer.length > 0 && { Answer: answer }) };
}
