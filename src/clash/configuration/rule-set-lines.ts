import { textSetItems } from './rule-lines.ts';
import { readYaml } from './yaml-text.ts';

/** The lines of a rule set's file as they are written; undefined where it can't be read, so that it is not taken for an empty one. Pure. */
export function ruleSetLines(text: string, format: 'yaml' | 'text'): string[] | undefined {
  if (format === 'text') return textSetItems(text).flatMap(({ text: line }) => line ?? []);
  const { yaml } = readYaml(text);
  const list = yaml && (yaml.nodeAt(yaml.root, 'payload') ?? yaml.nodeAt(yaml.root, 'rules'));
  return yaml && list && yaml.isList(list) ? yaml.itemsOf(list).flatMap(({ text: line }) => line ?? []) : undefined;
}
