/**
 * undici's EnvHttpProxyAgent without the rest of undici, as in `undici-client.ts`. It asks its proxies for a tunnel with
 * `connect`, which undici's index puts on the prototype.
 */
import connectModule from 'undici/lib/api/api-connect.js';
import requestModule from 'undici/lib/api/api-request.js';
import DispatcherModule from 'undici/lib/dispatcher/dispatcher.js';
import EnvHttpProxyAgentModule from 'undici/lib/dispatcher/env-http-proxy-agent.js';
import type { Client, Dispatcher, EnvHttpProxyAgent } from 'undici';

Object.assign(DispatcherModule.prototype, { connect: connectModule });

/** An agent that takes its proxies from this process's environment. @throws when a variable is of no use to it. */
export function createEnvAgent(options: EnvHttpProxyAgent.Options): EnvHttpProxyAgent {
  return new EnvHttpProxyAgentModule(options);
}

/** Sends one request by it. */
export async function requestByAgent(
  agent: EnvHttpProxyAgent,
  options: Dispatcher.RequestOptions,
): Promise<Dispatcher.ResponseData> {
  return requestModule.call(agent as unknown as Client, options);
}
