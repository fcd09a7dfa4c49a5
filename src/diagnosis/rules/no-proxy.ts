import { t } from '@vscode/l10n';
import type { ClientInUse } from '../../path/clients-in-use.ts';
import { shownEntry } from '../../path/dialects/decisions.ts';
import { listsOf, studyInSteps, valueInSteps, type ExclusionStudy } from '../../path/no-proxy/common-value.ts';
import { misreadings, type Misreading } from '../../path/no-proxy/misreadings.ts';
import type { ProxySettings } from '../../path/proxy-settings.ts';
import type { Finding, Fix } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import type { Steps } from '../../path/steps.ts';
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
export function* studiedPlaces(
  settings: ProxySettings,
  clients: readonly ClientInUse[],
  facts: Pick<SubjectFacts, 'context' | 'gateway'>,
): Steps<StudiedPlace[]> {
  const gateway = new URL(facts.gateway.baseUrl);
  const studied: StudiedPlace[] = [];
  for (const group of placesByLists(exclusionPlaces(settings, clients, facts))) {
    const places = group.map(({ place }) => place);
    const [first] = places;
    if (!first) continue;
    const study = yield* studyInSteps(places, listsOf(first), gateway);
    const words = yield* valueInSteps(study);
    studied.push(...group.map((named) => ({ named, study, words })));
  }
  return studied;
}

/** What the clients in use make of NO_PROXY, no_proxy and http.noProxy, where it is not what is meant. */
export function* exclusionFindings(
  settings: ProxySettings,
  clients: readonly ClientInUse[],
  facts: SubjectFacts,
): Steps<Finding[]> {
  const findings: Finding[] = [];
  for (const { named, study, words } of yield* studiedPlaces(settings, clients, facts)) {
    yield;
    const where = contextName(named.context, facts);
    const met = misreadings(study, named.place);
    if (met.length === 0) continue;
    yield;
    const fix = words && oneValueFix(study, words, named, where);
    findings.push(...met.map((one, index) => findingOf(one, named, where, facts, fix && index > 0 ? withoutProof(fix) : fix)));
  }
  return findings;
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
