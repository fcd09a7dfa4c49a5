import ipaddr from 'ipaddr.js';
import { meansUrl, portText, readEntries, type EntryMeaning, type ReadEntry } from './entry.ts';

/** A URL that is played to the clients. */
export interface ProbeUrl {
  url: URL;
  of: 'gateway' | 'loopback' | 'entry' | 'below' | 'inside' | 'look-alike';
}

/** Entries that mean the same hosts, what shows whether a client understands them, and how else they can be written. */
export interface EntryGroup {
  key: string;
  /** Empty where nobody wrote it: loopback, and the gateway under an entry that does not name it. */
  entries: readonly ReadEntry[];
  /** The entries as they should stay, clean and without doubles. */
  own: readonly string[];
  urls: readonly ProbeUrl[];
  /** Ways to write it, best first; what belongs together is one item. */
  spellings: readonly (readonly string[])[];
}

/** Ranges up to this many addresses may be written out. */
const maxWrittenOut = 16;

/** The spellings of this machine itself that people and programs use. */
export const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '::1'];

/**
 * Groups entries by what they mean, in order; `named` are hosts that the list has to mean beside them.
 *
 * @param scheme of the URLs to play, without port; a port of an entry is taken over.
 */
export function entryGroups(
  entries: readonly ReadEntry[],
  named: readonly string[],
  scheme: 'http' | 'https',
): EntryGroup[] {
  const grouped = new Map<string, ReadEntry[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    grouped.set(key, [...(grouped.get(key) ?? []), entry]);
  }
  for (const host of named) {
    const [entry] = readEntries(host);
    if (entry && !grouped.has(keyOf(entry))) grouped.set(keyOf(entry), []);
  }
  const meanings = new Map([...named.flatMap(readEntries), ...entries].map((entry) => [keyOf(entry), entry.meaning]));
  return [...grouped].flatMap(([key, members]) => {
    const meaning = meanings.get(key);
    if (!meaning) return [];
    return {
      key,
      entries: members,
      own: [...new Set(members.map(({ clean }) => clean))],
      urls: urlsOf(meaning, scheme),
      spellings: spellingsOf(meaning),
    };
  });
}

function keyOf({ meaning, text }: ReadEntry): string {
  switch (meaning.kind) {
    case 'everything':
      return '*';
    case 'domain':
      return `${meaning.name}${portText(meaning.port)}`;
    case 'address':
      return `${meaning.address} ${portText(meaning.port)}`;
    case 'range':
      return meaning.range;
    case 'other':
      return `other ${text}`;
  }
}

function urlsOf(meaning: EntryMeaning, scheme: 'http' | 'https'): ProbeUrl[] {
  const web = (host: string, port?: number): URL => {
    const urlHost = host.includes(':') ? `[${host}]` : host;
    return new URL(`${port === 80 ? 'http' : port === 443 ? 'https' : scheme}://${urlHost}${portText(port)}/`);
  };
  switch (meaning.kind) {
    case 'domain': {
      const { name, port } = meaning;
      const own = { url: web(name, port), of: loopbackNames.includes(name) ? ('loopback' as const) : ('entry' as const) };
      // Nothing stands below localhost, and nobody means what does.
      if (!name.includes('.')) return [own];
      return [own, { url: web(`host.${name}`, port), of: 'below' }, { url: web(`not${name}`, port), of: 'look-alike' }];
    }
    case 'address':
      return [
        { url: web(meaning.address, meaning.port), of: loopbackNames.includes(meaning.address) ? 'loopback' : 'entry' },
      ];
    case 'range': {
      const [inside, outside] = edges(meaning.range);
      const beyond = outside === undefined ? [] : [{ url: web(outside), of: 'look-alike' as const }];
      return [{ url: web(inside), of: 'inside' }, ...beyond];
    }
    case 'everything':
      return [{ url: web('any-other-host.example'), of: 'entry' }];
    case 'other':
      return [];
  }
}

/** The last address of a range, and the one behind it where there is one. */
function edges(range: string): [inside: string, outside: string | undefined] {
  const [address, bits] = ipaddr.parseCIDR(range);
  const bytes = address.toByteArray();
  const last = bytes.map((byte, index) => byte | (0xff >> Math.min(8, Math.max(0, bits - index * 8))));
  const next = [...last];
  let at = next.length - 1;
  while (at >= 0 && next[at] === 255) next[at--] = 0;
  if (at >= 0) next[at] = (next[at] ?? 0) + 1;
  return [ipaddr.fromByteArray(last).toString(), at < 0 ? undefined : ipaddr.fromByteArray(next).toString()];
}

function spellingsOf(meaning: EntryMeaning): string[][] {
  switch (meaning.kind) {
    case 'everything':
      return [['*']];
    case 'domain': {
      const { name, port } = meaning;
      const names = name.includes('.') ? [name, `.${name}`, `*.${name}`] : [name];
      return [...(port === undefined ? [] : names.map((one) => `${one}${portText(port)}`)), ...names].map((one) => [one]);
    }
    case 'address': {
      const { address, port } = meaning;
      const forms = address.includes(':') ? [address, `[${address}]`] : [address];
      const portForms = port === undefined ? [] : [`${forms.at(-1) ?? address}${portText(port)}`];
      return [...portForms, ...forms].map((one) => [one]);
    }
    case 'range':
      return [[meaning.range], ...globsOf(meaning.range), ...writtenOut(meaning.range)];
    case 'other':
      return [];
  }
}

/** `10.*` for `10.0.0.0/8`: the form that some clients take in place of a range. */
function globsOf(range: string): string[][] {
  const [address, bits] = ipaddr.parseCIDR(range);
  if (address.kind() !== 'ipv4' || bits % 8 !== 0 || bits === 0 || bits === 32) return [];
  return [[`${address.toByteArray().slice(0, bits / 8).join('.')}.*`]];
}

function writtenOut(range: string): string[][] {
  const [address, bits] = ipaddr.parseCIDR(range);
  const count = 2 ** (32 - bits);
  if (address.kind() !== 'ipv4' || count > maxWrittenOut) return [];
  const bytes = address.toByteArray();
  return [Array.from({ length: count }, (_, index) => [...bytes.slice(0, 3), (bytes[3] ?? 0) + index].join('.'))];
}

/** What a URL is meant to do by these entries. Loopback is never meant for a proxy. */
export function meantWay(entries: readonly ReadEntry[], url: URL): 'direct' | 'proxied' | 'either' {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (loopbackNames.includes(host)) return 'direct';
  let may = false;
  for (const entry of entries) {
    const means = meansUrl(entry, url);
    if (means === 'yes') return 'direct';
    if (means === 'maybe') may = true;
  }
  return may ? 'either' : 'proxied';
}
