import type { ClientInUse } from '../../path/clients-in-use.ts';
import { listsOf } from '../../path/no-proxy/common-value.ts';
import type { ExclusionPlace } from '../../path/no-proxy/place.ts';
import type { Context, ProxySettings, SettingScope } from '../../path/proxy-settings.ts';
import { findClient } from '../../path/routes.ts';
import type { SubjectFacts } from '../subject.ts';

/** An exclusion list, who reads it, and where it can be written from here. */
export interface NamedPlace {
  /** `host`: what extensions start. */
  reader: ClientInUse['runs'];
  context: Context;
  place: ExclusionPlace;
  /** The scope http.noProxy is set in, for the editor's own clients. */
  scope?: SettingScope;
}

/** Where the clients in use read their lists: the editor's setting, the extension host, its terminals. */
export function exclusionPlaces(
  settings: ProxySettings,
  clients: readonly ClientInUse[],
  facts: Pick<SubjectFacts, 'context'>,
): NamedPlace[] {
  const own = settings.environments.find(({ context }) => context === 'this-process');
  const inEditor = facts.context === 'extension-host';
  const terminal = settings.environments.find(
    ({ context, obtained }) => context === 'integrated-terminal' && obtained !== 'unavailable',
  );
  const editorSettings = Object.fromEntries((settings.editor ?? []).map(({ id, value }) => [id, value]));
  const placeOf = (runs: ClientInUse['runs'], environment: Readonly<Record<string, string>>): ExclusionPlace => ({
    clients: clients.filter((one) => one.runs === runs).map(({ client }) => findClient(client)),
    environment,
    editorSettings: runs === 'editor' ? editorSettings : {},
    system: settings.system,
    platform: settings.platform,
    list: runs === 'editor' ? 'http.noProxy' : 'variables',
  });
  const scope = settings.editor?.find(({ id }) => id === 'http.noProxy')?.scope;
  const places: NamedPlace[] = [];
  if (own && inEditor) {
    const place = placeOf('editor', own.variables);
    places.push({ reader: 'editor', context: 'this-process', place, ...(scope && { scope }) });
    places.push({ reader: 'host', context: 'child-process', place: placeOf('host', own.variables) });
    if (terminal) {
      const inTerminal = placeOf('terminal', terminal.variables);
      places.push({ reader: 'terminal', context: 'integrated-terminal', place: inTerminal });
    }
  } else if (own) {
    places.push({ reader: 'terminal', context: 'this-process', place: placeOf('terminal', own.variables) });
  }
  return places.filter(({ place }) => place.clients.length > 0);
}

/** Places whose lists say the same, so that one value can serve them all. */
export function placesByLists(places: readonly NamedPlace[]): NamedPlace[][] {
  const groups = new Map<string, NamedPlace[]>();
  for (const one of places) {
    const key = [...new Set(listsOf(one.place))].sort().join('\n');
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

