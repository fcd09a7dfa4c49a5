import { t } from '@vscode/l10n';
import type { Explanation } from '../diagnosis/doctor.ts';
import { confidenceWord, legWord } from './words.ts';

/** An explanation as a plain document for reading and sharing; the error text itself is not repeated. Pure. */
export function explanationDocument(explanation: Explanation): string {
  const sections = explanation.matches.map((match) =>
    [
      `## ${match.title}`,
      t('Leg: {0}, {1}', legWord(match.leg), confidenceWord(match.confidence)),
      `**${t('Cause')}**`,
      match.cause,
      `**${t('What to do')}**`,
      match.fix,
      `${t('Source')}: ${match.source}`,
    ].join('\n\n'),
  );
  return [`# ${t('What this error means')}`, ...sections].join('\n\n') + '\n';
}
