import { readConfiguration } from '../../clash/configuration/read.ts';
import type { ClashConfiguration } from '../../clash/configuration/model.ts';
import type { CoreConnection } from '../../clash/controller/answers/connections.ts';
import { policyOf, ruleHostOf } from '../../clash/controller/answers/connections.ts';
import type { CoreProxy } from '../../clash/controller/answers/proxies.ts';
import type { CoreRuleProvider } from '../../clash/controller/answers/providers.ts';
import type { CoreRuleMatch } from '../../clash/controller/answers/rule-match.ts';
import { targetName, type CoreRule } from '../../clash/controller/answers/rules.ts';
import type { ControllerClient } from '../../clash/controller/client.ts';
import { groupChain } from '../../clash/controller/group-chain.ts';
import type { ClashConnection } from '../../clash/rules/connection.ts';
import { explainConnection } from '../../clash/rules/evaluate.ts';
import type { ClashExplanation, RuleReference } from '../../clash/rules/explanation.ts';
import { ruleText } from './core-seen.ts';
import type { GeositeLists } from '../../clash/rules/geosite.ts';
import type { ClashHostSeen, ClashSource } from './evidence.ts';
import { knowledgeOf } from './knowledge.ts';
import { textOfRows } from './running-configuration.ts';

/** A host that is asked about. */
export interface AskedHost {
  /** The gateway's id. */
  id: string;
  host: string;
  port: number;
  /** Its known addresses, to find connections that came without a name. */
  addresses?: readonly string[];
}

/** The rows that the core runs: from its file, where that is the same, else as it lists them. */
export interface RunningRows {
  mode: 'rule' | 'global' | 'direct';
  rules: readonly CoreRule[];
  configuration?: ClashConfiguration;
  ruleSets?: ReadonlyMap<string, readonly string[]>;
  geosite?: Pick<GeositeLists, 'holds'>;
}

interface Surroundings {
  client: Pick<ControllerClient, 'ruleMatch'>;
  /** What the core's resolver finds for a name; null: nothing, undefined: it did not say. */
  addressOf(host: string): Promise<string | null | undefined>;
  hosts: readonly AskedHost[];
  rows: RunningRows;
  proxies: ReadonlyMap<string, CoreProxy>;
  ruleProviders: ReadonlyMap<string, CoreRuleProvider>;
  connections: readonly CoreConnection[];
  process?: string;
}

/** Which way each host takes: asked of the core where it knows, evaluated from its rows, held to what was watched. */
export async function explainHosts(around: Surroundings, signal: AbortSignal): Promise<ClashHostSeen[]> {
  const { rows, proxies } = around;
  const groups = [...proxies.values()].flatMap(({ name, members }) => (members ? [{ name, members }] : []));
  const { configuration, unsure } = rows.configuration ? { configuration: rows.configuration, unsure: new Set<number>() } : readRows(rows.rules, groups);
  // The same object again where it can be: what is made ready of it is kept with it.
  const running = configuration.mode === rows.mode ? configuration : { ...configuration, mode: rows.mode };
  return Promise.all(around.hosts.map((host) => explainHost(host, running, unsure, around, signal)));
}

/** Rows that were read last, by their text: whoever follows a core asks for the same ones again and again. */
let lastRead: { text: string; configuration: ClashConfiguration; unsure: ReadonlySet<number> } | undefined;

function readRows(rules: readonly CoreRule[], groups: readonly { name: string; members: readonly string[] }[]): { configuration: ClashConfiguration; unsure: ReadonlySet<number> } {
  const { text, unsure } = textOfRows(rules, groups);
  if (lastRead?.text !== text) lastRead = { text, unsure, configuration: readConfiguration(text, { form: 'configuration' }) };
  return lastRead;
}

async function explainHost(asked: AskedHost, configuration: ClashConfiguration, unsure: ReadonlySet<number>, around: Surroundings, signal: AbortSignal): Promise<ClashHostSeen> {
  const { id, host, port } = asked;
  const addresses = new Map<string, string | null>();
  const seen = around.connections.filter((one) => one.network === 'tcp' && ruleHostOf(one) === host).toSorted((a, b) => (a.startMs ?? 0) - (b.startMs ?? 0)).at(-1);
  // A name that came with the call has an address only where a row made the core look it up.
  const resolved = seen?.destinationIp !== undefined && seen.dnsMode === 'normal';
  const explain = (network: 'tcp' | 'udp'): ClashExplanation => {
    const connection: ClashConnection = { host, network, destinationPort: port, ...(around.process !== undefined && { process: around.process }) };
    return whereSure(explainConnection(configuration, connection, knowledgeOf({ proxies: around.proxies, ruleProviders: around.ruleProviders, ...(around.rows.ruleSets && { ruleSets: around.rows.ruleSets }), ...(around.rows.geosite && { geosite: around.rows.geosite }), addresses })), unsure, resolved);
  };
  let explanation = explain('tcp');
  // Its resolver is only asked where a row needs to know.
  if (explanation.undecided.some(({ missing }) => missing === 'address')) {
    const address = await around.addressOf(host);
    if (address !== undefined) {
      addresses.set(host, address);
      explanation = explain('tcp');
    }
  }
  const match = await ruleMatchOf(asked, around, signal);
  if (match && around.rows.mode === 'rule') explanation = asAsked(explanation, match, around.proxies);
  const known = match !== undefined || around.rows.mode !== 'rule' || around.rows.rules.length > 0;
  if (!known && !seen) return { host, port, gateway: id, explanation: null, udp: null, sources: [] };
  const policy = seen && policyOf(seen);
  const agrees = policy === explanation.policy;
  const shown = seen && !agrees && (!explanation.complete || !known) ? asWatched(explanation, seen, around.rows.rules) : explanation;
  const sources: ClashSource[] = [...(known ? (['asked', 'evaluated'] as const) : []), ...(agrees || (seen && !explanation.complete) ? (['watched'] as const) : [])];
  return {
    host,
    port,
    gateway: id,
    explanation: shown,
    udp: known ? explain('udp') : null,
    sources,
    ...(seen && policy !== undefined && policy !== shown.policy && { otherwise: { policy, rule: ruleText(seen) } }),
  };
}

/** What a core that has such a call says itself; others do not, and that is remembered. */
async function ruleMatchOf({ host, port }: AskedHost, { client, process }: Surroundings, signal: AbortSignal): Promise<CoreRuleMatch | undefined> {
  try {
    return await client.ruleMatch({ host, port, network: 'tcp', ...(process !== undefined && { process }) }, signal);
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** The core's own word goes before what was worked out; where both agree, the row is the one that was worked out. */
function asAsked(explanation: ClashExplanation, match: CoreRuleMatch, proxies: ReadonlyMap<string, CoreProxy>): ClashExplanation {
  const complete = match.complete !== false;
  if (match.policy === explanation.policy) return complete ? { ...explanation, complete, undecided: [] } : explanation;
  const { names, complete: chainComplete } = groupChain(proxies, match.policy);
  const { rule } = match;
  const told = rule && { list: 'rules', index: rule.index ?? 0, text: `${rule.type},${rule.payload},${match.policy}` };
  return { ...explanation, rule: told, policy: match.policy, chain: names, chainComplete, complete, undecided: complete ? [] : explanation.undecided };
}

/** What the core was seen to do counts more than what could not be decided; what is missing stays said. */
function asWatched(explanation: ClashExplanation, seen: CoreConnection, running: readonly CoreRule[]): ClashExplanation {
  const chain = seen.chains.toReversed();
  return { ...explanation, rule: rowOf(seen, running), policy: chain[0] ?? explanation.policy, chain, chainComplete: true, complete: false };
}

/** The row that a connection names; undefined where none reads like it, or several do and lead to the same. */
function rowOf(seen: CoreConnection, running: readonly CoreRule[]): RuleReference | undefined {
  if (seen.rule === '') return undefined;
  // sing-box puts row and target into one text.
  const same = ({ type, payload, target }: CoreRule): boolean => (type === seen.rule && payload === seen.rulePayload) || `${payload} => ${target}` === seen.rule;
  const [row, ...more] = running.filter((one) => same(one) && targetName(one.target) === policyOf(seen));
  if (!row || more.length > 0) return undefined;
  return { list: 'rules', index: row.index, text: ruleText(seen), ...(row.type === 'RuleSet' && { provider: row.payload }) };
}

/**
 * The core's list of rows does not tell `no-resolve`. A row by address that decides, or that made the core look a name
 * up, may have it; then neither is so.
 */
function whereSure(explanation: ClashExplanation, unsure: ReadonlySet<number>, resolved: boolean): ClashExplanation {
  const { resolvedBy, rule } = explanation;
  const doubtful = rule?.list === 'rules' && unsure.has(rule.index);
  return {
    ...explanation,
    resolvedBy: !resolved && resolvedBy && resolvedBy.list === 'rules' && unsure.has(resolvedBy.index) ? undefined : resolvedBy,
    ...(doubtful && rule && {
      complete: false,
      undecided: [...explanation.undecided, { rule, missing: 'address' as const, detail: 'no-resolve', policy: explanation.policy }],
    }),
  };
}
