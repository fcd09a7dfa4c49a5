import type { SystemProxy } from '../proxy-settings.ts';
import type { RouteQuestion } from '../route.ts';
import type { ClientChoice } from '../routes.ts';

/** Clients that read one exclusion list, and everything else that they read. */
export interface ExclusionPlace {
  clients: readonly ClientChoice[];
  environment: Readonly<Record<string, string | undefined>>;
  editorSettings: Readonly<Record<string, unknown>>;
  system?: SystemProxy;
  platform: NodeJS.Platform;
  /** Where a list is put for these clients. */
  list: 'variables' | 'http.noProxy';
}

/** What a client does with a URL, as far as exclusion lists go. */
export type Way = 'direct' | 'proxied' | 'fails' | 'unknown';

/** The lists that stand in a place now. */
export interface PresentLists {
  /** `no_proxy` and `NO_PROXY` as they are, undefined where unset; on Windows they are one. */
  lower?: string;
  upper?: string;
  /** The items of `http.noProxy`. */
  setting: readonly string[];
}

export function presentLists({ environment, editorSettings, platform }: ExclusionPlace): PresentLists {
  const setting = editorSettings['http.noProxy'];
  const found = (wanted: string): string | undefined =>
    platform === 'win32'
      ? Object.entries(environment).find(([name]) => name.toLowerCase() === 'no_proxy')?.[1]
      : environment[wanted];
  const [lower, upper] = [found('no_proxy'), found('NO_PROXY')];
  return {
    ...(lower !== undefined && { lower }),
    ...(upper !== undefined && { upper }),
    setting: Array.isArray(setting) ? setting.filter((one): one is string => typeof one === 'string') : [],
  };
}

/** What was asked before: the search for one list asks the same many times, and nothing a client decides by changes. */
const asked = new WeakMap<ExclusionPlace, Map<string, Way>>();

/** What a client does now, or, with a list, what it would do if that were the whole of it. */
export function wayOf(client: ClientChoice, place: ExclusionPlace, url: URL, list?: string): Way {
  if (list === undefined) return playedWay(client, place, url, list);
  const answers = answersOf(place);
  const key = [client.dialect.id, client.version.version, url.href, list].join('\n');
  const known = answers.get(key);
  if (known !== undefined) return known;
  const way = playedWay(client, place, url, list);
  answers.set(key, way);
  return way;
}

/** A place in which a list has taken the place of those that stand there. */
export function placeWith(place: ExclusionPlace, list: string): ExclusionPlace {
  const other = { ...place, environment: withList(place, list), editorSettings: withItems(place, list) };
  asked.set(other, answersOf(place));
  return other;
}

function answersOf(place: ExclusionPlace): Map<string, Way> {
  const known = asked.get(place) ?? new Map<string, Way>();
  asked.set(place, known);
  return known;
}

function playedWay(client: ClientChoice, place: ExclusionPlace, url: URL, list: string | undefined): Way {
  const { outcome } = client.version.resolve(questionWith(place, url, list));
  return outcome === 'proxy' ? 'proxied' : outcome === 'error' ? 'fails' : outcome;
}

function questionWith(place: ExclusionPlace, url: URL, list: string | undefined): RouteQuestion {
  const { platform, system } = place;
  const rest = { url, platform, ...(system && { system }) };
  if (list === undefined) return { ...rest, environment: place.environment, editorSettings: place.editorSettings };
  return { ...rest, environment: withList(place, list), editorSettings: withItems(place, list) };
}

function withList({ environment, list: where }: ExclusionPlace, list: string): Record<string, string | undefined> {
  const others = Object.entries(environment).filter(([name]) => name.toLowerCase() !== 'no_proxy');
  return { ...Object.fromEntries(others), ...(where === 'variables' && list !== '' && { no_proxy: list, NO_PROXY: list }) };
}

function withItems({ editorSettings, list: where }: ExclusionPlace, list: string): Record<string, unknown> {
  return { ...editorSettings, 'http.noProxy': where === 'http.noProxy' && list !== '' ? list.split(',') : [] };
}
