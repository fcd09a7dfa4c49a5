import { t } from '@vscode/l10n';
import type { ClashConfiguration } from '../configuration/model.ts';
import type { GatewayHost } from '../gateway-host.ts';
import { scalarText } from '../lint/edits/scalar.ts';
import { ruleTypes } from '../rules/rule.ts';
import type { TextRange } from '../text-edit.ts';
import type { FlowItem, Quote } from './flow-place.ts';
import { listAt, startOfLine } from './list-place.ts';
import { fieldsOf, type RuleField } from './rule-fields.ts';

/** What may stand at a place, and what it replaces. */
export interface Completions {
  readonly range: TextRange;
  readonly items: readonly CompletionItem[];
}

export interface CompletionItem {
  readonly label: string;
  readonly kind: 'rule-type' | 'host' | 'group' | 'node' | 'built-in' | 'rule-set' | 'proxy-provider' | 'rule-list' | 'parameter';
  readonly detail: string;
  readonly insert: string;
  /** What has to stand behind the place where typing goes on: a quote that ends what `insert` begins. */
  readonly behind?: string;
  /** More is to be typed behind it. */
  readonly goesOn: boolean;
}

/** Names that may be completed, from a configuration as it was last read; it may be older than the text. */
export type KnownNames = Pick<ClashConfiguration, 'groups' | 'proxies' | 'ruleProviders' | 'proxyProviders' | 'subRules'>;

/** Targets that every core has (core: config/config.go, parseProxies). */
export const builtInPolicies = ['DIRECT', 'REJECT', 'REJECT-DROP', 'PASS', 'PASS-RULE', 'COMPATIBLE', 'GLOBAL'] as const;

const hostTypes: ReadonlySet<string> = new Set(['DOMAIN', 'DOMAIN-SUFFIX', 'DOMAIN-WILDCARD']);
const addressTypes: ReadonlySet<string> = new Set(['GEOIP', 'IP-CIDR', 'IP-CIDR6', 'IP-SUFFIX', 'IP-ASN', 'RULE-SET']);
/** More in a list help nobody, and cost the editor. */
const maxItems = 2_000;
/** A longer line is no rule, in characters. */
const maxLine = 10_000;

/** What could be typed at a place; undefined where nothing of a Clash file is. */
export function completionsAt(text: string, offset: number, names: KnownNames, gateways: readonly GatewayHost[]): Completions | undefined {
  const list = listAt(text, offset);
  if (list === undefined) return undefined;
  const typed = list.item ? flowTyped(text, offset, list.item) : blockTyped(text, offset);
  if (!typed) return undefined;
  if (list.kind === 'rules') return inRule(typed, offset, list.item, names, gateways);
  const items = list.kind === 'uses' ? proxyProvidersOf(names) : policiesOf(names);
  const place = list.item ? 'flow' : 'block';
  return {
    range: { start: typed.from, end: typed.from + typed.text.trimEnd().length },
    items: items.map((one) => ({ ...one, insert: typed.quote === '' ? scalarText(one.insert, place, 'plain') : withinQuotes(one.insert, typed.quote) })),
  };
}

/** The item of a list as far as it is written: from behind its quote to its end, on one line. */
interface Typed {
  readonly from: number;
  readonly text: string;
  readonly quote: Quote;
}

function blockTyped(text: string, offset: number): Typed | undefined {
  const lineStart = startOfLine(text, offset);
  const line = lineFrom(text, lineStart);
  const [lead = '', quote = ''] = /^\s*-\s+(["']?)/.exec(line) ?? [];
  return typedAt(offset, lineStart + lead.length, line.slice(lead.length).replace(quote === '' ? /(?:^|\s+)#.*$/ : quote === '"' ? /".*$/ : /'.*$/, ''), quote as Quote);
}

function flowTyped(text: string, offset: number, { start, quote }: FlowItem): Typed | undefined {
  const typed = text.slice(start, offset);
  if (/[\r\n]/.test(typed)) return undefined;
  const line = lineFrom(text, offset);
  // What ends with no quote may be the next item already.
  const rest = quote === '' ? (/^[^[\]{},"'#]*/.exec(line)?.[0] ?? '').trimEnd() : line.includes(quote) ? line.slice(0, line.indexOf(quote)) : '';
  return typedAt(offset, start, typed + rest, quote);
}

function typedAt(offset: number, from: number, text: string, quote: Quote): Typed | undefined {
  return offset < from || offset > from + text.length ? undefined : { from, text, quote };
}

function lineFrom(text: string, offset: number): string {
  return /^[^\r\n]*/.exec(text.slice(offset, offset + maxLine))?.[0] ?? '';
}

function inRule({ from, text, quote }: Typed, offset: number, item: FlowItem | undefined, names: KnownNames, gateways: readonly GatewayHost[]): Completions | undefined {
  const within = offset - from;
  const fields = fieldsOf(text);
  const before = fieldsOf(text.slice(0, within));
  const number = before.length - 1;
  // By what stands before the place: a comma that follows may belong to the next field.
  const current = before[number];
  if (!current) return undefined;
  const whole = fields[number];
  const end = whole && whole.start <= within && whole.end >= within ? whole.end : within;
  const type = (fields[0]?.value ?? '').toUpperCase();
  const range = { start: from + Math.min(current.start, within), end: from + end };
  const items = itemsOf(current.kind, number, type, names, gateways, number === 0 && fields.length > 1);
  if (!items) return undefined;
  if (quote !== '') return { range, items: items.map((one) => ({ ...one, insert: withinQuotes(one.insert, quote) })) };
  // Between brackets a comma ends the item, so that a rule stands in quotes there: those of the rules before it.
  const mark = item && (item.usual || "'");
  return { range, items: mark === undefined ? items : items.map((one) => ({ ...one, insert: `${mark}${one.insert}`, behind: mark })) };
}

function withinQuotes(value: string, quote: Quote): string {
  return quote === '"' ? JSON.stringify(value).slice(1, -1) : value.replaceAll("'", "''");
}

function itemsOf(kind: RuleField['kind'], number: number, type: string, names: KnownNames, gateways: readonly GatewayHost[], followed: boolean): readonly CompletionItem[] | undefined {
  if (number === 0) {
    return ruleTypes.map((one) => ({ label: one, kind: 'rule-type', detail: t('Rule type'), insert: followed ? one : `${one},`, goesOn: !followed }));
  }
  if (kind === 'target') return type === 'SUB-RULE' ? ruleListsOf(names) : policiesOf(names);
  if (kind === 'param') return addressTypes.has(type) ? parameters() : [];
  if (type === 'RULE-SET') return names.ruleProviders.map(({ name, behavior }) => item(name.value, 'rule-set', behavior === undefined ? t('Rule set') : t('Rule set, {0}', behavior)));
  if (hostTypes.has(type)) return hostsOf(gateways);
  return undefined;
}

function hostsOf(gateways: readonly GatewayHost[]): CompletionItem[] {
  const seen = new Map<string, GatewayHost>();
  for (const one of gateways) if (!seen.get(one.host)?.inUse) seen.set(one.host, one);
  return [...seen.values()]
    .sort((a, b) => Number(b.inUse) - Number(a.inUse))
    .map(({ host, name, inUse }) => item(host, 'host', inUse ? t('{0}, in use', name) : name));
}

function policiesOf({ groups, proxies }: KnownNames): CompletionItem[] {
  return [
    ...groups.map(({ name, type }) => item(name.value, 'group', t('Group, {0}', type.value))),
    ...builtInPolicies.map((name) => item(name, 'built-in', t('Built in'))),
    ...proxies.map(({ name, type }) => item(name.value, 'node', t('Node, {0}', type))),
  ].slice(0, maxItems);
}

function proxyProvidersOf({ proxyProviders }: KnownNames): CompletionItem[] {
  return proxyProviders.map(({ name, type }) => item(name.value, 'proxy-provider', t('Proxy provider, {0}', type)));
}

function ruleListsOf({ subRules }: KnownNames): CompletionItem[] {
  return [...subRules].map(([name, lines]) => item(name, 'rule-list', t('{0} rules', String(lines.length))));
}

function parameters(): CompletionItem[] {
  return [
    item('no-resolve', 'parameter', t('The core does not resolve a name for this rule')),
    item('src', 'parameter', t('The address of the client is compared, not the destination')),
  ];
}

function item(label: string, kind: CompletionItem['kind'], detail: string): CompletionItem {
  return { label, kind, detail, insert: label, goesOn: false };
}
