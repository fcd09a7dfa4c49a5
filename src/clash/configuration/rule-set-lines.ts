import { textSetItems } from './rule-lines.ts';
import { readYaml } from './yaml-text.ts';

/** The lines of a rule set's file as they are written; none where it can't be read. */
export function ruleSetLines(text: string, format: 'yaml' | 'text'): string[] {
  if (format === 'text') return textSetItems(text).flatMap(({ text: line }) => line ?? []);
  const { yaml } = readYaml(text);
  if (!yaml) return [];
  const list = yaml.nodeAt(yaml.root, 'payload') ?? yaml.nodeAt(yaml.root, 'rules');
  return yaml.isList(list) ? yaml.itemsOf(list).flatMap(({ text: line }) => line ?? []) : [];
}
