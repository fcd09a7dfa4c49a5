import { t } from '@vscode/l10n';
import type { ClashConfiguration, ClashGroup } from '../configuration/model.ts';
import type { RuleLine } from '../rules/rule.ts';
import type { GatewayHost } from '../gateway-host.ts';
import type { TextRange } from '../text-edit.ts';
import { tuneGroup, tuningWords } from '../fragment/tuning.ts';
import type { ExplainHost } from './explained-host.ts';
import { switchWords } from './group-words.ts';
import { ruleWords } from './lenses.ts';
import { ruleLineAt, symbolAt } from './symbols.ts';

/** What is told of a place: plain text, a line each. */
export interface ClashHover {
  readonly range: TextRange;
  readonly title: string;
  readonly lines: readonly string[];
}

/** What a hover asks of the evaluator. */
export interface HoverSources {
  readonly gateways: readonly GatewayHost[];
  readonly explain: ExplainHost;
  /** Whether a rule by itself matches a call to a host; undefined: the text does not tell. */
  matches(line: RuleLine, host: GatewayHost): boolean | undefined;
  /** From a policy down to the node, as far as the text tells. */
  chainOf(policy: string): readonly string[];
}

/** Members and hosts that are named; the rest is counted. */
const maxNamed = 12;

/** Undefined where nothing is told: what keys mean is the schema's to tell. */
export function hoverAt(configuration: ClashConfiguration, offset: number, sources: HoverSources): ClashHover | undefined {
  const place = symbolAt(configuration, offset);
  if (place?.symbol.kind === 'policy') {
    const group = configuration.groups.find(({ name }) => name.value === place.symbol.name);
    if (group) return { range: place, title: t('{0}, a group ({1})', group.name.value, group.type.value), lines: [...groupLines(group), ...tuningLines(configuration, group)] };
    const node = configuration.proxies.find(({ name }) => name.value === place.symbol.name);
    if (node && place.role === 'definition') return { range: place, title: t('{0}, a node ({1})', node.name.value, node.type), lines: [node.udp ? t('It carries UDP.') : t('It carries no UDP: HTTP/3 passes its rules by and goes on to the next that match.')] };
  }
  const line = ruleLineAt(configuration, offset);
  if (!line || 'fault' in line.rule) return undefined;
  return { range: line.range, title: t('Rule {0}', String(line.index + 1)), lines: ruleLines(configuration, line, sources) };
}

function groupLines({ members, uses, type, map }: ClashGroup): string[] {
  const all = map.entries.get('include-all')?.value === true;
  const group = { members, uses, type, map } as ClashGroup;
  return [
    ...(members.length > 0 ? [t('Members: {0}', listed(members.map(({ value }) => value)))] : []),
    ...(uses.length > 0 ? [t('With all nodes of {0}', listed(uses.map(({ value }) => value)))] : []),
    ...(all ? [t('With all nodes and providers of the file, sorted by name')] : []),
    ...switchWords(group),
  ];
}

/** What would make it steadier for streams, where it is one that the core chooses a node for. */
function tuningLines(configuration: ClashConfiguration, { name }: ClashGroup): string[] {
  return tuneGroup(configuration, name.value).map(({ id, now, suggested, reason }) => t('For streams, {0}: {1} -> {2}. {3}', tuningWords[id], now, suggested, reason));
}

function ruleLines(configuration: ClashConfiguration, line: RuleLine, { gateways, explain, matches, chainOf }: HoverSources): string[] {
  if ('fault' in line.rule) return [];
  const { type, target } = line.rule;
  const caught = new Map<string, GatewayHost>();
  for (const one of gateways) if (matches(line, one) === true && !caught.has(one.host)) caught.set(one.host, one);
  // A row of a rule set leads nowhere by itself.
  if (configuration.form === 'rule-set') return [catchWords([...caught.values()])];
  const lines = [type === 'SUB-RULE' ? t('Goes on in the list {0}', target) : t('Leads to {0}', chainOf(target).join(' -> '))];
  if (!configuration.rules.includes(line)) return lines;
  const reaching: GatewayHost[] = [];
  const before = new Map<string, string[]>();
  for (const gateway of caught.values()) {
    const { rule } = explain(gateway);
    const reaches = !rule || (rule.list === 'rules' ? rule.index >= line.index : type === 'SUB-RULE' && target === rule.list);
    if (reaches) reaching.push(gateway);
    else {
      const by = t('{0}: {1}', ruleWords(rule.list, rule.index), rule.text);
      before.set(by, [...(before.get(by) ?? []), gateway.host]);
    }
  }
  if (type !== 'MATCH' || reaching.length > 0) lines.push(catchWords(reaching));
  for (const [by, hosts] of before) lines.push(t('{0} is caught before, by {1}', listed(hosts), by));
  const shadow = shadowOf(line, explain);
  if (shadow !== undefined) lines.push(t('Never reached: {0}', shadow));
  return lines;
}

function catchWords(gateways: readonly GatewayHost[]): string {
  return gateways.length > 0 ? t('Catches {0}', listed(gateways.map(({ host, name }) => t('{0} ({1})', host, name)))) : t('Catches no gateway that is known');
}

/** The rule above that takes everything a rule by name could catch; undefined where there is none, or it can't be told. */
function shadowOf({ index, rule }: RuleLine, explain: ExplainHost): string | undefined {
  if ('fault' in rule || (rule.type !== 'DOMAIN' && rule.type !== 'DOMAIN-SUFFIX')) return undefined;
  const host = rule.payload.toLowerCase();
  // A suffix also takes names that nobody has thought of.
  const hosts = rule.type === 'DOMAIN' ? [host] : [host, `x7--unlikely.${host}`];
  let words: string | undefined;
  for (const one of hosts) {
    const explanation = explain({ host: one, port: 443 });
    const by = explanation.rule;
    if (!explanation.complete || by?.list !== 'rules' || by.index >= index) return undefined;
    words ??= t('{0}: {1}', ruleWords(by.list, by.index), by.text);
  }
  return words;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, maxNamed).join(', ');
  return names.length > maxNamed ? t('{0} and {1} more', shown, String(names.length - maxNamed)) : shown;
}
