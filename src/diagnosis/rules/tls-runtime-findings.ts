import { t } from '@vscode/l10n';
import type { TrustRow } from '../../path/trust-matrix.ts';
import type { Finding } from '../finding.ts';
import { remedySentence, rowSentence, runtimeName } from './tls-matrix.ts';
import { rowsOf, sentences, type Seen } from './tls-seen.ts';
import { clauses, listed } from './wording.ts';

const probes = ['tls'];

/** A genuine certificate that some program refuses, because a knob gives it other roots. */
export function refusingRuntimes(seen: Seen): Finding[] {
  const rows = rowsOf(seen).filter(({ accepts, decidedBy }) => accepts === 'no' && decidedBy.length > 0);
  if (rows.length === 0) return [];
  const knobs = [...new Set(rows.flatMap(({ decidedBy }) => decidedBy))];
  const remedies = [...new Set(rows.flatMap(({ remedy }) => (remedy ? [remedySentence(remedy)] : [])))].filter(
    (one) => one !== undefined,
  );
  return [
    {
      id: 'tls-runtime-refuses',
      leg: 'tls',
      severity: seen.path.primary ? 'warning' : 'info',
      title: t(
        '{0} refuses the genuine certificate of {1}.',
        listed(rows.map(({ runtime }) => runtimeName(runtime))),
        seen.facts.host,
      ),
      detail: sentences([
        t('Their roots come from {0}.', listed(knobs)),
        clauses(rows.map((row) => t('{0}: {1}', runtimeName(row.runtime), rowSentence(row)))),
      ]),
      probes,
      fixes: [
        {
          id: 'complete-trust-bundle',
          title: t('Point it to a complete bundle'),
          detail: sentences([
            t(
              'The file takes the place of all other roots, so it must hold the public ones too. Correct or remove {0}.',
              listed(knobs),
            ),
            remedies.length > 0 ? t('Here: {0}.', clauses(remedies)) : '',
          ]),
        },
      ],
    },
  ];
}

/** Programs that connect although they would refuse, because their checks are off: they talk to whoever answers. */
export function uncheckedRuntimes(seen: Seen): Finding[] {
  const rows = rowsOf(seen).filter(
    (row): row is TrustRow & { unchecked: string } => row.unchecked !== undefined && row.accepts === 'no',
  );
  if (rows.length === 0) return [];
  const knobs = [...new Set(rows.map(({ unchecked }) => unchecked))];
  return [
    {
      id: 'tls-connects-unchecked',
      leg: 'tls',
      severity: 'warning',
      title: t(
        '{0} would send the key to whoever answers for {1}.',
        listed(rows.map(({ runtime }) => runtimeName(runtime))),
        seen.facts.host,
      ),
      detail: t(
        'The certificate that arrives is not one they would accept, and their checks are switched off: {0}.',
        listed(knobs),
      ),
      probes,
      fixes: [
        {
          id: 'check-certificates-again',
          title: t('Switch the checks on again'),
          detail: t(
            'Remove {0}, and give the program the root certificate instead if it is one you trust.',
            listed(knobs),
          ),
        },
      ],
    },
  ];
}
