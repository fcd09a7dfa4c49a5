import { t } from '@vscode/l10n';
import type { ClientInUse } from '../../path/clients-in-use.ts';
import { shownEntry } from '../../path/dialects/decisions.ts';
import { commonValue, listsOf, studyExclusions, type ExclusionStudy } from '../../path/no-proxy/common-value.ts';
import { misreadings, type Misreading } from '../../path/no-proxy/misreadings.ts';
import type { ProxySettings } from '../../path/proxy-settings.ts';
import type { Finding, Fix } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { oneValueFix } from './no-proxy-fix.ts';
import { exclusionPlaces, placesByLists, type NamedPlace } from './no-proxy-places.ts';
import { misreadingAdvice, misreadingTitle } from './no-proxy-words.ts';
import { contextName, listed } from './wording.ts';

/** How many URLs or entries a sentence names. */
const maxNamed = 6;

/** One exclusion list, those who read it, what they make of it, and the words that would mean the same to all of them. */
export interface StudiedPlace {
  named: NamedPlace;
  study: ExclusionStudy;
  /** Undefined where no proxy is used, so that no list decides anything. */
  words: readonly string[] | undefined;
}

/** Asks every client in use about the list it reads. One value is sought for places whose lists say the same. */
export function studiedPlaces(
  settings: ProxySettings,
  clients: readonly ClientInUse[],
  facts: Pick<SubjectFacts, 'context' | 'gateway'>,
): StudiedPlace[] {
  const gateway = new URL(facts.gateway.baseUrl);
  return placesByLists(exclusionPlaces(settings, clients, facts)).flatMap((group) => {
    const places = group.map(({ place }) => place);
    const [first] = places;
    if (!first) return [];
    const study = studyExclusions(places, listsOf(first), gateway);
    const words = commonValue(study);
    return group.map((named) => ({ named, study, words }));
  });
}

/** What the clients in use make of NO_PROXY, no_proxy and http.noProxy, where it is not what is meant. */
export function exclusionFindings(
  settings: ProxySettings,
  clients: readonly ClientInUse[],
  facts: SubjectFacts,
): Finding[] {
  return studiedPlaces(settings, clients, facts).flatMap(({ named, study, words }) => {
    const where = contextName(named.context, facts);
    const met = misreadings(study, named.place);
    if (met.length === 0) return [];
    const fix = words && oneValueFix(study, words, named, where);
    return met.map((one, index) => findingOf(one, named, where, facts, fix && index > 0 ? withoutProof(fix) : fix));
  });
}

/** One table says it for all findings about one list. */
function withoutProof({ proof: _shown, ...fix }: Fix): Fix {
  return fix;
}

function findingOf(one: Misreading, named: NamedPlace, where: string, facts: SubjectFacts, fix: Fix | undefined): Finding {
  const { kind, entries, urls, gateway, loopback } = one;
  const list = named.place.list === 'http.noProxy' ? 'http.noProxy' : 'NO_PROXY';
  const title = misreadingTitle(one, list);
  const sentences = [
    ...(entries.length > 0 ? [t('Entries: {0}.', some(entries.map(shownEntry)))] : []),
    kind === 'breaks'
      ? t('They fail for {0}.', some(urls))
      : kind === 'too-wide'
        ? t('These go direct and are not meant to: {0}.', some(urls))
        : t('These are meant to go direct and go to the proxy: {0}.', some(urls)),
    ...(gateway ? [t('The gateway is among them.')] : []),
    misreadingAdvice(kind),
  ];
  return {
    id: `no-proxy-${kind}`,
    leg: 'settings',
    severity: gateway || (loopback && kind !== 'too-wide') ? 'warning' : 'info',
    title: facts.context === 'terminal' ? title : t('In the {0}: {1}', where, title),
    detail: sentences.join(' '),
    probes: ['proxy-environment'],
    fixes: fix ? [fix] : [],
  };
}

function some(items: readonly string[]): string {
  if (items.length <= maxNamed) return listed(items);
  return t('{0} and {1} more', items.slice(0, maxNamed).join(t(', ')), items.length - maxNamed);
}
