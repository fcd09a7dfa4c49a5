import type { ClientChoice } from '../routes.ts';
import { readEntries, type ReadEntry } from './entry.ts';
import { entryGroups, loopbackNames, meantWay, type EntryGroup, type ProbeUrl } from './groups.ts';
import { atOnce, type Steps } from '../steps.ts';
import { placeWith, presentLists, wayOf, type ExclusionPlace, type Way } from './place.ts';

/** One client of one place and one URL: the way it would take without any list, takes now, and should take. */
export interface Cell {
  place: ExclusionPlace;
  client: ClientChoice;
  probe: ProbeUrl;
  meant: 'direct' | 'proxied';
  /** False where the entries leave it open. */
  plain: boolean;
  now: Way;
}

/** What has been worked out about the lists of some places with the same meaning. */
export interface ExclusionStudy {
  places: readonly ExclusionPlace[];
  gateway: URL;
  entries: readonly ReadEntry[];
  groups: readonly EntryGroup[];
  /** Only where a proxy would be used without any list; elsewhere no list decides anything. */
  cells: readonly Cell[];
}

/** It settles in one round, rarely in two. */
const maxRounds = 4;

/** Cells that are played in one step: some 10 µs each, and ten times that the first time. */
const cellsInStep = 24;

/** More entries than this are kept as they are and not looked at: nothing a person wrote is longer. */
const maxEntries = 60;

/**
 * Asks each client of these places about every entry of one list.
 *
 * @param lists as they stand, in every variable and setting; what any of them names is meant.
 * @param gateway whose way is not to change by accident.
 */
export function* studyInSteps(
  places: readonly ExclusionPlace[],
  lists: readonly string[],
  gateway: URL,
): Steps<ExclusionStudy> {
  const all = lists.flatMap(readEntries).slice(0, maxEntries);
  const entries = [...new Map(all.map((entry) => [`${entry.text} ${entry.spaced}`, entry])).values()];
  const asks = places.flatMap((place) => place.clients.map((client) => ({ place, client })));
  const without = (url: URL): typeof asks =>
    asks.filter(({ place, client }) => wayOf(client, place, url, '') === 'proxied');
  const scheme = without(new URL('https://proxied-or-not.example/')).length > 0 ? 'https' : 'http';
  const gatewayHost = gateway.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const gatewayMeant = meantWay(entries, gateway);
  const named = [...(gatewayMeant === 'direct' ? [gatewayHost] : []), ...loopbackNames];
  const groups = entryGroups(entries, named, scheme);
  const probes = new Map<string, ProbeUrl>([[gateway.href, { url: gateway, of: 'gateway' }]]);
  // A local endpoint is asked over plain HTTP.
  for (const host of loopbackNames) {
    const url = new URL(`http://${host.includes(':') ? `[${host}]` : host}/`);
    if (!probes.has(url.href)) probes.set(url.href, { url, of: 'loopback' });
  }
  for (const probe of groups.flatMap(({ entries: written, urls }) => (written.length > 0 ? urls : []))) {
    if (probe.of !== 'loopback' && !probes.has(probe.url.href)) probes.set(probe.url.href, probe);
  }
  const cells: Cell[] = [];
  for (const probe of probes.values()) {
    yield;
    const meant = meantWay(entries, probe.url);
    const found = without(probe.url).map(({ place, client }) => {
      return { place, client, probe, now: wayOf(client, place, probe.url) };
    });
    // A domain that is meant with what is below it: the form that every client can be told. Only a gateway that all send
    // to the proxy now stays there.
    const stays = probe.of === 'gateway' && found.every(({ now }) => now !== 'direct');
    const decided = meant === 'either' ? (stays ? ('proxied' as const) : ('direct' as const)) : meant;
    cells.push(...found.map((cell) => ({ ...cell, meant: decided, plain: meant !== 'either' })));
  }
  return { places, gateway, entries, groups, cells };
}

/** `studyInSteps` without a pause. */
export function studyExclusions(...given: Parameters<typeof studyInSteps>): ExclusionStudy {
  return atOnce(studyInSteps(...given));
}

/** The lists that a place's clients read or should read, to be studied together. */
export function listsOf(place: ExclusionPlace): string[] {
  const { lower, upper, setting } = presentLists(place);
  if (place.list === 'http.noProxy' && setting.length > 0) return [setting.join(',')];
  return [lower, upper].filter((list) => list !== undefined);
}

export function asMeant(cell: Pick<Cell, 'meant'>, way: Way): boolean {
  return (way === 'direct') === (cell.meant === 'direct') && way !== 'fails';
}

/**
 * One list that means the same to as many clients as can agree. What stands in the list stays unless it does harm; what
 * is added are other spellings, each only if it makes a client do what is meant and none do what is not.
 *
 * @returns the entries, or undefined when a proxy is used nowhere and so no list decides anything.
 */
export function* valueInSteps(study: ExclusionStudy): Steps<string[] | undefined> {
  if (study.cells.length === 0) return undefined;
  let words = yield* wordsOf(study);
  // A spelling that was added says a little more than the one it helps, and so may want company of its own.
  for (let round = 0; round < maxRounds; round++) {
    const list = words.join(',');
    const places = study.places.map((place) => placeWith(place, list));
    const next = yield* wordsOf(yield* studyInSteps(places, [list], study.gateway));
    if (next.join(',') === list) break;
    words = next;
  }
  return words;
}

/** `valueInSteps` without a pause. */
export function commonValue(study: ExclusionStudy): string[] | undefined {
  return atOnce(valueInSteps(study));
}

function* wordsOf(study: ExclusionStudy): Steps<string[]> {
  const words = yield* spelledOut(study);
  if (!words.includes('*') || words.length === 1) return words;
  // `*` says all that others could, and some clients know it only while it stands alone.
  const alone = (yield* scoreOf('*', study.cells)) > (yield* scoreOf(words.join(','), study.cells));
  return alone ? ['*'] : words;
}

function* spelledOut(study: ExclusionStudy): Steps<string[]> {
  const found: { group: EntryGroup; words: readonly string[] }[] = [];
  for (const group of study.groups) {
    // What nobody wrote is added only where the rest does not say it already.
    const beside = group.entries.length > 0 ? [] : found.flatMap(({ words }) => words);
    found.push({ group, words: yield* wordsFor(group, study, beside) });
  }
  const whole = [...new Set(found.flatMap(({ words }) => words))];
  const list = whole.join(',');
  const right = study.cells.filter((cell) => asMeant(cell, cell.now));
  if ((yield* wrongWith(list, right)).length === 0) return yield* widened(whole, study);
  // Some clients read an entry in another way when others stand beside it: `*` alone, for one.
  const own = new Set(found.flatMap(({ group, words }) => words.filter((word) => group.own.includes(word))));
  let kept = whole.filter((word) => own.has(word));
  let best = yield* scoreOf(kept.join(','), study.cells);
  for (const { words } of found) {
    const more = [...new Set([...kept, ...words])];
    const reached = more.length === kept.length ? best : yield* scoreOf(more.join(','), study.cells);
    if (reached > best) [kept, best] = [more, reached];
  }
  return yield* widened(whole.filter((word) => kept.includes(word)), study);
}

/** Adds what helps beside the whole list, though it did harm alone: a client that stops at `*` reads nothing after it. */
function* widened(words: readonly string[], study: ExclusionStudy): Steps<string[]> {
  let kept = [...words];
  let list = kept.join(',');
  let wrong = yield* wrongWith(list, study.cells);
  for (const spelling of study.groups.flatMap(({ spellings }) => spellings)) {
    if (wrong.length === 0) break;
    const more = [...new Set([...kept, ...spelling])];
    const wider = more.join(',');
    if (more.length === kept.length) continue;
    const left = yield* wrongWith(wider, wrong);
    if (left.length === wrong.length) continue;
    if ((yield* scoreOf(wider, study.cells)) <= (yield* scoreOf(list, study.cells))) continue;
    [kept, list] = [more, wider];
    wrong = left;
  }
  return kept;
}

/** Those of the cells whose client does not do what is meant with this list. */
function* wrongWith(list: string, cells: readonly Cell[]): Steps<Cell[]> {
  const wrong: Cell[] = [];
  for (const [index, cell] of cells.entries()) {
    if (index % cellsInStep === 0) yield;
    if (!asMeant(cell, wayOf(cell.client, cell.place, cell.probe.url, list))) wrong.push(cell);
  }
  return wrong;
}

function* wordsFor(group: EntryGroup, { cells }: ExclusionStudy, beside: readonly string[]): Steps<string[]> {
  const hrefs = new Set(group.urls.map(({ url }) => url.href));
  const hosts = new Set(group.urls.map(({ url }) => url.hostname));
  const touched = cells.filter(
    ({ probe }) => probe.of === 'gateway' || hrefs.has(probe.url.href) || hosts.has(probe.url.hostname),
  );
  const score = (words: readonly string[]): Steps<number> => scoreOf([...beside, ...words].join(','), touched);
  let words = [...group.own];
  let best = yield* score(words);
  for (const word of group.own) {
    const less = words.filter((one) => one !== word);
    const reached = yield* score(less);
    if (reached > best) [words, best] = [less, reached];
  }
  for (const spelling of group.spellings) {
    const added = spelling.filter((one) => !words.includes(one));
    if (added.length === 0) continue;
    const more = [...words, ...added];
    const reached = yield* score(more);
    if (reached > best) [words, best] = [more, reached];
  }
  // An earlier spelling may not be needed any more.
  for (const word of words.filter((one) => !group.own.includes(one))) {
    const less = words.filter((one) => one !== word);
    if (!group.spellings.every((spelling) => spelling.length === 1 || !spelling.includes(word))) continue;
    if ((yield* score(less)) >= best) words = less;
  }
  return words;
}

/**
 * How well a list does for these cells. A gateway that goes direct though it is meant for the proxy, or is not reached at
 * all, outweighs everything; and a client that fails on an entry mostly fails for the gateway too.
 */
function* scoreOf(list: string, cells: readonly Cell[]): Steps<number> {
  let score = 0;
  for (const [index, cell] of cells.entries()) {
    if (index % cellsInStep === 0) yield;
    const way = wayOf(cell.client, cell.place, cell.probe.url, list);
    const gateway = cell.probe.of === 'gateway';
    if (way === 'fails') score -= gateway ? 1_000 : 1;
    else if (gateway && way === 'direct' && cell.meant === 'proxied') score -= 1_000;
    else if (asMeant(cell, way)) score += cell.plain ? 3 : 2;
  }
  return score;
}
