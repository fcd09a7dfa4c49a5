import type { FeedState } from './feed.ts';
import { feedText, feedTime, feedUrl, withoutTags, decodeEntities } from './feed-text.ts';
import { meaning, type Vocabulary } from './feed-words.ts';
import { attribute, elements, elementText } from './feed-xml.ts';

/** One entry of an RSS or Atom feed, as far as it says how things stand. */
export interface FeedEntry {
  id: string;
  title: string;
  url: string | null;
  publishedAt: string | null;
  updatedAt: string | null;
  /** `planned`: a maintenance to come. `unknown`: no word here says how it stands. */
  stage: 'open' | 'over' | 'planned' | 'unknown';
  /** How bad it is or was; `degraded` where the feed gives no severity. */
  state: FeedState;
  components: readonly string[];
}

const maxEntries = 500;

const stages: ReadonlyMap<string, Exclude<FeedEntry['stage'], 'unknown'>> = new Map([
  ['investigating', 'open'], ['identified', 'open'], ['monitoring', 'open'], ['active', 'open'], ['ongoing', 'open'],
  ['in progress', 'open'], ['in_progress', 'open'], ['verifying', 'open'],
  ['resolved', 'over'], ['completed', 'over'], ['closed', 'over'], ['postmortem', 'over'],
  ['scheduled', 'planned'],
]);

/** Severities of xAI's feed, and words for components in those of incident.io. `info` is not said to be bad or good. */
const severities: Vocabulary = new Map<string, FeedState>([
  ['outage', 'outage'],
  ['disruption', 'degraded'],
  ['degraded', 'degraded'],
  ['maintenance', 'maintenance'],
  ['degraded performance', 'degraded'],
  ['partial outage', 'degraded'],
  ['major outage', 'outage'],
  ['full outage', 'outage'],
  ['under maintenance', 'maintenance'],
]);

/** The entries of a feed, in its order, and when it says it was changed; null when it is damaged. */
export function feedEntries(xml: string): { list: FeedEntry[]; updatedAt: string | null } | null {
  const atom = /^(?:<\?xml[^<>]{0,300}\?>\s{0,100})?<feed[\s>]/i.test(xml);
  const found = elements(xml, atom ? 'entry' : 'item', maxEntries);
  if (!found) return null;
  // The head of the feed has times and titles of its own.
  const head = xml.slice(0, found[0]?.start ?? xml.length);
  return {
    list: found.map(({ inner }) => (atom ? atomEntry(inner) : rssItem(inner))),
    updatedAt: atom ? feedTime(elementText(head, 'updated')) : null,
  };
}

/** RFC 4287, with the HTML that Statuspage puts into `content`. */
function atomEntry(xml: string): FeedEntry {
  const links = elements(xml, 'link', 10) ?? [];
  const link = links.find(({ attributes }) => ['', 'alternate'].includes(attribute(attributes, 'rel')));
  return {
    ...howItStands(elementText(xml, 'content') || elementText(xml, 'summary'), elementText(xml, 'title'), []),
    id: elementText(xml, 'id'),
    url: feedUrl(attribute(link?.attributes ?? '', 'href')),
    publishedAt: feedTime(elementText(xml, 'published')),
    updatedAt: feedTime(elementText(xml, 'updated')),
  };
}

/** rssboard.org/rss-specification. */
function rssItem(xml: string): FeedEntry {
  const link = elementText(xml, 'link');
  const categories = (elements(xml, 'category', 20) ?? []).map(({ inner }) => decodeEntities(inner).trim().toLowerCase());
  return {
    ...howItStands(elementText(xml, 'description'), elementText(xml, 'title'), categories),
    id: elementText(xml, 'guid') || link,
    url: feedUrl(link),
    publishedAt: feedTime(elementText(xml, 'pubDate')),
    updatedAt: null,
  };
}

/** Reads stage, severity and components from an entry's HTML, its title and its categories. */
function howItStands(html: string, title: string, categories: readonly string[]): Pick<FeedEntry, 'title' | 'stage' | 'state' | 'components'> {
  const lines = decodeEntities(withoutTags(html, '\n')).split('\n').map((line) => line.trim().slice(0, 300));
  const after = (word: string): string | undefined =>
    lines.find((line) => line.toLowerCase().startsWith(word))?.slice(word.length).trim().toLowerCase();
  const stage = stageOf(after('status:'), html, title, categories);
  const severity = after('severity:') ?? categories.find((word) => severities.has(word));
  const named = lines.flatMap((line) => /\(([a-z ]{5,25})\)$/i.exec(line)?.[1]?.toLowerCase() ?? []).filter((word) => severities.has(word));
  const scheduled = lines.some((line) => /^this is a scheduled event/i.test(line));
  const state = scheduled ? 'maintenance' : severity !== undefined ? meaning(severities, severity) : named.length > 0 ? worstOf(named) : 'degraded';
  // xAI begins its titles with the component in brackets.
  const [, component, rest] = /^\[([^[\]]{1,80})\]\s{0,5}(.{1,400})$/s.exec(title) ?? [];
  return { title: rest ?? title, stage, state, components: component === undefined ? [] : [feedText(component, 100)] };
}

function worstOf(words: readonly string[]): FeedState {
  const states = words.map((word) => meaning(severities, word));
  return states.includes('outage') ? 'outage' : states.includes('degraded') ? 'degraded' : 'maintenance';
}

function stageOf(status: string | undefined, html: string, title: string, categories: readonly string[]): FeedEntry['stage'] {
  // A status that is given is the answer, also when its word is not known.
  if (status !== undefined) return stages.get(status) ?? 'unknown';
  // Statuspage: each update begins with its stage in bold, the newest first; "Update" leaves it as it was.
  for (const [, bold] of html.matchAll(/<(?:strong|b)>([^<>]{1,40})<\/(?:strong|b)>/gi)) {
    const word = (bold ?? '').trim().toLowerCase();
    const known = stages.get(word);
    if (known) return known;
    if (word !== 'update') break;
  }
  const said = categories.flatMap((word) => stages.get(word) ?? []);
  if (said[0]) return said[0];
  // Better Stack: "Chat API went down", "Chat API recovered".
  if (/\bwent down$/i.test(title.trim())) return 'open';
  if (/\brecovered$/i.test(title.trim())) return 'over';
  return 'unknown';
}
