import type { Cell, ExclusionStudy } from './common-value.ts';
import { asMeant } from './common-value.ts';
import { meansUrl, type ReadEntry } from './entry.ts';
import { presentLists, wayOf, type ExclusionPlace } from './place.ts';

/** Why a client does something else than an exclusion list means. */
export type MisreadingKind =
  /** It fails on the list altogether. */
  | 'breaks'
  /** It goes direct to a host that no entry means. */
  | 'too-wide'
  /** It does not know `*` for every host. */
  | 'everything'
  | 'range'
  | 'port'
  /** It does not know `*.` in front. */
  | 'wildcard'
  /** It does not know a dot in front. */
  | 'leading-dot'
  /** A name is that host alone for it. */
  | 'below'
  | 'ipv6'
  /** It takes a blank or another separator as part of an entry. */
  | 'separator'
  /** Case, a scheme, a path, quotes or a dot at the end: clean, the entry would work. */
  | 'spelling'
  /** The entry would work, but stands in a variable that it does not read. */
  | 'variable'
  /** Nobody wrote it, and it does not know by itself that loopback is never for a proxy. */
  | 'loopback-missing';

/** One kind of misreading, everywhere it was met. */
export interface Misreading {
  kind: MisreadingKind;
  /** Entries as written; none for loopback that nobody listed. */
  entries: readonly string[];
  /** Dialect titles, in their usual order. */
  clients: readonly string[];
  /** URLs that go another way than meant. */
  urls: readonly string[];
  /** The gateway is among them. */
  gateway: boolean;
  /** A loopback spelling that somebody listed is among them. */
  loopback: boolean;
}

/** A misreading while it is gathered. */
interface Met extends Pick<Misreading, 'gateway' | 'loopback'> {
  entries: Set<string>;
  clients: Set<string>;
  urls: Set<string>;
}

/** Every client of a place that does another thing than the list plainly means, by kind. */
export function misreadings(study: ExclusionStudy, place: ExclusionPlace): Misreading[] {
  const met = new Map<MisreadingKind, Met>();
  for (const cell of study.cells) {
    if (cell.place !== place || !cell.plain || cell.now === 'unknown' || asMeant(cell, cell.now)) continue;
    // Most programs call this machine by its other names, and some clients can't be told of this one in any spelling.
    if (cell.probe.of === 'loopback' && cell.probe.url.hostname === '[::1]' && cell.now !== 'fails') continue;
    for (const { kind, entry } of causesOf(cell, study)) {
      const none: Met = { entries: new Set(), clients: new Set(), urls: new Set(), gateway: false, loopback: false };
      const sofar = met.get(kind) ?? none;
      if (entry !== undefined) sofar.entries.add(entry);
      sofar.clients.add(cell.client.dialect.title);
      sofar.urls.add(cell.probe.url.href);
      sofar.gateway ||= cell.probe.of === 'gateway';
      sofar.loopback ||= kind !== 'loopback-missing' && cell.probe.of === 'loopback';
      met.set(kind, sofar);
    }
  }
  return [...met].map(([kind, { entries, clients, urls, gateway, loopback }]) => ({
    kind,
    entries: [...entries],
    clients: [...clients],
    urls: [...urls],
    gateway,
    loopback,
  }));
}

interface Cause {
  kind: MisreadingKind;
  entry?: string;
}

function causesOf(cell: Cell, { entries }: ExclusionStudy): Cause[] {
  const { client, place, probe, now, meant } = cell;
  const alone = (text: string): string => wayOf(client, place, probe.url, text);
  if (now === 'fails') {
    const breaking = entries.filter(({ text }) => alone(text) === 'fails');
    return breaking.length === 0 ? [{ kind: 'breaks' }] : breaking.map(({ text }) => ({ kind: 'breaks', entry: text }));
  }
  if (meant === 'proxied') {
    const wide = entries.filter(({ text }) => alone(text) === 'direct');
    return wide.length === 0 ? [{ kind: 'too-wide' }] : wide.map(({ text }) => ({ kind: 'too-wide', entry: text }));
  }
  const meaning = entries.filter((entry) => meansUrl(entry, probe.url) === 'yes');
  if (meaning.length === 0) return [{ kind: 'loopback-missing' }];
  return meaning.map((entry) => ({ kind: whyNot(cell, entry, alone), entry: entry.text }));
}

function whyNot({ place, probe }: Cell, entry: ReadEntry, alone: (text: string) => string): MisreadingKind {
  if (alone(entry.text) === 'direct') return entry.spaced || /[;|]/.test(listText(place)) ? 'separator' : 'variable';
  if (entry.clean !== entry.text && alone(entry.clean) === 'direct') return 'spelling';
  const { meaning } = entry;
  if ('port' in meaning && meaning.port !== undefined) return 'port';
  switch (meaning.kind) {
    case 'everything':
      return 'everything';
    case 'range':
      return 'range';
    case 'address':
      return meaning.address.includes(':') ? 'ipv6' : 'spelling';
    case 'domain':
      if (meaning.form === 'star') return 'wildcard';
      if (meaning.form === 'dot') return 'leading-dot';
      return probe.url.hostname === meaning.name ? 'spelling' : 'below';
    case 'other':
      return 'spelling';
  }
}

function listText(place: ExclusionPlace): string {
  const { lower = '', upper = '', setting } = presentLists(place);
  return [lower, upper, ...setting].join(',');
}

/** Which variable each client of a place reads: played with two names that nobody else has. */
export function variableReaders(place: ExclusionPlace): { lower: string[]; upper: string[] } {
  const [small, large] = ['https://only-in-lower.example/', 'https://only-in-upper.example/'].map((url) => new URL(url));
  const readers: { lower: string[]; upper: string[] } = { lower: [], upper: [] };
  if (!small || !large) return readers;
  const others = Object.entries(place.environment).filter(([name]) => name.toLowerCase() !== 'no_proxy');
  const environment = { ...Object.fromEntries(others), no_proxy: small.hostname, NO_PROXY: large.hostname };
  for (const client of place.clients) {
    const question = { environment, platform: place.platform, ...(place.system && { system: place.system }) };
    const asks = (url: URL): boolean => client.version.resolve({ ...question, url }).outcome === 'direct';
    // Where no proxy is used at all, nothing shows what is read.
    if (client.version.resolve({ ...question, url: new URL('https://in-neither.example/') }).outcome !== 'proxy') continue;
    if (asks(small)) readers.lower.push(client.dialect.title);
    if (asks(large)) readers.upper.push(client.dialect.title);
  }
  return readers;
}

