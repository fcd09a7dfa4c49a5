/** The list that a place of a document is in, found from the lines above it alone: what is being typed need be no YAML yet. Pure. */

import { flowPlace, type FlowItem, type FlowPlace } from './flow-place.ts';

export type ListKind = 'rules' | 'members' | 'uses';

/** Keys whose lists hold rules; those of merged files among them. */
const ruleKeys = /^(?:rules|\+rules|rules\+|prepend-rules|append-rules|prepend|append|payload)$/;

/** A list, and the item of it that a place is in where that is one in brackets. */
export interface ListPlace {
  readonly kind: ListKind;
  readonly item: FlowItem | undefined;
}

/** Undefined where the place is in no list that is known. */
export function listAt(text: string, offset: number): ListPlace | undefined {
  const lineStart = startOfLine(text, offset);
  const before = text.slice(lineStart, offset);
  const item = /^( *)- /.exec(before);
  // A line that begins with a dash goes on with no list of the lines above.
  const flow = flowPlace(text, offset, item ? lineStart : 0);
  if (flow) {
    const kind = kindOfFlow(text, flow);
    return kind && { kind, item: flow.item };
  }
  if (!item) return undefined;
  const kind = kindOf(keysAbove(text, lineStart, (item[1] ?? '').length));
  return kind && { kind, item: undefined };
}

function kindOfFlow(text: string, { key, line }: FlowPlace): ListKind | undefined {
  // In a map in braces they are a group's.
  if (!line) return key === 'proxies' ? 'members' : key === 'use' ? 'uses' : undefined;
  // What stands around a key stands less far in; around a list's item, also as far.
  return kindOf([key, ...keysAbove(text, line.start, line.dashes > 0 ? line.space : line.space - 1)]);
}

/** @param keys around an item of a list, the innermost first */
function kindOf(keys: readonly string[]): ListKind | undefined {
  const own = keys[0];
  if (own === undefined) return undefined;
  if (own === 'proxies' && keys.length > 1) return 'members';
  if (own === 'use' && keys.length > 1) return 'uses';
  if (keys.length === 1 && ruleKeys.test(own)) return 'rules';
  return keys.length === 2 && keys[1] === 'sub-rules' ? 'rules' : undefined;
}

/** The keys around a list item, the innermost first. */
function keysAbove(text: string, lineStart: number, indent: number): string[] {
  const keys: string[] = [];
  // The key of a list may stand as far in as its items.
  let within = indent + 1;
  for (let at = lineStart; at > 0 && within > 0; ) {
    const start = startOfLine(text, at - 1);
    const line = text.slice(start, at);
    at = start;
    const [, space = '', dashes = '', key] = /^( *)((?:- +)*)["']?([^\s"'#:][^"':]*?)["']?\s*:(?:\s|$)/.exec(line) ?? [];
    if (key === undefined) continue;
    const depth = space.length + dashes.length;
    if (depth >= within || (keys.length === 0 && dashes !== '' && space.length >= indent)) continue;
    keys.push(key);
    // A map that is an item of a list: what is above it is the list's own key.
    within = dashes === '' ? depth : space.length + 1;
  }
  return keys;
}

/** Where the line of a place begins. Character by character: looking for an end of line that a text never has goes through all of it. */
export function startOfLine(text: string, offset: number): number {
  let at = Math.min(offset, text.length);
  while (at > 0 && !isEnd(text.charCodeAt(at - 1))) at--;
  return at;
}

function isEnd(code: number): boolean {
  return code === 10 || code === 13;
}
