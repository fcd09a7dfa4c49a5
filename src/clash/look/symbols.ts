import type { ClashConfiguration, ClashMap, Placed } from '../configuration/model.ts';
import type { RuleLine } from '../rules/rule.ts';
import type { TextRange } from '../text-edit.ts';
import { fieldsOfLine, nestedRuleSets } from './rule-fields.ts';

/** What names of a configuration stand for. Groups and nodes share their names: a rule may lead to either. */
export type SymbolKind = 'policy' | 'rule-set' | 'proxy-provider' | 'rule-list';

export interface ClashSymbol {
  readonly kind: SymbolKind;
  readonly name: string;
}

/** A place where a name stands. */
export interface SymbolPlace extends TextRange {
  readonly symbol: ClashSymbol;
  readonly role: 'definition' | 'reference';
}

/** The name that stands at a place; undefined where there is none. */
export function symbolAt(configuration: ClashConfiguration, offset: number): SymbolPlace | undefined {
  const line = ruleLineAt(configuration, offset);
  const places = line ? placesInRule(line, configuration.text) : placesOutsideRules(configuration);
  for (const place of places) if (offset >= place.start && offset <= place.end) return place;
  return undefined;
}

/** Where a name is defined: once, unless the configuration is wrong. */
export function definitionsOf(configuration: ClashConfiguration, symbol: ClashSymbol): TextRange[] {
  return [...placesOutsideRules(configuration)].filter(({ role, symbol: one }) => role === 'definition' && isSame(one, symbol));
}

/** Where a name is used, in the order of the text's parts. */
export function referencesTo(configuration: ClashConfiguration, symbol: ClashSymbol): TextRange[] {
  const found = [...placesOutsideRules(configuration)].filter(({ role, symbol: one }) => role === 'reference' && isSame(one, symbol));
  for (const line of allRules(configuration)) {
    // Most of a hundred thousand lines don't hold the name at all.
    if (!line.text.includes(symbol.name)) continue;
    for (const place of placesInRule(line, configuration.text)) if (isSame(place.symbol, symbol)) found.push(place);
  }
  return found;
}

/** The rule that stands at a place. */
export function ruleLineAt(configuration: ClashConfiguration, offset: number): RuleLine | undefined {
  for (const list of [configuration.rules, ...configuration.subRules.values()]) {
    let low = 0;
    let high = list.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((list[middle]?.range.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const line = list[low];
    if (line && offset >= line.range.start && offset <= line.range.end) return line;
    // What is merged into another text stands in the order in which it ends up, not in which it is written.
    const other = configuration.form === 'configuration' ? undefined : list.find(({ range }) => offset >= range.start && offset <= range.end);
    if (other) return other;
  }
  return undefined;
}

function isSame(one: ClashSymbol, other: ClashSymbol): boolean {
  return one.kind === other.kind && one.name === other.name;
}

function* allRules({ rules, subRules }: ClashConfiguration): Iterable<RuleLine> {
  yield* rules;
  for (const list of subRules.values()) yield* list;
}

function* placesInRule(line: RuleLine, text: string): Iterable<SymbolPlace> {
  const fields = fieldsOfLine(line, text);
  const type = fields[0]?.value.toUpperCase() ?? '';
  for (const { kind, value, start, end } of fields) {
    if (kind === 'target') yield reference(type === 'SUB-RULE' ? 'rule-list' : 'policy', value, { start, end });
    if (kind !== 'payload') continue;
    if (type === 'RULE-SET') yield reference('rule-set', value, { start, end });
    else for (const nested of nestedRuleSets(value)) yield reference('rule-set', nested.name, { start: start + nested.start, end: start + nested.end });
  }
}

function* placesOutsideRules(configuration: ClashConfiguration): Iterable<SymbolPlace> {
  const { groups, proxies, proxyProviders, ruleProviders } = configuration;
  for (const { name, members, uses } of groups) {
    yield definition('policy', name);
    for (const member of members) yield reference('policy', member.value, member.range);
    for (const use of uses) yield reference('proxy-provider', use.value, use.range);
  }
  for (const { name, map } of proxies) {
    yield definition('policy', name);
    yield* policyIn(map, 'dialer-proxy');
  }
  for (const { name, map } of proxyProviders) {
    yield definition('proxy-provider', name);
    yield* policyIn(map, 'proxy');
  }
  for (const { name, map } of ruleProviders) {
    yield definition('rule-set', name);
    yield* policyIn(map, 'proxy');
  }
  yield* ruleListNames(configuration);
}

/** The value of a key that names a policy. */
function* policyIn(map: ClashMap, key: string): Iterable<SymbolPlace> {
  const entry = map.entries.get(key);
  if (entry && typeof entry.value === 'string') yield reference('policy', entry.value, entry.range);
}

/** The keys below `sub-rules`, which the model keeps without their places. */
function* ruleListNames({ top, subRules, text }: ClashConfiguration): Iterable<SymbolPlace> {
  const entry = top?.entries.get('sub-rules');
  if (!entry) return;
  const part = text.slice(entry.range.start, entry.range.end);
  for (const name of subRules.keys()) {
    const found = new RegExp(`(?:^|[\\n\\r{,])\\s*(["']?)(${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')})\\1\\s*:`).exec(part);
    if (!found) continue;
    const start = entry.range.start + found.index + found[0].indexOf(name);
    yield { symbol: { kind: 'rule-list', name }, role: 'definition', start, end: start + name.length };
  }
}

function definition(kind: SymbolKind, { value, range }: Placed<string>): SymbolPlace {
  return { symbol: { kind, name: value }, role: 'definition', start: range.start, end: range.end };
}

function reference(kind: SymbolKind, name: string, { start, end }: TextRange): SymbolPlace {
  return { symbol: { kind, name }, role: 'reference', start, end };
}
