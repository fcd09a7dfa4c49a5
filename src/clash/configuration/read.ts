import type { RuleLine } from '../rules/rule.ts';
import { readGroups } from './groups.ts';
import type { ClashConfiguration, ClashForm, ClashGroup, ClashMap, ClashProxy, ReadingFault } from './model.ts';
import { readProxies, textAt } from './nodes.ts';
import { readProxyProviders, readRuleProviders } from './providers.ts';
import { isEncrypted, recognise } from './recognise.ts';
import { readRuleLines, readSetLines, textSetItems } from './rule-lines.ts';
import { readYaml, type YamlNode, type YamlText } from './yaml-text.ts';

export interface ReadOptions {
  /** Where the text lies: tells forms apart that look the same. */
  readonly path?: string;
  /** What it is, where that is known; else it is recognised, and a text that is nothing known is read as a configuration. */
  readonly form?: ClashForm;
}

/**
 * Reads a Clash text of any form, with the place of everything. Never throws: what could not be read is absent, and
 * `faults` says why. In the forms that are merged into another text, the lists hold what is put in front, what replaces
 * and what is put behind, in this order, numbered through.
 */
export function readConfiguration(text: string, options: ReadOptions = {}): ClashConfiguration {
  const form = options.form ?? recognise(text, options.path) ?? 'configuration';
  const whole = { start: 0, end: text.length };
  if (isEncrypted(text)) return empty(form, text, [{ kind: 'encrypted', range: whole, detail: 'age' }]);
  if (form === 'rule-set' && !/^\s*(?:["']?(?:payload|rules)["']? *:|\{)/m.test(text)) return { ...empty(form, text, []), rules: readSetLines(textSetItems(text)) };
  const { yaml, faults } = readYaml(text);
  if (!yaml) return empty(form, text, faults);
  try {
    return readParts(form, text, yaml, faults);
  } catch (error) {
    // As deep a nesting as the parser just took may still be too deep here.
    return empty(form, text, [...faults, { kind: 'yaml', range: whole, detail: error instanceof Error ? error.message : String(error) }]);
  }
}

function readParts(form: ClashForm, text: string, yaml: YamlText, yamlFaults: readonly ReadingFault[]): ClashConfiguration {
  const top = yaml.mapOf(yaml.root);
  if (!top) {
    const noMap: ReadingFault[] = yaml.root === null || yamlFaults.length > 0 ? [] : [{ kind: 'not-a-map', range: yaml.rangeOf(yaml.root), detail: '' }];
    return empty(form, text, [...yamlFaults, ...noMap]);
  }
  const faults: ReadingFault[] = [...yamlFaults];
  const part = (key: string, shape: 'list' | 'map'): YamlNode => {
    const node = yaml.nodeAt(yaml.root, key);
    if (node === null || top.entries.get(key)?.value === null) return null;
    if (shape === 'list' ? yaml.isList(node) : yaml.isMap(node)) return node;
    faults.push({ kind: 'wrong-shape', range: top.entries.get(key)?.range ?? top.range, detail: key });
    return null;
  };
  const lists = (key: string): YamlNode[] => keysFor(form, key).map((name) => part(name, 'list')).filter((node) => node !== null);
  const rules: RuleLine[] = [];
  for (const list of lists('rules')) {
    const lines = form === 'rule-set' ? readSetLines(yaml.itemsOf(list)) : readRuleLines(yaml.itemsOf(list), rules.length);
    for (const line of lines) rules.push(line);
  }
  const subRules = new Map<string, readonly RuleLine[]>();
  for (const { key, node } of yaml.pairsOf(part('sub-rules', 'map'))) {
    if (yaml.isList(node)) subRules.set(key.value, readRuleLines(yaml.itemsOf(node)));
    // A list without a value is an empty one.
    else if (yaml.valueOf(node) === null) subRules.set(key.value, []);
    else faults.push({ kind: 'wrong-shape', range: key.range, detail: `sub-rules.${key.value}` });
  }
  return {
    form,
    text,
    top,
    mode: modeOf(top),
    rules,
    subRules,
    proxies: lists('proxies').flatMap((list): ClashProxy[] => readProxies(yaml, list)),
    groups: lists('proxy-groups').flatMap((list): ClashGroup[] => readGroups(yaml, list)),
    ruleProviders: readRuleProviders(yaml, part('rule-providers', 'map')),
    proxyProviders: readProxyProviders(yaml, part('proxy-providers', 'map')),
    faults,
  };
}

/** Under which keys a form has what a configuration has under one, in the order in which it ends up. */
function keysFor(form: ClashForm, key: string): readonly string[] {
  const verge = ({ rules: 'verge-rules', proxies: 'verge-proxies', 'proxy-groups': 'verge-groups' } as Record<string, string>)[key];
  if (form === 'verge-rules' || form === 'verge-groups' || form === 'verge-proxies') return form === verge ? ['prepend', 'append'] : [];
  if (form === 'verge-merge') return [`prepend-${key}`, key, `append-${key}`];
  if (form === 'party-override') return [`+${key}`, `+<${key}>`, key, `<${key}>`, `${key}!`, `<${key}>!`, `${key}+`, `<${key}>+`];
  if (form === 'rule-set') return key === 'rules' ? ['payload', 'rules'] : [];
  return [key];
}

function modeOf(top: ClashMap): string {
  return textAt(top, 'mode')?.toLowerCase() ?? 'rule';
}

function empty(form: ClashForm, text: string, faults: readonly ReadingFault[]): ClashConfiguration {
  return { form, text, top: undefined, mode: 'rule', rules: [], subRules: new Map(), proxies: [], groups: [], ruleProviders: [], proxyProviders: [], faults };
}
