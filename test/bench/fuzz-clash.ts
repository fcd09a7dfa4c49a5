import { parseCondition, parseRule } from '../../src/clash/rules/parse-rule.ts';
import { readConfiguration } from '../../src/clash/configuration/read.ts';
import { recognise } from '../../src/clash/configuration/recognise.ts';
import { DomainSet } from '../../src/clash/rules/domain-set.ts';
import { GeositeLists } from '../../src/clash/rules/geosite.ts';
import { explainConnection } from '../../src/clash/rules/evaluate.ts';
import { nothingKnown } from '../../src/clash/rules/nothing-known.ts';
import { compileRegex } from '../../src/clash/rules/regex-run.ts';
import { PrefixSet } from '../../src/clash/rules/rule-set.ts';
import { parseDestination } from '../../src/clash/rules/address.ts';
import { geositeFile } from '../unit/clash/rules/geosite-writer.ts';
import { geositeSample } from '../unit/clash/rules/geosite-cases.ts';
import type { Parser } from './fuzz-inputs.ts';

const text = (input: Buffer): string => input.toString('utf8');

const long = Array.from({ length: 20 }, (_, index) => `  - DOMAIN,h${index}.test,G\n`).join('');
const yaml = {
  samples: [
    `mixed-port: 7890\nproxies:\n  - {name: a, type: socks5, udp: true}\nproxy-groups:\n  - &g {name: G, type: select, proxies: [a]}\n  - <<: *g\n    name: H\nrules:\n${long}  - 'MATCH,G'\n`,
    'payload:\n  - +.a.b\n  - 10.0.0.0/8\n',
    'prepend:\n  - DOMAIN,a,b\nappend: []\ndelete: []\n',
    'rule-providers:\r\n  p: {type: inline, behavior: classical, payload: ["AND,((DOMAIN,a),(NETWORK,udp))"]}\r\nrules:\r\n  - RULE-SET,p,DIRECT\r\n',
  ],
  pieces: ['\n', '\r\n', '  ', '- ', ': ', '&g ', '*g', '<<: *g', '{', '}', '[', ']', "'", '"', '|', '>', '#', ' #', '\t', '!!str ', '---\n', '? ', '\0', '\uFEFF', '\xc3\xbc', 'rules:\n', 'sub-rules:', 'hosts:', 'name', 'SUB-RULE,(NETWORK,tcp),s', '+rules:\n'],
};

const lines = {
  samples: ['DOMAIN-SUFFIX,a.b,G', 'IP-CIDR,10.0.0.0/8,G,no-resolve', 'AND,((DOMAIN,a),(NOT,((DST-PORT,1-2/3)))),G', 'DOMAIN-REGEX,^(a|b){1,3}[^c-d]\\.e$,G', 'SUB-RULE,(IN-TYPE,SOCKS/HTTP),s'],
  pieces: [',', '(', ')', '((', '))', 'AND', 'OR', 'NOT', 'MATCH', '/', '-', '*', '+', '?', '{', '}', '{9,}', '[', ']', '[^', '\\', '\\d', '\\x4', '|', '^', '$', '(?:', '(?=', '(?<', '(?i)', '::', '/129', '99999999999999999999', ' ', '\t', '\xff'],
};

const names = {
  samples: ['+.a.b\n.c.d\n*.e.*.f\ng\n', '10.0.0.0/8\n::1/128\n2001:db8::/32\n1.2.3.4/0\n'],
  pieces: ['.', '..', '+', '+.', '*', '*.', '/', '/0', ':', '::', '\n', 'A', '%', '255', '256', '0x1', '\xc3\xbc', ' '],
};

const geosite = {
  samples: [geositeFile(geositeSample).toString('latin1'), geositeFile({ CN: ['regexp:^a'], A: ['keyword:b @c'] }).toString('latin1')],
  pieces: ['\n', '\x12', '\x08', '\x01', '\x10\x01', '\x1a', '\x80', '\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01', '\0', '\x0b', '\x0c', '\x0d', '\x09', 'CN', '*.', '+.', '(', '\xc3'],
};

/** What reads Clash texts, and what is asked of them afterwards. */
export const clashParsers: Readonly<Record<string, Parser>> = {
  'Clash lists of domains': {
    ...geosite,
    run(input) {
      const lists = new GeositeLists(input);
      for (const code of ['cn', '!mixed', 'attributes@ads']) lists.holds(code, 'ads.x.example');
    },
  },
  'Clash texts': {
    ...yaml,
    run(input) {
      recognise(text(input), 'x.yaml');
      const configuration = readConfiguration(text(input));
      const { length } = configuration.text;
      for (const { range } of [...configuration.rules, ...configuration.faults]) if (!(range.start >= 0 && range.start <= range.end && range.end <= length)) throw new Error(`a place outside the text: ${JSON.stringify(range)}`);
      explainConnection(configuration, { host: 'h3.test', network: 'udp', destinationPort: 443 }, nothingKnown);
    },
  },
  'Clash rule lines': {
    ...lines,
    run(input) {
      const line = text(input);
      parseCondition(line);
      parseRule(line);
      explainConnection(readConfiguration(`rules:\n  - ${JSON.stringify(line)}\n`, { form: 'configuration' }), { host: 'a.b', network: 'tcp', destinationPort: 1 }, nothingKnown);
    },
  },
  'Clash expressions': {
    ...lines,
    run(input) {
      const regex = compileRegex(text(input), true);
      if ('test' in regex) for (const subject of ['', 'a'.repeat(253), 'api.openrouter.ai']) regex.test(subject);
    },
  },
  'Clash rule sets': {
    ...names,
    run(input) {
      const entries = text(input).split('\n');
      const set = new DomainSet(entries);
      for (const host of ['', 'a', 'x.a.b', '...', 'a'.repeat(300)]) set.has(host);
      const prefixes = new PrefixSet(entries);
      for (const address of ['10.1.2.3', '::1', '2001:db8::9']) {
        const parsed = parseDestination(address);
        if (parsed) prefixes.has(parsed);
      }
    },
  },
};
