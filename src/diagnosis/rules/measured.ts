import { t } from '@vscode/l10n';
import { wayWords } from '../../path/measured/outcome.ts';
import type { Finding } from '../finding.ts';
import type { MeasuredRoutesEvidence } from '../measured-evidence.ts';
import type { Judgement } from '../probe.ts';
import { measuredSentence } from './measured-words.ts';
import { clauses, listed } from './wording.ts';

const probes = ['measured-routes'];

/** Judges what the installed clients were seen to do: against what was predicted, and against each other. */
export function judgeMeasured({ measured }: MeasuredRoutesEvidence): Judgement {
  if (!measured) {
    return {
      status: 'skip',
      summary: t('Not measured: that starts programs, so it is done only when it is asked for ("Measure Installed Clients", gatehouse resolve --measure).'),
      findings: [],
    };
  }
  const seen = measured.routes.filter((route) => route.measured);
  if (seen.length === 0) return { status: 'unknown', summary: t('No client of this machine could be measured.'), findings: [] };
  const findings: Finding[] = [];
  const contradicted = seen.filter(({ agrees }) => agrees === false);
  if (contradicted.length > 0) {
    const remarks = contradicted.flatMap((route) => [measuredSentence(route) ?? '', ...route.remarks]);
    findings.push({
      id: 'prediction-contradicted',
      leg: 'settings',
      severity: 'info',
      title: t('On this machine {0} does not do what its usual reading of the settings says.', listed(contradicted.map(nameOf))),
      detail: [...new Set(remarks)].filter((remark) => remark !== '').join('\n'),
      probes,
      fixes: [],
    });
  }
  const ways = new Map<string, string[]>();
  for (const route of seen) {
    if (!route.measured) continue;
    const way = wayWords({ outcome: route.measured.outcome, proxy: route.measured.proxy });
    ways.set(way, [...(ways.get(way) ?? []), route.client]);
  }
  const leading = [...ways.keys()].filter((way) => way !== wayWords({ outcome: 'error', proxy: null }));
  if (leading.length > 1) {
    findings.push({
      id: 'routes-disagree',
      leg: 'settings',
      severity: 'info',
      title: t('Clients on this machine take different routes to the gateway.'),
      detail: [...ways].map(([way, clients]) => t('Measured: {0}: {1}', way, listed(clients))).join('\n'),
      probes,
      fixes: [],
    });
  }
  return { status: 'pass', summary: clauses([...ways].map(([way, clients]) => t('{0}: {1}', way, listed(clients)))), findings };
}

const nameOf = ({ client, version }: { client: string; version: string }): string => `${client} ${version}`;
