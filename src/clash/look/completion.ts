import { t } from '@vscode/l10n';
import type { ClashConfiguration } from '../configuration/model.ts';
import type { GatewayHost } from '../gateway-host.ts';
import { ruleTypes } from '../rules/rule.ts';
import type { TextRange } from '../text-edit.ts';
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
  if (list === 'rules') return inRule(text, offset, names, gateways);
  const range = plainNameAt(text, offset);
  return { range, items: list === 'uses' ? proxyProvidersOf(names) : policiesOf(names) };
}

function inRule(text: string, offset: number, names: KnownNames, gateways: readonly GatewayHost[]): Completions | undefined {
  const lineStart = startOfLine(text, offset);
  const line = /^[^\r\n]*/.exec(text.slice(lineStart, lineStart + maxLine))?.[0] ?? '';
  const [lead = '', quote = ''] = /^\s*-\s+(["']?)/.exec(line) ?? [];
  const from = lineStart + lead.length;
  if (offset < from) return undefined;
  const written = line.slice(lead.length).replace(quote === '' ? /\s+#.*$/ : quote === '"' ? /".*$/ : /'.*$/, '');
  const within = offset - from;
  if (within > written.length) return undefined;
  const fields = fieldsOf(written);
  const before = fieldsOf(written.slice(0, within));
  const number = before.length - 1;
  // By what stands before the place: a comma that follows may belong to the next field.
  const current = before[number];
  if (!current) return undefined;
  const whole = fields[number];
  const end = whole && whole.start <= within && whole.end >= within ? whole.end : within;
  const type = (fields[0]?.value ?? '').toUpperCase();
  const range = { start: from + Math.min(current.start, within), end: from + end };
  const items = itemsOf(current.kind, number, type, names, gateways, number === 0 && fields.length > 1);
  return items && { range, items };
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

/** What is typed of a name between brackets, commas and the dash of a list. */
function plainNameAt(text: string, offset: number): TextRange {
  const before = /[^\r\n[\],"']*$/.exec(text.slice(Math.max(0, offset - 400), offset))?.[0] ?? '';
  const after = /^[^\r\n[\],"'#]*/.exec(text.slice(offset, offset + 400))?.[0] ?? '';
  const typed = before.replace(/^\s*(?:- )?\s*/, '');
  return { start: offset - typed.length, end: offset + after.trimEnd().length };
}
