import { t } from '@vscode/l10n';
import { stringify } from 'yaml';
import type { ExportedChains } from './exported.ts';

/**
 * An export as the text of a YAML file. What has no equal in the other program, and what is to be done beside, stand as
 * comments on top.
 */
export function yamlText({ documents, lost, steps }: ExportedChains, title: string): string {
  const comments = [
    t('Chains of Gatehouse for {0}.', title),
    '',
    ...steps,
    '',
    t('What is different there:'),
    ...lost.map(({ alias, what, text }) => (alias === undefined ? `- ${what}: ${text}` : `- ${alias}, ${what}: ${text}`)),
  ];
  // A line break in an alias can't be; what is written here stays in comments all the same.
  const head = comments.map((line) => `# ${line.replace(/[\r\n]+/g, ' ')}`.trimEnd()).join('\n');
  return `${head}\n${documents.map((one) => `---\n${stringify(one, { lineWidth: 0 })}`).join('')}`;
}
