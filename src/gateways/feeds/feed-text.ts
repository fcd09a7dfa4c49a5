import { plainText } from '../../path/network-failure.ts';

/** No text of a page is looked at past this many characters. */
const maxLookedAt = 8_000;

const namedEntities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'], ['lt', '<'], ['gt', '>'], ['quot', '"'], ['apos', "'"], ['nbsp', ' '], ['hellip', '…'], ['ndash', '–'],
  ['mdash', '—'], ['lsquo', '‘'], ['rsquo', '’'], ['ldquo', '“'], ['rdquo', '”'], ['middot', '·'], ['bull', '•'],
]);

/** Decodes the character references of XML and the common ones of HTML, once. Others stay as they are. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return namedEntities.get(name.toLowerCase()) ?? whole;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : ' ';
  });
}

/** Takes tags out; what was between two of them stays apart. */
export function withoutTags(html: string, between: string): string {
  return html.replace(/<\/?[a-z!?][^<>]{0,2000}>/gi, between);
}

/**
 * Text of a page made safe to show: no markup, also where it was written as entities; one line, bounded.
 *
 * @returns '' for anything but text.
 */
export function feedText(value: unknown, maxChars: number): string {
  if (typeof value !== 'string') return '';
  let text = value.slice(0, maxLookedAt);
  // Twice: feeds escape what was escaped before.
  for (let round = 0; round < 2; round++) text = decodeEntities(withoutTags(text, ' '));
  // What still begins like a tag is half of one.
  text = withoutTags(text, ' ').replace(/<(?=[a-z/!?])/gi, ' ');
  return plainText(text.replace(/\s+/g, ' '), maxChars);
}

/** An address to open: https, without credentials, bounded; null for anything else. */
export function feedUrl(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 500 || !URL.canParse(value)) return null;
  const url = new URL(value);
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : null;
}

/** A time that names its zone, as ISO 8601 in UTC; null for anything else, as the reader's own zone would be a guess. */
export function feedTime(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 80) return null;
  const text = value.trim();
  if (!/\d{4}/.test(text) || !/(?:z|gmt|utc|[+-]\d{2}:?\d{2})(?:\s*\([^()]*\))?$/i.test(text)) return null;
  return isoTime(Date.parse(text));
}

/** A Unix time in seconds as ISO 8601; null for 0, which vendors send for "not yet", and for anything else. */
export function feedSeconds(value: unknown): string | null {
  return typeof value === 'number' && value > 0 ? isoTime(value * 1000) : null;
}

function isoTime(ms: number): string | null {
  // 2000 to 2100: outside it is no time of a status page.
  return Number.isFinite(ms) && ms >= 946_684_800_000 && ms < 4_102_444_800_000 ? new Date(ms).toISOString() : null;
}

/** The latest of these times; null when there is none. ISO 8601 in UTC sorts as text. */
export function latest(times: Iterable<string | null>): string | null {
  let found: string | null = null;
  for (const time of times) if (time !== null && (found === null || time > found)) found = time;
  return found;
}
