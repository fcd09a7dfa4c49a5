import { decodeEntities } from './feed-text.ts';

/** Longest feed entry that is looked at; Statuspage's with many updates have some 20 KB. */
const maxElementChars = 200_000;

/**
 * An RSS or Atom text with comments taken out and CDATA sections written as escaped text, so that every `<` left is
 * markup. Document types are refused, and entities with them: no feed needs one.
 *
 * @returns null when it is cut off, damaged or has a document type.
 */
export function plainXml(text: string): string | null {
  const parts: string[] = [];
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('<!', at);
    if (next === -1) break;
    parts.push(text.slice(at, next));
    const [open, close] = text.startsWith('<!--', next) ? ['<!--', '-->'] : ['<![CDATA[', ']]>'];
    if (!text.startsWith(open, next)) return null;
    const end = text.indexOf(close, next + open.length);
    if (end === -1) return null;
    if (close === ']]>') parts.push(escaped(text.slice(next + open.length, end)));
    at = end + close.length;
  }
  parts.push(text.slice(at));
  const xml = parts.join('').trim();
  const root = /<(rss|feed)[\s>]/i.exec(xml.slice(0, 1_000))?.[1];
  return root && xml.endsWith(`</${root}>`) ? xml : null;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** One element: what stands in its tag and between its tags, undecoded. */
export interface Element {
  attributes: string;
  inner: string;
  /** Where it begins in the text it was found in. */
  start: number;
}

/**
 * All elements of a name, not those inside one of the same name. Linear.
 *
 * @returns null when one is not closed, as the rest can't be told then.
 */
export function elements(xml: string, name: string, limit = 1_000): Element[] | null {
  const found: Element[] = [];
  let at = 0;
  while (found.length < limit) {
    const start = xml.indexOf(`<${name}`, at);
    if (start === -1) break;
    const after = start + name.length + 1;
    if (!/[\s/>]/.test(xml[after] ?? '')) {
      at = after;
      continue;
    }
    const tagEnd = xml.indexOf('>', after);
    if (tagEnd === -1) return null;
    if (xml[tagEnd - 1] === '/') {
      found.push({ attributes: xml.slice(after, tagEnd - 1), inner: '', start });
      at = tagEnd + 1;
      continue;
    }
    const end = xml.indexOf(`</${name}>`, tagEnd);
    if (end === -1) return null;
    found.push({ attributes: xml.slice(after, tagEnd), inner: xml.slice(tagEnd + 1, Math.min(end, tagEnd + maxElementChars)), start });
    at = end + name.length + 3;
  }
  return found;
}

/** The decoded text of the first element of a name; '' when there is none. In a feed that text may be HTML. */
export function elementText(xml: string, name: string): string {
  return decodeEntities(elements(xml, name, 1)?.[0]?.inner ?? '').trim();
}

/** An attribute's decoded value; '' when there is none. */
export function attribute(attributes: string, name: string): string {
  for (const [, key, double, single] of attributes.matchAll(/([\w:-]{1,40})\s{0,5}=\s{0,5}(?:"([^"<]{0,1000})"|'([^'<]{0,1000})')/g)) {
    if (key === name) return decodeEntities(double ?? single ?? '');
  }
  return '';
}
