import type { ClashConfiguration } from '../configuration/model.ts';
import type { ClashConnection } from '../rules/connection.ts';
import { explainConnection } from '../rules/evaluate.ts';
import type { ClashExplanation } from '../rules/explanation.ts';
import type { ControllerClient } from './client.ts';
import { ControllerError } from './fault.ts';
import { joinHost, type HostExplanation } from './host-explanation.ts';
import { knowledgeFrom, type KnownParts } from './knowledge.ts';
import { firstOtherRow } from './running-rules.ts';
import type { ConnectionTriple } from './triples.ts';

/** What is at hand; a controller, a configuration or both. */
export interface ExplainHostOptions {
  readonly connection: ClashConnection & { readonly host: string };
  readonly client?: ControllerClient | undefined;
  /** What the core runs, or would. */
  readonly configuration?: ClashConfiguration | undefined;
  /** Lines of the configuration's rule sets that lie on this machine. */
  readonly ruleSets?: ReadonlyMap<string, readonly string[]> | undefined;
  /** Connections that were seen, newest first. */
  readonly triples?: readonly ConnectionTriple[] | undefined;
  /** Whether the core may be made to resolve the name where a rule depends on its address. Default true. */
  readonly resolve?: boolean;
}

/** What came of it, and which of the questions to the core failed. */
export interface ExplainedHost {
  readonly explanation: HostExplanation;
  /** What the evaluation alone gives, with everything in it; undefined without a configuration. */
  readonly evaluated: ClashExplanation | undefined;
  readonly faults: readonly ControllerError[];
}

/**
 * Which rule, policy and node a host's connections meet: by asking the core, by what was seen, and by evaluating the
 * configuration with what the core knows.
 *
 * @throws only the signal's reason; a core that does not answer is told in `faults`, and the rest goes on.
 */
export async function explainHost(options: ExplainHostOptions, signal: AbortSignal): Promise<ExplainedHost> {
  const { connection, client, configuration, ruleSets, triples } = options;
  const { host } = connection;
  const faults: ControllerError[] = [];
  const ask = async <T>(question: ((client: ControllerClient) => Promise<T>) | undefined): Promise<T | undefined> => {
    if (!client || !question) return undefined;
    try {
      return await question(client);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ControllerError)) throw error;
      // What a core does not have is no fault of it.
      if (error.fault !== 'missing') faults.push(error);
      return undefined;
    }
  };
  const [configs, proxies, rules, match, ruleProviders, proxyProviders] = await Promise.all([
    ask((core) => core.configs(signal)),
    ask((core) => core.proxies(signal)),
    ask((core) => core.rules(signal)),
    ask((core) => core.ruleMatch({ host, port: connection.destinationPort, network: connection.network, ...(connection.process !== undefined && connection.process !== null && { process: connection.process }) }, signal)),
    ask(configuration && configuration.ruleProviders.length > 0 ? (core) => core.ruleProviders(signal) : undefined),
    ask(configuration && configuration.proxyProviders.length > 0 ? (core) => core.proxyProviders(signal) : undefined),
  ]);
  const known: KnownParts = { proxies, proxyProviders, ruleProviders, ruleSets };
  const running = configuration && configs?.mode !== undefined && configs.mode !== configuration.mode ? { ...configuration, mode: configs.mode } : configuration;
  let evaluated = running && explainConnection(running, connection, knowledgeFrom(known));
  if (running && options.resolve !== false && evaluated?.undecided.some(({ missing }) => missing === 'address') === true) {
    const answer = await ask((core) => core.dnsQuery(host, 'A', signal));
    if (answer) evaluated = explainConnection(running, connection, knowledgeFrom({ ...known, addresses: new Map([[host, answer.addresses]]) }));
  }
  const explanation = joinHost({
    host,
    runningMode: configs?.mode,
    match,
    runningRules: rules,
    proxies,
    evaluated,
    watched: triples?.find(({ hostname, network }) => hostname === host.toLowerCase() && network === connection.network),
    otherRow: configuration && rules ? firstOtherRow(configuration.rules, rules) : undefined,
  });
  return { explanation, evaluated, faults };
}
