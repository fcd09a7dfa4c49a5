import type { ReadingFault } from './model.ts';

/** What the parser says where a tag ends for it and goes on for the core. */
const atTag = /^(?:The !! tag has no suffix|Tags and anchors must be separated from the next token by white space)/;
/** The rest of a tag for the core (go-yaml: scannerc.go, yaml_parser_scan_tag_uri); YAML 1.2 takes the brackets and the comma out. */
const restOfTag = /[\w\-;/?:@&=+$.%!~*'()[\],]*/y;
/** A tag that ends where a fault is. */
const tagBefore = /(?:^|[\s[{,:])!\S*$/;
/** What it says of the value behind such a tag, between brackets, where it took the end of the tag for a value. */
const behindTag = /^Unexpected scalar at node end/;
/** A tag, with what parts it from its value. */
const tagAndBlank = /(?<=[\s[{,:])![\w\-;/?:@&=+$.%!~*'()[\],]*[ \t]+$/;
/** No tag is longer, in characters. */
const longestTag = 200;

/**
 * The text with letters in the place of the brackets and commas that stand in tags (`!![a, b]`): for the core, which goes
 * by YAML 1.1, they belong to the tag, so that what looks like a list is nothing with an odd tag. As long as before, so
 * that every place stays; the same text where no fault is about a tag. Pure.
 */
export function plainTags(text: string, faults: readonly ReadingFault[]): string {
  let plain = text;
  for (const { kind, range, detail } of faults) {
    if (kind !== 'yaml') continue;
    if (behindTag.test(detail)) plain = plainBefore(plain, range.start);
    if (!atTag.test(detail)) continue;
    const at = detail.startsWith('The') ? range.end : range.start;
    if (!tagBefore.test(plain.slice(Math.max(0, at - longestTag), at))) continue;
    restOfTag.lastIndex = at;
    const rest = restOfTag.exec(plain)?.[0] ?? '';
    if (/[[\],]/.test(rest)) plain = plain.slice(0, at) + rest.replace(/[[\],]/g, 'x') + plain.slice(at + rest.length);
  }
  return plain;
}

function plainBefore(text: string, at: number): string {
  const from = Math.max(0, at - longestTag);
  const found = tagAndBlank.exec(text.slice(from, at));
  return found ? text.slice(0, from + found.index) + found[0].replace(/[[\],]/g, 'x') + text.slice(at) : text;
}
