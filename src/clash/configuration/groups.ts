import type { ClashGroup, Placed } from './model.ts';
import { placedText, readNamed } from './nodes.ts';
import type { YamlNode, YamlText } from './yaml-text.ts';

/** A list of `proxy-groups`; what has no name is left out. */
export function readGroups(yaml: YamlText, list: YamlNode): ClashGroup[] {
  return yaml.itemsOf(list).flatMap((item): ClashGroup[] => {
    const named = readNamed(yaml, item);
    if (!named || !item.node) return [];
    const { name, map } = named;
    const type = placedText(map, 'type') ?? { value: '', range: name.range };
    return [
      {
        name,
        type: { value: type.value.toLowerCase(), range: type.range },
        members: names(yaml, yaml.nodeAt(item.node, 'proxies')),
        uses: names(yaml, yaml.nodeAt(item.node, 'use')),
        map,
      },
    ];
  });
}

function names(yaml: YamlText, list: YamlNode): Placed<string>[] {
  return yaml.itemsOf(list).flatMap(({ text, range }) => (text === undefined ? [] : [{ value: text, range }]));
}
