/** An environment that has a shim's address already: a terminal of the editor, `exec` inside `exec`. Pure. */
import { entriesOf, nameKey, restoreEnvironment, type Environment, type EnvironmentRecord } from './change.ts';
import { readFormer } from './former.ts';
import { formerVariable, portVariable } from './variables.ts';

/** Names of proxy variables, in any case. */
const proxyName = /^(?:(?:https?|all|no|ftp|wss?|socks5?)_proxy|(?:p?npm_config|yarn)_.*proxy|pip_proxy|cargo_http_proxy|global_agent_\w+_proxy)$/i;

/** A variable by its name; undefined where it is not there. */
export function valueIn(environment: Environment, name: string, platform: NodeJS.Platform): string | undefined {
  const keyOf = nameKey(platform);
  return entriesOf(environment).find(([one]) => keyOf(one) === keyOf(name))?.[1];
}

/** What `gatehouse env` left behind to go back by; undefined where there is none, or where it can't be read. */
export function recordIn(environment: Environment, platform: NodeJS.Platform): EnvironmentRecord | undefined {
  const text = valueIn(environment, formerVariable, platform);
  return text === undefined ? undefined : readFormer(text);
}

/** The environment as it was before a shim came into it, where that was recorded; else as it is. */
export function withoutShim(environment: Environment, platform: NodeJS.Platform): Environment {
  const record = recordIn(environment, platform);
  if (!record) return environment;
  const keyOf = nameKey(platform);
  const others = entriesOf(environment).filter(([name]) => keyOf(name) !== keyOf(formerVariable));
  return restoreEnvironment(Object.fromEntries(others), record, platform);
}

/** The port of the shim that this environment leads to; undefined where it leads to none. */
export function shimPortIn(environment: Environment, platform: NodeJS.Platform): number | undefined {
  const text = valueIn(environment, portVariable, platform) ?? '';
  return /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) <= 65_535 ? Number(text) : undefined;
}

/**
 * The proxy variables alone, without those that name the shim on one port: what a router is given. A shim that was told
 * of its own address would call itself for ever.
 */
export function upstreamVariables(environment: Environment, shimPort: number | undefined): Record<string, string> {
  const proxies = entriesOf(environment).filter(([name]) => proxyName.test(name));
  return Object.fromEntries(proxies.filter(([, value]) => shimPort === undefined || !isShimAddress(value, shimPort)));
}

/** Whether a proxy value is the address of a shim on this port. */
export function isShimAddress(value: string, port: number): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return url.protocol === 'http:' && url.hostname === '127.0.0.1' && url.port === `${port}`;
}
