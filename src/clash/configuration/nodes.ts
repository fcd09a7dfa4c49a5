import type { ClashMap, ClashProxy, Placed } from './model.ts';
import type { YamlItem, YamlNode, YamlText } from './yaml-text.ts';

/** What carries UDP, and what doesn't, whatever the configuration says of it (core: adapter/outbound). */
const alwaysUdp: ReadonlySet<string> = new Set(['direct', 'dns', 'reject', 'hysteria', 'hysteria2', 'tuic', 'sudoku']);
const neverUdp: ReadonlySet<string> = new Set(['http', 'ssh']);

/** A list of `proxies`; what has no name is left out. */
export function readProxies(yaml: YamlText, list: YamlNode): ClashProxy[] {
  return yaml.itemsOf(list).flatMap((item): ClashProxy[] => {
    const named = readNamed(yaml, item);
    if (!named) return [];
    const { name, map } = named;
    const type = textAt(map, 'type')?.toLowerCase() ?? '';
    return [{ name, type, udp: carriesUdp(type, map), map }];
  });
}

/** A member of a list that is a map with a name. */
export function readNamed(yaml: YamlText, item: YamlItem): { name: Placed<string>; map: ClashMap } | undefined {
  const map = item.node ? yaml.mapOf(item.node) : undefined;
  const name = map && placedText(map, 'name');
  return map && name ? { name, map } : undefined;
}

/** A scalar of a map as text; numbers and truth values as JSON writes them. */
export function textAt(map: ClashMap, key: string): string | undefined {
  const value = map.entries.get(key)?.value;
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export function placedText(map: ClashMap, key: string): Placed<string> | undefined {
  const value = textAt(map, key);
  const range = map.entries.get(key)?.range;
  return value === undefined || value === '' || !range ? undefined : { value, range };
}

function carriesUdp(type: string, map: ClashMap): boolean {
  if (alwaysUdp.has(type)) return true;
  const smux = map.entries.get('smux')?.value as { enabled?: unknown; 'only-tcp'?: unknown } | null | undefined;
  if (typeof smux === 'object' && smux !== null && smux.enabled === true && smux['only-tcp'] !== true) return true;
  return !neverUdp.has(type) && map.entries.get('udp')?.value === true;
}
