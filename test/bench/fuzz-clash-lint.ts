import { readConfiguration } from '../../src/clash/configuration/read.ts';
import type { ClashForm } from '../../src/clash/configuration/model.ts';
import { lintConfiguration } from '../../src/clash/lint/lint.ts';
import { applyEdits } from '../../src/clash/text-edit.ts';
import { corpus } from '../unit/clash/lint/corpus.ts';
import { surroundings } from '../unit/clash/lint/surroundings.ts';
import type { Parser } from './fuzz-inputs.ts';

const forms: readonly (ClashForm | undefined)[] = [undefined, 'configuration', 'verge-merge', 'verge-rules', 'verge-groups', 'party-override', 'stash-override', 'rule-set'];

/** The lint and its fixes, on texts of every form. */
export const clashLintParsers: Readonly<Record<string, Parser>> = {
  'Clash lint': {
    samples: corpus.filter(({ text }) => text.length < 2_000).map(({ text }) => Buffer.from(text).toString('latin1')),
    pieces: ['\n', '\r\n', '  ', '- ', ': ', '&g ', '*g', '<<: *g', '{', '}', '[', ']', "'", '"', '|', '>', ' #', '\t', '---\n', '\0', 'DIRECT', 'MATCH,', ',no-resolve', 'proxies: []', 'use: [x]', 'include-all: true', 'filter: (', 'type: relay', 'tolerance: -1', 'interval: 1e9', 'openrouter.ai', '# gatehouse-ignore R1\n', 'tun: {enable: true}\n', 'dns:\n', 'hosts:\n'],
    run(input) {
      const text = input.toString('utf8');
      const form = forms[input.length % forms.length];
      const problems = lintConfiguration(readConfiguration(text, form ? { form } : {}), surroundings);
      for (const { start, end, fixes } of problems) {
        if (!(start >= 0 && start <= end && end <= text.length)) throw new Error(`a place outside the text: ${start} to ${end}`);
        for (const fix of fixes) applyEdits(text, fix.edits);
      }
    },
  },
};
