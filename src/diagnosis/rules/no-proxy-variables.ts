import { t } from '@vscode/l10n';
import type { ClientInUse } from '../../path/clients-in-use.ts';
import { studyInSteps, valueInSteps } from '../../path/no-proxy/common-value.ts';
import { variableReaders } from '../../path/no-proxy/misreadings.ts';
import { wayOf } from '../../path/no-proxy/place.ts';
import type { ProxySettings } from '../../path/proxy-settings.ts';
import { redactProxyUrl } from '../../path/proxy-value.ts';
import type { Steps } from '../../path/steps.ts';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { oneValueFix } from './no-proxy-fix.ts';
import { exclusionPlaces, type NamedPlace } from './no-proxy-places.ts';
import { contextName, listed } from './wording.ts';

/** no_proxy and NO_PROXY that differ: one client reads the first, another the second. */
export function* exclusionVariables(
  settings: ProxySettings,
  clients: readonly ClientInUse[],
  facts: SubjectFacts,
): Steps<Finding[]> {
  // On Windows both names are one variable.
  if (settings.platform === 'win32') return [];
  const places = exclusionPlaces(settings, clients, facts);
  const findings: Finding[] = [];
  for (const { context, variables } of settings.environments) {
    const [lower, upper] = [variables['no_proxy'], variables['NO_PROXY']];
    if (lower === undefined || upper === undefined || lower === upper) continue;
    yield;
    const where = contextName(context, facts);
    const named = places.find(
      ({ reader, context: own }) =>
        reader !== 'editor' && (own === context || (context === 'this-process' && reader === 'host')),
    );
    const readers = named && variableReaders(named.place);
    findings.push({
        id: 'proxy-variable-case-disagrees',
        leg: 'settings',
        severity: named && gatewayDepends(named, lower, upper, facts) ? 'warning' : 'info',
        title: t('{0} and {1} differ in the {2}.', 'no_proxy', 'NO_PROXY', where),
        detail: [
          t('{0} is "{1}" and {2} is "{3}".', 'no_proxy', redactProxyUrl(lower), 'NO_PROXY', redactProxyUrl(upper)),
          ...(readers ? readersSaid(readers) : []),
        ].join(' '),
        probes: ['proxy-environment'],
        fixes: [
          ...(named ? yield* merged(named, [lower, upper], where, facts) : []),
          {
            id: 'align-variable-case',
            title: t('Give both the same value'),
            detail: t('Set {0} and {1} to the same value where they are set.', 'no_proxy', 'NO_PROXY'),
          },
        ],
    });
  }
  return findings;
}

function readersSaid({ lower, upper }: { lower: readonly string[]; upper: readonly string[] }): string[] {
  const both = lower.filter((client) => upper.includes(client));
  const only = (some: readonly string[]): string[] => some.filter((client) => !both.includes(client));
  const say = (some: readonly string[], name: string): string[] =>
    some.length === 0 ? [] : [t('{0} is read by {1}.', name, listed(some))];
  return [
    ...say(only(lower), 'no_proxy'),
    ...say(only(upper), 'NO_PROXY'),
    ...(both.length === 0 ? [] : [t('Both are read by {0}.', listed(both))]),
  ];
}

/** True when a client here sends the gateway another way by one of them than by the other, as things stand. */
function gatewayDepends({ place }: NamedPlace, lower: string, upper: string, facts: SubjectFacts): boolean {
  const gateway = new URL(facts.gateway.baseUrl);
  const asked = place.clients.filter((client) => wayOf(client, place, gateway, '') === 'proxied');
  const depends = asked.some((client) => wayOf(client, place, gateway, lower) !== wayOf(client, place, gateway, upper));
  return depends && new Set(asked.map((client) => wayOf(client, place, gateway))).size > 1;
}

function* merged(
  named: NamedPlace,
  lists: readonly string[],
  where: string,
  facts: SubjectFacts,
): Steps<Finding['fixes']> {
  const study = yield* studyInSteps([named.place], lists, new URL(facts.gateway.baseUrl));
  const words = yield* valueInSteps(study);
  const fix = words && oneValueFix(study, words, named, where);
  return fix ? [fix] : [];
}
