import type { Secret } from '../../path/secret.ts';
import { printControllerAddress, type ControllerAddress } from './address.ts';
import { readConfigs, type CoreConfigs } from './answers/configs.ts';
import { readConnections, type CoreConnections } from './answers/connections.ts';
import { readDnsAnswer, type CoreDnsAnswer } from './answers/dns.ts';
import { fieldsOf, numberOf } from './answers/fields.ts';
import { readLogLine, type CoreLogLine } from './answers/logs.ts';
import { readProxyProviders, readRuleProviders, type CoreProxyProvider, type CoreRuleProvider } from './answers/providers.ts';
import { readGroups, readProxies, readProxy, type CoreProxy } from './answers/proxies.ts';
import { readRuleMatch, type CoreRuleMatch } from './answers/rule-match.ts';
import { readRules, type CoreRule } from './answers/rules.ts';
import { readVersion, type CoreVersion } from './answers/version.ts';
import { ControllerError } from './fault.ts';
import { noFeaturesSeen, withSeen, type CoreFeatures } from './features.ts';
import { askController, streamController, type ControllerAccess, type ControllerRequest } from './transport.ts';

/** What `/rules/match` can be told; what is not given the core has to do without. */
export interface RuleMatchQuestion {
  readonly host: string;
  readonly port?: number;
  readonly network?: 'tcp' | 'udp';
  readonly process?: string;
}

/** A list of 100,000 rules is some 25 MB. */
const maxRulesBytes = 64 * 1024 * 1024;
const maxConnectionsBytes = 32 * 1024 * 1024;
/** The core reads the limit of a delay test as a 16-bit number and refuses more (hub/route/proxies.go). */
const maxDelayLimitMs = 32_767;

/**
 * A core's controller. Everything but the methods under "Changes" only reads. What it never calls: tests of a whole group
 * (they take the user's pin away), restart, upgrade, reload, geo updates, flushing caches, changes of TUN or ports.
 *
 * Every method throws ControllerError, or the signal's reason.
 */
export class ControllerClient {
  readonly access: ControllerAccess;
  #features = noFeaturesSeen;

  constructor(access: ControllerAccess) {
    this.access = access;
  }

  get address(): ControllerAddress {
    return this.access.address;
  }

  /** What its answers have shown it to have. */
  get features(): CoreFeatures {
    return this.#features;
  }

  /** Never the secret. */
  toString(): string {
    return printControllerAddress(this.address);
  }

  async version(signal: AbortSignal): Promise<CoreVersion> {
    return this.#read({ path: '/version' }, readVersion, signal);
  }

  async configs(signal: AbortSignal): Promise<CoreConfigs> {
    return this.#read({ path: '/configs' }, readConfigs, signal);
  }

  /** Nodes, groups and built-ins by name. */
  async proxies(signal: AbortSignal): Promise<ReadonlyMap<string, CoreProxy>> {
    const proxies = await this.#read({ path: '/proxies', maxBytes: maxConnectionsBytes }, readProxies, signal);
    this.#features = withSeen(this.#features, { proxies });
    return proxies;
  }

  async proxy(name: string, signal: AbortSignal): Promise<CoreProxy> {
    return this.#read({ path: `/proxies/${escaped(name)}` }, (body) => readProxy(body, name), signal);
  }

  /** Groups alone; older cores lack the call. */
  async groups(signal: AbortSignal): Promise<readonly CoreProxy[]> {
    return this.#read({ path: '/group' }, readGroups, signal);
  }

  /** @throws ControllerError, `too-large` where the answer has more than `maxBytes`. */
  async rules(signal: AbortSignal, maxBytes = maxRulesBytes): Promise<readonly CoreRule[]> {
    const rules = await this.#read({ path: '/rules', maxBytes, limitMs: 15_000 }, readRules, signal);
    this.#features = withSeen(this.#features, { rules });
    return rules;
  }

  async connections(signal: AbortSignal): Promise<CoreConnections> {
    const connections = await this.#read({ path: '/connections', maxBytes: maxConnectionsBytes }, readConnections, signal);
    this.#features = withSeen(this.#features, { connections });
    return connections;
  }

  async ruleProviders(signal: AbortSignal): Promise<ReadonlyMap<string, CoreRuleProvider>> {
    return this.#read({ path: '/providers/rules', maxBytes: maxConnectionsBytes }, readRuleProviders, signal);
  }

  async proxyProviders(signal: AbortSignal): Promise<ReadonlyMap<string, CoreProxyProvider>> {
    return this.#read({ path: '/providers/proxies', maxBytes: maxConnectionsBytes }, readProxyProviders, signal);
  }

  /** What the core's upstream resolver says; hosts and fake-ip are passed by. */
  async dnsQuery(name: string, type: 'A' | 'AAAA', signal: AbortSignal): Promise<CoreDnsAnswer> {
    // The core gives its resolver five seconds.
    return this.#read({ path: '/dns/query', query: { name, type }, limitMs: 7_000 }, readDnsAnswer, signal);
  }

  /**
   * What the core itself says which rule a host meets; undefined where it has no such call, which is remembered. The
   * parameters of both known kinds are sent, each ignores the other's.
   */
  async ruleMatch(question: RuleMatchQuestion, signal: AbortSignal): Promise<CoreRuleMatch | undefined> {
    if (this.#features.ruleMatch === false) return undefined;
    const { host, port, network, process } = question;
    const query = { domain: host, target: host, port, network, process, resolve: false };
    try {
      const answer = await this.#read({ path: '/rules/match', query }, readRuleMatch, signal);
      this.#features = withSeen(this.#features, { ruleMatch: true });
      return answer;
    } catch (error) {
      if (!(error instanceof ControllerError) || error.fault !== 'missing') throw error;
      this.#features = withSeen(this.#features, { ruleMatch: false });
      return undefined;
    }
  }

  /**
   * Sends one HEAD request to `url` through a node; the core notes the outcome in the node's history, as its own checks
   * do. Of a group, through the member it has chosen.
   *
   * @param limitMs at most 32767, which is all the core takes.
   * @returns ms; undefined where the node did not answer as expected.
   */
  async delay(name: string, url: string, limitMs: number, signal: AbortSignal, expected?: string): Promise<number | undefined> {
    const timeout = Math.max(1, Math.min(Math.trunc(limitMs), maxDelayLimitMs));
    try {
      return await this.#read(
        { path: `/proxies/${escaped(name)}/delay`, query: { url, timeout, expected }, limitMs: timeout + 3_000 },
        (body) => numberOf(fieldsOf(body)?.['delay']),
        signal,
      );
    } catch (error) {
      if (error instanceof ControllerError && (error.status === 503 || error.status === 504)) return undefined;
      throw error;
    }
  }

  /**
   * The core's log as it is written, whatever level it is set to itself (core: log/log.go). Ends when `signal` is
   * aborted.
   *
   * @param opened called when the core has begun to listen.
   */
  async *logs(level: 'debug' | 'info' | 'warning' | 'error', signal: AbortSignal, opened?: () => void): AsyncGenerator<CoreLogLine> {
    // sing-box ends a call with an unknown parameter no differently; older cores ignore `format`.
    for await (const value of streamController(this.access, { path: '/logs', query: { level, format: 'structured' } }, signal, opened)) {
      const line = readLogLine(value);
      if (line) yield line;
    }
  }

  // Changes: only from what the user has confirmed.

  /** Closes exactly this connection. One that is gone already is no error. */
  async closeConnection(id: string, signal: AbortSignal): Promise<void> {
    try {
      await askController(this.access, { method: 'DELETE', path: `/connections/${escaped(id)}` }, signal);
    } catch (error) {
      // Stash and older cores say so.
      if (!(error instanceof ControllerError) || error.status !== 404) throw error;
    }
  }

  /** Makes a group use one of its members. A url-test or fallback stays pinned to it until `unpin`. */
  async select(group: string, member: string, signal: AbortSignal): Promise<void> {
    await askController(this.access, { method: 'PUT', path: `/proxies/${escaped(group)}`, body: { name: member } }, signal);
  }

  /** Takes the pin of a url-test or fallback away. */
  async unpin(group: string, signal: AbortSignal): Promise<void> {
    await askController(this.access, { method: 'DELETE', path: `/proxies/${escaped(group)}` }, signal);
  }

  async setMode(mode: 'rule' | 'global' | 'direct', signal: AbortSignal): Promise<void> {
    await askController(this.access, { method: 'PATCH', path: '/configs', body: { mode } }, signal);
  }

  async #read<T>(request: ControllerRequest, read: (body: unknown) => T | undefined, signal: AbortSignal): Promise<T> {
    const { body, status } = await askController(this.access, request, signal);
    const value = read(body);
    if (value === undefined) throw new ControllerError('not-a-core', this.address, { status });
    return value;
  }
}

/** A client of the controller at an address. */
export function controllerClient(address: ControllerAddress, secret?: Secret, roots?: readonly string[]): ControllerClient {
  return new ControllerClient({ address, ...(secret && { secret }), ...(roots && { roots }) });
}

/** A name as a part of a path: groups have emoji, spaces and slashes in theirs. */
function escaped(name: string): string {
  return encodeURIComponent(name);
}
