import type { ClashProxyProvider, ClashRuleProvider } from './model.ts';
import { textAt } from './nodes.ts';
import type { YamlNode, YamlText } from './yaml-text.ts';

const behaviors = ['domain', 'ipcidr', 'classical'] as const;
const formats = ['yaml', 'text', 'mrs'] as const;

/** The map of `rule-providers`. */
export function readRuleProviders(yaml: YamlText, parent: YamlNode): ClashRuleProvider[] {
  return yaml.pairsOf(parent).flatMap(({ key, node }): ClashRuleProvider[] => {
    const map = yaml.mapOf(node);
    if (!map) return [];
    const payload = yaml.nodeAt(node, 'payload');
    return [
      {
        name: key,
        type: textAt(map, 'type') ?? '',
        behavior: behaviors.find((behavior) => behavior === textAt(map, 'behavior')),
        format: formats.find((format) => format === textAt(map, 'format')) ?? 'yaml',
        url: textAt(map, 'url'),
        path: textAt(map, 'path'),
        payload: yaml.isList(payload) ? yaml.itemsOf(payload).flatMap(({ text }) => (text === undefined ? [] : [text])) : undefined,
        map,
      },
    ];
  });
}

/** The map of `proxy-providers`. */
export function readProxyProviders(yaml: YamlText, parent: YamlNode): ClashProxyProvider[] {
  return yaml.pairsOf(parent).flatMap(({ key, node }): ClashProxyProvider[] => {
    const map = yaml.mapOf(node);
    return map ? [{ name: key, type: textAt(map, 'type') ?? '', url: textAt(map, 'url'), path: textAt(map, 'path'), map }] : [];
  });
}
