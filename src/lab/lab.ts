/**
 * Front door of the lab: the practice gateway and the faulty network pieces that tests and the `lab` command use.
 */
import * as fs from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { defaultCertificateDirectory, writeAuthorityFile } from './authority-file.ts';
import type { Authority, Leaf } from './certificates.ts';
import { createAuthority } from './certificates.ts';
import { answerControl } from './control.ts';
import { internalError, notFound } from './error-answer.ts';
import type { RequestEntry } from './exchange.ts';
import { Exchange } from './exchange.ts';
import { answerApi, apiPath, barePath } from './gateway-api.ts';
import { labNames } from './lab-names.ts';
import { startLabServers } from './lab-servers.ts';
import { urlHost } from './loopback-listener.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios/index.ts';
import { healthy } from './scenarios/healthy.ts';
import { unknownScenario } from './switch-scenario.ts';

export { startConnectProxy } from './connect-proxy.ts';
export type { ConnectProxy, ConnectProxyEntry, ConnectProxyMode, ConnectProxyOptions } from './connect-proxy.ts';
export { startDnsServer } from './dns-server.ts';
export type { DnsMode, DnsServer, DnsServerEntry, DnsServerOptions } from './dns-server.ts';
export { startResigningProxy } from './resigning-proxy.ts';
export type { ResigningProxy, ResigningProxyEntry, ResigningProxyOptions } from './resigning-proxy.ts';
export { startSocks5Proxy } from './socks5-proxy.ts';
export type { Socks5Entry, Socks5Mode, Socks5Options, Socks5Proxy } from './socks5-proxy.ts';
export { createAuthority } from './certificates.ts';
export type { Authority, CertificateName, Leaf, LeafOptions, Validity } from './certificates.ts';
export type { RequestEntry } from './exchange.ts';
export type { Scenario } from './scenario.ts';
export { scenarios } from './scenarios/index.ts';
export { readScenario, switchScenario } from './switch-scenario.ts';
export type { LabState } from './switch-scenario.ts';

export interface LabOptions {
  /** 0 or absent: any free port. */
  port?: number;
  /** Defaults to 127.0.0.1. */
  host?: string;
  /** Defaults to `healthy`. */
  scenario?: string;
  /** Where the root's PEM is written; defaults to a folder of this user in the temporary folder. */
  certificateDirectory?: string;
  /** The pause of scenarios that make one (`slow-first-byte`, `one-lump`, `slow-content`), in ms, in place of their own. */
  delayMs?: number;
  /** Called once for each request, when its status is known or its connection has ended without one. */
  onRequest?(entry: RequestEntry): void;
}

/** A running practice gateway. */
export interface Lab {
  readonly port: number;
  readonly baseUrl: string;
  /** The same port over TLS. */
  readonly tlsBaseUrl: string;
  /** PEM file of the lab's own root, for NODE_EXTRA_CA_CERTS; it is removed when the lab closes. */
  readonly caFile: string;
  readonly caPem: string;
  readonly scenario: string;
  /** @throws an Error that names the known scenarios. */
  setScenario(name: string): void;
  /** Ends every open connection too. */
  close(): Promise<void>;
}

/**
 * Starts the practice gateway.
 *
 * @throws an Error that names the known scenarios; the listen error (EADDRINUSE ...) as Node gives it.
 */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  let current = findScenario(options.scenario ?? healthy.name);
  const authority = await createAuthority();
  const goodLeaf = await authority.issue(labNames);
  const leaves = await issueLeaves(authority);
  let asked = 0;
  const turns = { next: () => asked++ };
  const leafOf = (scenario: Scenario): Leaf => leaves.get(scenario) ?? goodLeaf;
  const names = scenarios.map((one) => one.name);
  const setScenario = (name: string): void => {
    current = findScenario(name);
    asked = 0;
    servers.setLeaf(leafOf(current));
  };
  const controlled = {
    names,
    setScenario,
    get scenario() {
      return current.name;
    },
  };
  const answer = async (exchange: Exchange): Promise<void> => {
    if (exchange.path.startsWith('/__lab/')) return answerControl(exchange, controlled);
    // The scenario is taken when the request starts; a later switch does not touch it.
    if ([apiPath, barePath].some((root) => exchange.path.startsWith(`${root}/`))) return answerApi(exchange, current, options.delayMs, turns);
    if (exchange.path === '/') return exchange.send(200, 'text/plain', `Practice gateway. The API is at ${apiPath}.\n`);
    exchange.json(404, notFound().body);
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const exchange = new Exchange(request, response, () => servers.reset(request.socket), options.onRequest);
    answer(exchange).catch(() => {
      if (response.headersSent || exchange.signal.aborted) response.destroy();
      else exchange.json(500, internalError().body);
    });
  };
  const servers = await startLabServers(options, leafOf(current), onRequest);
  let caFile: string;
  try {
    const directory = options.certificateDirectory ?? defaultCertificateDirectory();
    caFile = await writeAuthorityFile(directory, `lab-root-${servers.port}.pem`, authority.pem);
  } catch (error) {
    await servers.close();
    throw error;
  }
  const address = `${urlHost(servers.host)}:${servers.port}${apiPath}`;
  return {
    port: servers.port,
    baseUrl: `http://${address}`,
    tlsBaseUrl: `https://${address}`,
    caFile,
    caPem: authority.pem,
    get scenario() {
      return current.name;
    },
    setScenario,
    close: async () => {
      await servers.close();
      await fs.rm(caFile, { force: true });
    },
  };
}

/** Made before the first connection, so that a switch takes effect at once. */
async function issueLeaves(authority: Authority): Promise<Map<Scenario, Leaf>> {
  const leaves = new Map<Scenario, Leaf>();
  for (const scenario of scenarios) {
    if (scenario.leaf) leaves.set(scenario, await scenario.leaf(authority));
  }
  return leaves;
}

function findScenario(name: string): Scenario {
  const found = scenarios.find((one) => one.name === name);
  if (!found) throw new Error(unknownScenario(name, scenarios.map((one) => one.name)));
  return found;
}
