import { authHeaders } from '../gateway-requests.ts';
import type { Gateway } from '../../gateways/gateway.ts';
import { lookup } from '../../path/dns.ts';
import { exchange } from '../../path/http.ts';
import { machineRoots } from '../../path/machine-roots.ts';
import type { NetworkPath } from '../../path/network-path.ts';
import { defaultLimits } from '../subject.ts';
import type { AskThrough } from './compare-policies.ts';

/**
 * The request that two policies are compared by: the gateway's cheapest one, without a key, on a connection of its own
 * by CONNECT to a port of the core. Its body is not read.
 */
export function askThroughCore(gateway: Gateway, environment: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): AskThrough {
  return async (port, signal) => {
    const path: NetworkPath = {
      id: 'clash',
      proxyUrl: new URL(`http://127.0.0.1:${port}`),
      mode: 'connect',
      label: `through 127.0.0.1:${port}`,
      clients: [],
      primary: true,
    };
    const begun = performance.now();
    const result = await exchange(
      { url: new URL(`${gateway.baseUrl}${gateway.checkPath ?? gateway.modelsPath}`), method: 'GET', headers: { accept: 'application/json', ...authHeaders(gateway, undefined) } },
      path,
      await machineRoots(environment, platform),
      (name) => lookup(name, defaultLimits.dnsMs, signal),
      defaultLimits,
      signal,
      async (response) => {
        response.body.destroy();
        return response.status;
      },
    );
    const durationMs = Math.round(performance.now() - begun);
    return result.ok ? { status: result.value, durationMs } : { status: null, durationMs, code: result.failure.code };
  };
}
