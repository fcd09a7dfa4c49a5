import { t } from '@vscode/l10n';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import type { PlacedProxy } from './placed-proxies.ts';
import { listed } from './wording.ts';

const probes = ['proxy-environment'];

/** A value that decides nothing here still breaks the tool that reads it. */
export function malformedValues(placed: readonly PlacedProxy[], facts: SubjectFacts): Finding[] {
  const deciding = new Set(facts.routes.filter(({ outcome }) => outcome === 'error').map(({ decidedBy }) => decidedBy));
  return placed.flatMap(({ name, where, parsed, removal }): Finding[] => {
    if (parsed.ok) return [];
    const breaks = deciding.has(name) && facts.routes.some(({ client, outcome }) => outcome === 'error' && isPrimary(client, facts));
    return [
      {
        id: 'proxy-value-malformed',
        leg: 'settings',
        severity: breaks ? 'error' : deciding.has(name) ? 'warning' : 'info',
        title: t('{0} in {1} is not a usable proxy address.', name, where),
        detail: t('The value is "{0}". {1}', parsed.redacted, parsed.problem),
        probes,
        fixes: [
          {
            id: 'correct-proxy-value',
            title: t('Correct the value'),
            detail: t('Write it as http://HOST:PORT, or remove {0} where it is set: {1}.', name, where),
          },
          ...(removal
            ? [
                {
                  id: 'remove-proxy-value',
                  title: t('Remove {0}', name),
                  detail: t('Without it, the variables of the environment and then the system settings decide.'),
                  changes: [removal],
                },
              ]
            : []),
        ],
      },
    ];
  });
}

function isPrimary(client: string, facts: SubjectFacts): boolean {
  const primary = facts.paths.find((path) => path.primary);
  return primary ? primary.clients.includes(client) : true;
}

/** Says where a password stands, which every program started there can read. */
export function credentialsInValues(placed: readonly PlacedProxy[]): Finding[] {
  const holders = placed.filter(({ parsed }) => parsed.ok && parsed.hasCredentials);
  if (holders.length === 0) return [];
  const places = holders.map(({ name, where }) => t('{0} in {1}', name, where));
  return [
    {
      id: 'proxy-credentials-in-url',
      leg: 'settings',
      severity: 'info',
      title: t('A proxy address carries a user name or password.'),
      detail: t('Found in: {0}. Every program started from there can read it, and some print it in their logs.', listed(places)),
      probes,
      fixes: [],
    },
  ];
}
