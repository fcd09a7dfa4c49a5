import { readConfiguration } from '../../src/clash/configuration/read.ts';
import { fragmentFormIds } from '../../src/clash/fragment/fragment.ts';
import { placeFragment } from '../../src/clash/fragment/place.ts';
import { inverseEdits } from '../../src/clash/fragment/take-back.ts';
import { tuneGroup } from '../../src/clash/fragment/tuning.ts';
import { readVergeProfile } from '../../src/clash/fragment/verge-profile.ts';
import { applyEdits } from '../../src/clash/text-edit.ts';
import type { Parser } from './fuzz-inputs.ts';

const wish = {
  hosts: [{ id: 'openrouter', name: 'OpenRouter', host: 'openrouter.ai', port: 443, inUse: true }],
  testUrl: 'https://openrouter.ai/api/v1/key',
  group: 'G',
  members: { filter: undefined },
};

/** Files that rows are put into: whatever they hold, what is put in is found there again, and is taken out to the byte. */
export const clashFragmentParsers: Readonly<Record<string, Parser>> = {
  'files for Clash rows': {
    samples: [
      'mixed-port: 1\nproxies:\n  - { name: a, type: ss }\nproxy-groups:\n  # c\n  - name: P\n    type: url-test\n    proxies: [a]\nrules:\n  - GEOIP,CN,DIRECT # d\n  - MATCH,P\n',
      'prepend:\r\n- DOMAIN,a,P\r\nappend: []\r\n',
      '+rules: ["MATCH,P"]\ndns: { enable: true }',
      'function main(config) {\n  return config;\n}\n',
    ],
    pieces: ['\n', '\r\n', '  ', '- ', ',', '[', ']', '{', '}', '"', "'", '#', ': ', '&a ', '*a', 'rules:', 'proxy-groups:', '---\n', '...\n', 'DOMAIN-SUFFIX,openrouter.ai,G', '\xc3\xbc'],
    run(input) {
      const text = input.toString('utf8');
      for (const form of fragmentFormIds) {
        const placement = placeFragment({ text, path: undefined, half: 'rules' }, form, wish);
        if (placement.kind !== 'edits') continue;
        const after = applyEdits(text, placement.edits);
        if (applyEdits(after, inverseEdits(text, placement.edits)) !== text) throw new Error(`${form}: not taken back to the byte`);
        const again = placeFragment({ text: after, path: undefined, half: 'rules' }, form, wish);
        if (again.kind !== 'there') throw new Error(`${form}: put in twice: ${again.kind === 'refused' ? again.sentence : 'more edits'}`);
      }
      for (const { edits } of tuneGroup(readConfiguration(text), 'P')) applyEdits(text, edits);
    },
  },
  'profiles of Clash Verge': {
    samples: ['current: a\nitems:\n- { uid: a, file: a.yaml, option: { rules: b } }\n- { uid: b, file: b.yaml }\n'],
    pieces: ['\n', '- ', '{', '}', ': ', 'uid', 'option', '&x', '*x', '"'],
    run(input) {
      readVergeProfile(input.toString('utf8'));
    },
  },
};
