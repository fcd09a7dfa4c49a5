import type { ClashExplanation, Undecided } from '../rules/explanation.ts';
import type { CoreProxy } from './answers/proxies.ts';
import type { CoreRuleMatch } from './answers/rule-match.ts';
import { targetName, type CoreRule } from './answers/rules.ts';
import { groupChain, nodeCheck, type NodeCheck } from './group-chain.ts';
import type { ConnectionTriple } from './triples.ts';

/**
 * Where a part of an explanation comes from. `asked`: the core was asked just now. `watched`: it was seen on a real
 * connection. `evaluated`: worked out from a configuration.
 */
export type ToldBy = 'asked' | 'watched' | 'evaluated';

/** A part, and who said so. */
export interface Told<T> {
  readonly value: T;
  readonly by: ToldBy;
}

/** A rule as it can be told: where it stands only where somebody knows. */
export interface ToldRule {
  /** `DOMAIN-SUFFIX,openrouter.ai,STABLE`, or as the core writes it: `DomainSuffix(openrouter.ai)`. */
  readonly text: string;
  /** From 0; its list, `rules` or the name of a sub-rule. */
  readonly index: number | undefined;
  readonly list: string;
  /** The rule set that matched, where it was one. */
  readonly provider: string | undefined;
}

/** Two sources that say something else. */
export interface Disagreement {
  readonly part: 'policy' | 'mode';
  readonly one: Told<string>;
  readonly other: Told<string>;
}

/** Which way a host's connections go, and who says so. Parts that nobody knows are undefined. */
export interface HostExplanation {
  readonly host: string;
  readonly mode: Told<string> | undefined;
  readonly rule: Told<ToldRule> | undefined;
  readonly policy: Told<string> | undefined;
  /** From the policy down to the node, as far as it is known. */
  readonly chain: Told<readonly string[]> | undefined;
  /** True where the chain ends at a node. */
  readonly chainComplete: boolean;
  /** How the node does by the test of the group that chose it. */
  readonly node: NodeCheck | undefined;
  /** Of the newest connection that was seen. */
  readonly dnsMode: string | undefined;
  /** Rules that could not be decided, and would lead elsewhere; what `/rules/match` lacks is named in `missing`. */
  readonly undecided: readonly Undecided[];
  readonly missing: readonly string[];
  /** True where nothing that is not known could change policy and rule. */
  readonly complete: boolean;
  readonly disagreements: readonly Disagreement[];
  /** The first row in which the file and the running rules differ; undefined where they agree or one is not known. */
  readonly otherRow: number | undefined;
}

/** What each of the three sources gave; undefined: it was not there. */
export interface HostSources {
  readonly host: string;
  readonly runningMode: string | undefined;
  readonly match: CoreRuleMatch | undefined;
  readonly runningRules: readonly CoreRule[] | undefined;
  readonly proxies: ReadonlyMap<string, CoreProxy> | undefined;
  readonly evaluated: ClashExplanation | undefined;
  /** The newest connection to the host. */
  readonly watched: ConnectionTriple | undefined;
  readonly otherRow: number | undefined;
}

/**
 * Joins what the core says, what was seen, and what the configuration says. The core's own word goes first; a connection
 * that was seen goes before what was worked out. Pure.
 */
export function joinHost(sources: HostSources): HostExplanation {
  const { host, runningMode, match, proxies, evaluated, watched, otherRow } = sources;
  const policies: Told<string>[] = [
    ...(match ? [{ value: match.policy, by: 'asked' as const }] : []),
    ...(watched?.policy === undefined ? [] : [{ value: watched.policy, by: 'watched' as const }]),
    ...(evaluated ? [{ value: evaluated.policy, by: 'evaluated' as const }] : []),
  ];
  const [policy] = policies;
  const chain = chainOf(policy, sources);
  const node = chain.complete && proxies ? nodeCheck(proxies, chain.names.at(-1) ?? '', chain.names.at(-2)) : undefined;
  const mode: Told<string> | undefined = runningMode !== undefined ? { value: runningMode, by: 'asked' } : evaluated && { value: evaluated.mode, by: 'evaluated' };
  const other = policies.find(({ value }) => value !== policy?.value);
  return {
    host,
    mode,
    rule: ruleOf(sources),
    policy,
    chain: chain.names.length === 0 ? undefined : { value: chain.names, by: chain.by },
    chainComplete: chain.complete,
    node,
    dnsMode: watched?.dnsMode,
    undecided: match || watched ? [] : (evaluated?.undecided ?? []),
    missing: match?.missing ?? [],
    complete: match ? match.complete !== false : watched?.policy !== undefined || evaluated?.complete === true,
    disagreements: policy && other ? [{ part: 'policy', one: policy, other }] : [],
    otherRow,
  };
}

function chainOf(policy: Told<string> | undefined, { proxies, watched, evaluated }: HostSources): { names: readonly string[]; complete: boolean; by: ToldBy } {
  if (!policy) return { names: [], complete: false, by: 'asked' };
  if (proxies?.has(policy.value) === true) {
    const { names, complete } = groupChain(proxies, policy.value);
    // A load-balance has chosen nobody; the connection that was seen tells who it was that time.
    if (complete || watched?.policy !== policy.value) return { names, complete, by: 'asked' };
  }
  if (watched?.policy === policy.value) return { names: watched.chain, complete: true, by: 'watched' };
  return evaluated?.policy === policy.value
    ? { names: evaluated.chain, complete: evaluated.chainComplete, by: 'evaluated' }
    : { names: [policy.value], complete: false, by: policy.by };
}

function ruleOf({ match, watched, evaluated, runningRules }: HostSources): Told<ToldRule> | undefined {
  const worked = evaluated?.rule && { text: evaluated.rule.text, index: evaluated.rule.index, list: evaluated.rule.list, provider: evaluated.rule.provider };
  if (match) {
    if (!match.rule) return undefined;
    const { index, type, payload } = match.rule;
    return { value: { text: payload === '' ? type : `${type}(${payload})`, index, list: 'rules', provider: type === 'RuleSet' ? payload : undefined }, by: 'asked' };
  }
  if (watched?.rule !== undefined) {
    const found = rowOf(watched, runningRules);
    // The row as it is written says more than the core's words, where it is the same row.
    if (worked && found !== undefined && found === worked.index && worked.list === 'rules') return { value: worked, by: 'watched' };
    return { value: { text: watched.rule, index: found, list: 'rules', provider: /^RuleSet\((.*)\)$/.exec(watched.rule)?.[1] }, by: 'watched' };
  }
  return worked && { value: worked, by: 'evaluated' };
}

/** The row that a connection names; undefined where several read the same and lead to the same. */
function rowOf({ rule, policy }: ConnectionTriple, running: readonly CoreRule[] | undefined): number | undefined {
  const rows = (running ?? []).filter((one) => (one.payload === '' ? one.type : `${one.type}(${one.payload})`) === rule && (policy === undefined || targetName(one.target) === policy));
  return rows[0]?.index;
}
