import { readConnections, type CoreConnection } from '../../../../src/clash/controller/answers/connections.ts';
import { readProxies, type CoreProxy } from '../../../../src/clash/controller/answers/proxies.ts';
import { connectionsShape, proxiesShape } from '../../../../src/lab/clash/core-shapes.ts';
import type { MockConnection, MockProxy, MockState } from '../../../../src/lab/clash/mock-controller.ts';

const state: MockState = { kind: 'meta', mode: 'rule', connections: [], proxies: [], rules: [], ruleProviders: [], dns: {}, tun: false, mixedPort: 0, ruleMatch: undefined };

/** A connection as it comes from a core. */
export function connectionOf(one: Partial<MockConnection> = {}): CoreConnection {
  const connection: MockConnection = { id: 'c', host: 'openrouter.ai', port: 443, chains: ['node', 'STABLE'], ...one };
  const [read] = readConnections(connectionsShape({ ...state, connections: [connection] }))?.connections ?? [];
  if (!read) throw new Error('no connection was read');
  return read;
}

/** Nodes and groups as they come from a core. */
export function proxiesOf(...proxies: readonly MockProxy[]): ReadonlyMap<string, CoreProxy> {
  return readProxies(proxiesShape({ ...state, proxies })) ?? new Map();
}
