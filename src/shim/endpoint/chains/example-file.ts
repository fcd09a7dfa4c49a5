import { t } from '@vscode/l10n';

/** A chains file to begin with: one chain of two links that stand on different providers, with comments. Pure. */
export function exampleChainFile(): string {
  const lines = [
    '{',
    `  // ${t('Chains of targets for the local endpoint of Gatehouse. Keys and URLs do not belong here.')}`,
    '  "chains": [',
    '    {',
    `      // ${t('What clients ask for as the model.')}`,
    '      "alias": "gatehouse/fast",',
    '      "targets": [',
    `        // ${t('The first is asked first.')}`,
    '        { "gateway": "openrouter", "model": "anthropic/claude-sonnet-4.5" },',
    `        // ${t('This one is asked when that fails. It stands on another gateway and another provider.')}`,
    '        { "gateway": "google", "model": "gemini-2.5-flash" }',
    '      ],',
    `      // ${t('Times in milliseconds: to the first content, and between contents.')}`,
    '      "clocks": { "firstContentMs": 30000, "silenceMs": 60000 }',
    '    }',
    '  ],',
    `  // ${t('US dollars a day for all aliases together; it needs prices at the targets.')}`,
    '  "caps": []',
    '}',
    '',
  ];
  return lines.join('\n');
}
