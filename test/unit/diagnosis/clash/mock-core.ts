import { startMockController, type MockController, type MockControllerOptions } from '../../../../src/lab/clash/mock-controller.ts';

/** Nodes and groups that most cases share: PROXY -> AUTO -> node-a, with node-b beside it. */
export const usualProxies: NonNullable<MockControllerOptions['proxies']> = [
  { name: 'DIRECT', type: 'Direct', udp: true },
  { name: 'REJECT', type: 'Reject', udp: true },
  { name: 'node-a', type: 'Http', delaysMs: [40, 50] },
  { name: 'node-b', type: 'Socks5', udp: true, alive: false, delaysMs: [60, 0] },
  { name: 'AUTO', type: 'URLTest', members: ['node-a', 'node-b'], now: 'node-a', testUrl: 'http://test.example/204?secret=1' },
  { name: 'PROXY', type: 'Selector', members: ['AUTO', 'node-a', 'node-b', 'DIRECT'], now: 'AUTO' },
  { name: 'GLOBAL', type: 'Selector', members: ['PROXY', 'DIRECT'], now: 'PROXY' },
];

export const usualRules: NonNullable<MockControllerOptions['rules']> = [
  { type: 'DomainSuffix', payload: 'openrouter.ai', target: 'PROXY' },
  { type: 'GeoIP', payload: 'CN', target: 'DIRECT' },
  { type: 'Match', payload: '', target: 'PROXY' },
];

/** A mock controller with what most cases share. */
export function startUsualCore(options: MockControllerOptions = {}): Promise<MockController> {
  return startMockController({ proxies: usualProxies, rules: usualRules, ...options });
}

/** The configuration that such a core runs. */
export function usualConfiguration(controller: string, secret = ''): string {
  return `external-controller: ${controller}
secret: "${secret}"
mode: rule
dns: { enable: true, enhanced-mode: fake-ip }
proxies:
  - { name: node-a, type: http, server: 192.0.2.1, port: 80 }
  - { name: node-b, type: socks5, server: 192.0.2.2, port: 1080, udp: true }
proxy-groups:
  - { name: AUTO, type: url-test, proxies: [node-a, node-b], url: 'http://test.example/204', interval: 10 }
  - { name: PROXY, type: select, proxies: [AUTO, node-a, node-b, DIRECT] }
rules:
  - DOMAIN-SUFFIX,openrouter.ai,PROXY
  - GEOIP,CN,DIRECT
  - MATCH,PROXY
`;
}
