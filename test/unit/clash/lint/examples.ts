/**
 * For each rule of the catalogue a text where it speaks and one where it is silent. They are whole configurations that a
 * core loads without a download but for what a rule of severity `error` is about, and are shown to a real one
 * (test/peers/clash-lint.test.ts).
 */
import type { ClashForm } from '../../../../src/clash/configuration/model.ts';

export interface Example {
  readonly text: string;
  /** The text after the first fix; absent where there is none. */
  readonly fixed?: string;
  readonly form?: ClashForm;
  readonly path?: string;
  readonly ruleSets?: Readonly<Record<string, readonly string[]>>;
  /** A core would fetch something first. */
  readonly downloads?: true;
}

export interface Examples {
  readonly wrong: readonly Example[];
  readonly right: readonly Example[];
}

const nodes = `proxies:
  - { name: a, type: socks5, server: 127.0.0.1, port: 1, udp: true }
  - {name: "b", "type": "http", server: 127.0.0.1, port: 2}
`;

/** Groups OR, for the gateway, and PROXY, for the rest, with other words for OR. */
const groups = (own = 'type: select'): string => `proxy-groups:
  - name: OR # for the gateway
    ${own.split('\n').join('\n    ')}
    proxies: [a, b]
  - { name: PROXY, type: select, proxies: [a, b, OR] }
`;
const rules = (...rows: string[]): string => `rules:\n${rows.map((row) => `  - ${row}\n`).join('')}`;
const or = 'DOMAIN-SUFFIX,openrouter.ai,OR';
const usual = rules(or, 'MATCH,PROXY');
const whole = (more: string): string => `${more}${nodes}${groups()}${usual}`;
const group = (own: string): string => `${nodes}${groups(own)}${usual}`;
const rows = (...lines: string[]): string => `${nodes}${groups()}${rules(...lines)}`;

/** A group whose nodes a provider brings, with an interval each. */
const byProvider = (provider: string, own: string): string =>
  `proxy-providers:\n  mine: { type: inline, payload: [{ name: q, type: http, server: 127.0.0.1, port: 3 }], health-check: { enable: true, url: 'http://127.0.0.1:9/', ${provider} } }\nproxy-groups:\n  - { name: OR, type: fallback, use: [mine], ${own} }\n  - { name: PROXY, type: select, use: [mine] }\n${usual}`;

const lan = 'IP-CIDR,10.0.0.0/8,DIRECT';

/** The group that is made for a gateway without one. */
const stable = (members: string): string =>
  `{ name: OPENROUTER-STABLE, type: fallback, ${members}, url: 'https://openrouter.ai/', expected-status: 200-499, interval: 300, timeout: 5000, max-failed-times: 5, lazy: true }`;

export const examples: Readonly<Record<string, Examples>> = {
  'gateway-without-own-group': {
    wrong: [
      {
        text: `${nodes}proxy-groups:\n  - name: PROXY\n    type: select\n    proxies: [a, b]\n${rules('DOMAIN,x.example,DIRECT', "'MATCH,PROXY' # rest")}`,
        fixed: `${nodes}proxy-groups:\n  - ${stable('proxies: [a, b]')}\n  - name: PROXY\n    type: select\n    proxies: [a, b]\n${rules('DOMAIN,x.example,DIRECT', "'DOMAIN-SUFFIX,openrouter.ai,OPENROUTER-STABLE'", "'MATCH,PROXY' # rest")}`,
      },
      {
        text: `${nodes}proxy-groups: [{ name: PROXY, type: select, proxies: [a, DIRECT] }]\nrules: ['${lan}', 'MATCH,PROXY']\n`,
        fixed: `${nodes}proxy-groups: [${stable('proxies: [a]')}, { name: PROXY, type: select, proxies: [a, DIRECT] }]\nrules: ['DOMAIN-SUFFIX,openrouter.ai,OPENROUTER-STABLE', '${lan}', 'MATCH,PROXY']\n`,
      },
      { text: rows('DOMAIN,api.anthropic.com,OR', 'MATCH,PROXY'), fixed: rows('DOMAIN,api.anthropic.com,OR', 'DOMAIN-SUFFIX,openrouter.ai,OR', 'MATCH,PROXY') },
      { text: `proxy-providers:\n  mine: { type: inline, payload: [{ name: q, type: http, server: 127.0.0.1, port: 3 }] }\nproxy-groups:\n  - { name: PROXY, type: select, use: [mine] }\n${rules('MATCH,PROXY')}`,
        fixed: `proxy-providers:\n  mine: { type: inline, payload: [{ name: q, type: http, server: 127.0.0.1, port: 3 }] }\nproxy-groups:\n  - ${stable('use: [mine]')}\n  - { name: PROXY, type: select, use: [mine] }\n${rules('DOMAIN-SUFFIX,openrouter.ai,OPENROUTER-STABLE', 'MATCH,PROXY')}` },
      { text: `${nodes}${rules('DOMAIN,x.example,a')}` },
    ],
    right: [
      { text: rows(or, 'MATCH,PROXY') },
      { text: `mode: direct\n${rows('MATCH,PROXY')}` },
      { text: nodes },
      // What the list holds is not known, so that it may be the gateway's.
      { text: `rule-providers:\n  ai: { type: http, behavior: domain, url: 'https://lists.example/ai.yaml' }\n${rows('RULE-SET,ai,OR', 'MATCH,PROXY')}`, downloads: true },
    ],
  },
  'gateway-udp-elsewhere': {
    wrong: [
      {
        text: `tun: { enable: true }\n${nodes}proxy-groups:\n  - { name: OR, type: fallback, proxies: [b] }\n  - { name: PROXY, type: select, proxies: [a] }\n${usual}`,
        fixed: `tun: { enable: true }\n${nodes}proxy-groups:\n  - { name: OR, type: fallback, proxies: [b] }\n  - { name: PROXY, type: select, proxies: [a] }\n${rules('AND,((NETWORK,UDP),(DST-PORT,443),(DOMAIN-SUFFIX,openrouter.ai)),REJECT', or, 'MATCH,PROXY')}`,
      },
      { text: whole('tun: { enable: true }\n'), fixed: `tun: { enable: true }\n${nodes}${groups()}${rules('AND,((NETWORK,UDP),(DST-PORT,443),(DOMAIN-SUFFIX,openrouter.ai)),REJECT', or, 'MATCH,PROXY')}` },
    ],
    right: [
      { text: whole('') },
      { text: `tun: { enable: true }\n${nodes}proxy-groups:\n  - { name: OR, type: fallback, proxies: [a] }\n  - { name: PROXY, type: select, proxies: [a] }\n${usual}` },
    ],
  },
  'gateway-row-below-resolving-row': {
    wrong: [
      { text: rows('DOMAIN,x.example,DIRECT', `${lan} # home`, `'${or}' # ours`, 'MATCH,PROXY'), fixed: rows('DOMAIN,x.example,DIRECT', `'${or}' # ours`, `${lan} # home`, 'MATCH,PROXY') },
      { text: `${nodes}${groups()}rules: ["${lan}", "${or}", "MATCH,PROXY"]\n`, fixed: `${nodes}${groups()}rules: ["${or}", "${lan}", "MATCH,PROXY"]\n` },
      { text: rows('GEOIP,LAN,DIRECT', or, 'MATCH,PROXY').replaceAll('\n', '\r\n'), fixed: rows(or, 'GEOIP,LAN,DIRECT', 'MATCH,PROXY').replaceAll('\n', '\r\n') },
      {
        text: `${nodes}${groups()}rule-providers:\n  home: { type: inline, behavior: ipcidr, payload: ['10.0.0.0/8'] }\n${rules('RULE-SET,home,DIRECT', or, 'MATCH,PROXY')}`,
        fixed: `${nodes}${groups()}rule-providers:\n  home: { type: inline, behavior: ipcidr, payload: ['10.0.0.0/8'] }\n${rules(or, 'RULE-SET,home,DIRECT', 'MATCH,PROXY')}`,
      },
      {
        text: `${nodes}${groups()}rule-providers:\n  mixed: { type: inline, behavior: classical, payload: ['DOMAIN,x.example', 'IP-CIDR,10.0.0.0/8'] }\n${rules('RULE-SET,mixed,DIRECT', or, 'MATCH,PROXY')}`,
        fixed: `${nodes}${groups()}rule-providers:\n  mixed: { type: inline, behavior: classical, payload: ['DOMAIN,x.example', 'IP-CIDR,10.0.0.0/8'] }\n${rules(or, 'RULE-SET,mixed,DIRECT', 'MATCH,PROXY')}`,
      },
      { text: rows('AND,((IP-CIDR,10.0.0.0/8),(NETWORK,TCP)),DIRECT', or, 'MATCH,PROXY'), fixed: rows(or, 'AND,((IP-CIDR,10.0.0.0/8),(NETWORK,TCP)),DIRECT', 'MATCH,PROXY') },
    ],
    right: [{ text: rows(`${lan},no-resolve`, or, 'GEOIP,LAN,DIRECT', 'MATCH,PROXY') }, { text: rows('SRC-IP-CIDR,10.0.0.0/8,DIRECT', 'IP-CIDR,10.0.0.0/8,DIRECT,src', or, 'MATCH,PROXY') }],
  },
  'gateway-row-below-broader-row': {
    wrong: [
      { text: rows('DOMAIN-SUFFIX,ai,PROXY', or, 'MATCH,PROXY'), fixed: rows(or, 'DOMAIN-SUFFIX,ai,PROXY', 'MATCH,PROXY') },
      { text: rows('DOMAIN-KEYWORD,router,DIRECT', or, 'MATCH,PROXY'), fixed: rows(or, 'DOMAIN-KEYWORD,router,DIRECT', 'MATCH,PROXY') },
      { text: rows('GEOSITE,category-ai-!cn,PROXY', or, 'MATCH,PROXY'), fixed: rows(or, 'GEOSITE,category-ai-!cn,PROXY', 'MATCH,PROXY'), downloads: true },
      {
        text: `${nodes}${groups()}rule-providers:\n  ai: { type: inline, behavior: domain, payload: ['+.openrouter.ai'] }\n${rules('RULE-SET,ai,PROXY', or, 'MATCH,PROXY')}`,
        fixed: `${nodes}${groups()}rule-providers:\n  ai: { type: inline, behavior: domain, payload: ['+.openrouter.ai'] }\n${rules(or, 'RULE-SET,ai,PROXY', 'MATCH,PROXY')}`,
      },
      {
        text: `${nodes}${groups()}rule-providers:\n  ai: { type: inline, behavior: classical, payload: ['DOMAIN-KEYWORD,router'] }\n${rules('RULE-SET,ai,PROXY', or, 'MATCH,PROXY')}`,
        fixed: `${nodes}${groups()}rule-providers:\n  ai: { type: inline, behavior: classical, payload: ['DOMAIN-KEYWORD,router'] }\n${rules(or, 'RULE-SET,ai,PROXY', 'MATCH,PROXY')}`,
      },
    ],
    right: [
      { text: rows(or, 'DOMAIN-SUFFIX,ai,PROXY', 'MATCH,PROXY') },
      { text: rows('DOMAIN-SUFFIX,ai,OR', or, 'MATCH,PROXY') },
      { text: rows('DOMAIN-SUFFIX,ai,PASS', or, 'MATCH,PROXY') },
    ],
  },
  'no-match-row': {
    wrong: [
      { text: rows(or), fixed: rows(or, 'MATCH,OR') },
      { text: `${nodes}${groups()}rules:\n  [\n    '${or}', # ours\n  ]\n`, fixed: `${nodes}${groups()}rules:\n  [\n    '${or}',\n    'MATCH,OR', # ours\n  ]\n` },
    ],
    right: [{ text: rows(or, 'MATCH,DIRECT') }, { text: `mode: global\n${rows(or)}` }, { text: nodes }],
  },
  'row-after-match': {
    wrong: [
      { text: rows('MATCH,PROXY', or), fixed: rows(or, 'MATCH,PROXY') },
      { text: rows('MATCH,PROXY', or, 'DOMAIN,x.example,DIRECT # last').trimEnd(), fixed: rows(or, 'DOMAIN,x.example,DIRECT # last', 'MATCH,PROXY').trimEnd() },
    ],
    right: [{ text: rows(or, 'MATCH,PROXY') }],
  },
  'shadowed-row': {
    wrong: [
      { text: rows('DOMAIN-SUFFIX,example.com,PROXY', 'DOMAIN,a.example.com,DIRECT', 'MATCH,PROXY'), fixed: rows('DOMAIN,a.example.com,DIRECT', 'DOMAIN-SUFFIX,example.com,PROXY', 'MATCH,PROXY') },
      { text: rows('DOMAIN-KEYWORD,exam,PROXY', 'DOMAIN-SUFFIX,Example.com,DIRECT', 'MATCH,PROXY'), fixed: rows('DOMAIN-SUFFIX,Example.com,DIRECT', 'DOMAIN-KEYWORD,exam,PROXY', 'MATCH,PROXY') },
      { text: rows('DST-PORT,22,PROXY', 'DST-PORT,22,DIRECT', 'MATCH,PROXY'), fixed: rows('DST-PORT,22,PROXY', 'MATCH,PROXY') },
    ],
    right: [
      { text: rows('DOMAIN,a.example.com,DIRECT', 'DOMAIN-SUFFIX,example.com,PROXY', 'DOMAIN-SUFFIX,notexample.com,DIRECT', 'MATCH,PROXY') },
      { text: rows('DOMAIN-SUFFIX,example.com,PASS', 'DOMAIN,a.example.com,DIRECT', 'MATCH,PROXY') },
      { text: rows('IP-CIDR,1.1.1.0/24,PROXY,no-resolve', 'IP-CIDR,1.1.1.0/24,DIRECT', 'MATCH,PROXY') },
    ],
  },
  'redundant-row': {
    wrong: [
      { text: rows(or, 'DOMAIN,api.openrouter.ai,OR', 'MATCH,PROXY'), fixed: rows(or, 'MATCH,PROXY') },
      { text: `${nodes}${groups()}rules: ['${or}', 'DOMAIN,api.openrouter.ai,OR', 'MATCH,PROXY']\n`, fixed: `${nodes}${groups()}rules: ['${or}', 'MATCH,PROXY']\n` },
    ],
    right: [{ text: rows('DOMAIN,api.openrouter.ai,OR', or, 'MATCH,PROXY') }],
  },
  'sub-rule-loop': {
    wrong: [{ text: `sub-rules:\n  x:\n    - SUB-RULE,(NETWORK,TCP),y\n  y:\n    - SUB-RULE,(NETWORK,TCP),x\n${rows('MATCH,PROXY')}` }],
    right: [{ text: `sub-rules:\n  x:\n    - SUB-RULE,(NETWORK,TCP),y\n  y:\n    - MATCH,PROXY\n${rows('SUB-RULE,(NETWORK,TCP),x', 'MATCH,PROXY')}` }],
  },
  'unknown-rule-set': {
    wrong: [
      {
        text: `rule-providers:\n  my-list: { type: inline, behavior: domain, payload: ['+.example.com'] }\n${rows('RULE-SET,mylist,PROXY', 'MATCH,PROXY')}`,
        fixed: `rule-providers:\n  my-list: { type: inline, behavior: domain, payload: ['+.example.com'] }\n${rows('RULE-SET,my-list,PROXY', 'MATCH,PROXY')}`,
      },
      { text: rows('RULE-SET,list,PROXY', 'MATCH,PROXY') },
    ],
    right: [{ text: `rule-providers:\n  list: { type: inline, behavior: domain, payload: ['+.example.com'] }\n${rows('RULE-SET,list,PROXY', 'MATCH,PROXY')}` }],
  },
  'unknown-sub-rule': {
    wrong: [
      { text: `sub-rules:\n  work: ['MATCH,PROXY']\n${rows('SUB-RULE,(NETWORK,TCP),wrok', 'MATCH,PROXY')}`, fixed: `sub-rules:\n  work: ['MATCH,PROXY']\n${rows('SUB-RULE,(NETWORK,TCP),work', 'MATCH,PROXY')}` },
    ],
    right: [{ text: `sub-rules:\n  work: ['MATCH,PROXY']\n${rows('SUB-RULE,(NETWORK,TCP),work', 'SUB-RULE,(NETWORK,TCP),PROXY', 'MATCH,PROXY')}` }],
  },
  'unknown-target': {
    wrong: [
      { text: rows(or, 'MATCH,Proxy'), fixed: rows(or, 'MATCH,PROXY') },
      { text: rows(`"IP-CIDR,1.1.1.0/24, proxy ,no-resolve" # x`, 'MATCH,PROXY'), fixed: rows(`"IP-CIDR,1.1.1.0/24, PROXY ,no-resolve" # x`, 'MATCH,PROXY') },
      { text: rows('DOMAIN,x.example,自动选择', 'MATCH,PROXY') },
      { text: `sub-rules:\n  work: ['MATCH,nowhere-at-all']\n${usualWith()}` },
    ],
    right: [{ text: rows('DOMAIN,x.example,a', 'DOMAIN,y.example,REJECT-DROP', 'DOMAIN,z.example,GLOBAL', 'MATCH,PROXY') }],
  },
  'bad-row': {
    wrong: [
      { text: rows('DOMAIN-SUFIX,example.com,PROXY', 'MATCH,PROXY'), fixed: rows('DOMAIN-SUFFIX,example.com,PROXY', 'MATCH,PROXY') },
      { text: rows('IP-CIDR,10.0.0/8,DIRECT', 'MATCH,PROXY') },
      { text: rows('DOMAIN-REGEX,[a,PROXY', 'MATCH,PROXY') },
      { text: rows('DOMAIN,example.com', 'MATCH,PROXY') },
      { text: rows("''", 'MATCH,PROXY') },
      { text: rows('DST-PORT,web,PROXY', 'MATCH,PROXY') },
    ],
    right: [{ text: rows('domain-suffix, example.com , PROXY', 'AND,((NETWORK,UDP),(DST-PORT,443)),REJECT', 'DST-PORT,80/443/8000-9000,PROXY', 'MATCH,PROXY') }],
  },
  'comma-in-ports': {
    wrong: [{ text: rows('DST-PORT,80,443,PROXY', 'MATCH,PROXY'), fixed: rows("'DST-PORT,80/443,PROXY'", 'MATCH,PROXY') }],
    right: [{ text: rows('DST-PORT,80/443,PROXY', 'MATCH,PROXY') }],
  },
  'leading-dot-suffix': {
    wrong: [{ text: rows('DOMAIN-SUFFIX,.example.com,PROXY', 'MATCH,PROXY'), fixed: rows('DOMAIN-SUFFIX,example.com,PROXY', 'MATCH,PROXY') }],
    right: [{ text: rows('DOMAIN-SUFFIX,example.com,PROXY', 'MATCH,PROXY') }],
  },
  'unknown-parameter': {
    wrong: [
      { text: rows('IP-CIDR,10.0.0.0/8,DIRECT,no-reslove', 'MATCH,PROXY'), fixed: rows('IP-CIDR,10.0.0.0/8,DIRECT,no-resolve', 'MATCH,PROXY') },
      { text: rows('DOMAIN,x.example,PROXY,force-remote-dns', 'MATCH,PROXY'), fixed: rows('DOMAIN,x.example,PROXY', 'MATCH,PROXY') },
    ],
    right: [{ text: rows('IP-CIDR,10.0.0.0/8,DIRECT,no-resolve', 'IP-CIDR,10.0.0.0/8,DIRECT,src', 'MATCH,PROXY') }],
  },
  'unreadable-rule-set': {
    wrong: [{ text: `rule-providers:\n  ads: { type: http, behavior: domain, url: 'https://lists.example/ads.mrs', format: mrs }\n${rows('RULE-SET,ads,REJECT', or, 'MATCH,PROXY')}`, downloads: true }],
    right: [
      { text: `rule-providers:\n  ads: { type: http, behavior: domain, url: 'https://lists.example/ads.yaml' }\n${rows('RULE-SET,ads,REJECT', or, 'MATCH,PROXY')}`, ruleSets: { ads: ['+.ads.example'] }, downloads: true },
      { text: `rule-providers:\n  ads: { type: http, behavior: domain, url: 'https://lists.example/ads.yaml' }\n${rows(or, 'RULE-SET,ads,REJECT', 'MATCH,PROXY')}`, downloads: true },
    ],
  },
  'over-broad-ai-row': {
    wrong: [
      { text: rows('DOMAIN-KEYWORD,ai,PROXY', 'MATCH,DIRECT') },
      {
        text: `rule-providers:\n  OpenAI: { type: http, behavior: classical, url: 'https://cdn.jsdelivr.net/gh/blackmatrix7/ios_rule_script@master/rule/Clash/OpenAI/OpenAI.yaml' }\n${rows('RULE-SET,OpenAI,PROXY', 'MATCH,DIRECT')}`,
        downloads: true,
      },
    ],
    right: [{ text: rows('DOMAIN-SUFFIX,openai.com,PROXY', 'DOMAIN-KEYWORD,openrouter,OR', 'DOMAIN-KEYWORD,ai,DIRECT', 'MATCH,PROXY') }],
  },
  'switches-at-any-gain': {
    wrong: [
      { text: group('type: url-test\ninterval: 300'), fixed: group('type: url-test\ninterval: 300\ntolerance: 100') },
      { text: group('type: url-test\ntolerance: 10 # ms'), fixed: group('type: url-test\ntolerance: 100 # ms') },
      {
        text: `${nodes}proxy-groups: [{name: OR, type: url-test, proxies: [a, b]}, {name: PROXY, type: select, proxies: [OR, a]}]\n${usual}`,
        fixed: `${nodes}proxy-groups: [{name: OR, type: url-test, proxies: [a, b], tolerance: 100}, {name: PROXY, type: select, proxies: [OR, a]}]\n${usual}`,
      },
      {
        text: `x-check: &check\n  type: url-test\n  tolerance: 0\n${nodes}proxy-groups:\n  - name: OR\n    <<: *check\n    proxies: [a]\n  - { name: PROXY, type: select, proxies: [a] }\n${usual}`,
        fixed: `x-check: &check\n  type: url-test\n  tolerance: 0\n${nodes}proxy-groups:\n  - name: OR\n    tolerance: 100\n    <<: *check\n    proxies: [a]\n  - { name: PROXY, type: select, proxies: [a] }\n${usual}`,
      },
    ],
    right: [{ text: group('type: url-test\ntolerance: 100') }, { text: group('type: fallback') }],
  },
  'checks-too-often': {
    wrong: [
      { text: group('type: fallback\ninterval: 10'), fixed: group('type: fallback\ninterval: 300') },
      { text: byProvider('interval: 30', 'interval: 300') },
    ],
    right: [{ text: byProvider('interval: 300', 'interval: 10') }, { text: group('type: fallback\ninterval: 90') }, { text: group('type: fallback') }, { text: group('type: select\ninterval: 10') }],
  },
  'checks-often': {
    wrong: [{ text: group('type: fallback\ninterval: 60'), fixed: group('type: fallback\ninterval: 300') }],
    right: [{ text: group('type: fallback\ninterval: 300') }],
  },
  'checks-while-idle': {
    wrong: [{ text: group('type: fallback\nlazy: false\ninterval: 60'), fixed: group('type: fallback\nlazy: true\ninterval: 60') }],
    right: [{ text: group('type: fallback\nlazy: false\ninterval: 300') }, { text: group('type: fallback\ninterval: 60') }],
  },
  'gives-up-early': {
    wrong: [
      { text: group('type: fallback\ntimeout: 800'), fixed: group('type: fallback\ntimeout: 5000') },
      { text: group('type: fallback\nmax-failed-times: 1'), fixed: group('type: fallback\nmax-failed-times: 5') },
    ],
    right: [{ text: group('type: fallback\ntimeout: 5000\nmax-failed-times: 5') }],
  },
  'gateway-behind-round-robin': {
    wrong: [{ text: group('type: load-balance\nstrategy: round-robin'), fixed: group('type: load-balance\nstrategy: consistent-hashing') }],
    right: [{ text: group('type: load-balance') }],
  },
  'duplicate-name': {
    wrong: [
      {
        text: `proxies:\n  - { name: a, type: http, server: 127.0.0.1, port: 1 }\n  - { name: 'a', type: http, server: 127.0.0.1, port: 2 }\nrules: ['MATCH,a']\n`,
        fixed: `proxies:\n  - { name: a, type: http, server: 127.0.0.1, port: 1 }\n  - { name: 'a 2', type: http, server: 127.0.0.1, port: 2 }\nrules: ['MATCH,a']\n`,
      },
      { text: `${nodes}proxy-groups: [{ name: a, type: select, proxies: [b] }]\n`, fixed: `${nodes}proxy-groups: [{ name: a 2, type: select, proxies: [b] }]\n` },
      { text: `${nodes}proxy-groups: [{ name: DIRECT, type: select, proxies: [b] }]\n`, fixed: `${nodes}proxy-groups: [{ name: DIRECT 2, type: select, proxies: [b] }]\n` },
    ],
    right: [{ text: `${nodes}proxy-groups: [{ name: GLOBAL, type: select, proxies: [b] }]\n` }],
  },
  'empty-group': {
    wrong: [
      { text: `${nodes}proxy-groups:\n  - name: OR\n    type: select\n`, fixed: `${nodes}proxy-groups:\n  - name: OR\n    type: select\n    include-all: true\n` },
      { text: `${nodes}proxy-groups: [{ name: OR, type: select, proxies: [] }]\n`, fixed: `${nodes}proxy-groups: [{ name: OR, type: select, proxies: [], include-all: true }]\n` },
    ],
    right: [{ text: `${nodes}proxy-groups: [{ name: OR, type: select, include-all: true }]\n` }],
  },
  'group-loop': {
    wrong: [
      {
        text: `${nodes}proxy-groups:\n  - { name: X, type: select, proxies: [a, Y] }\n  - { name: Y, type: select, proxies: [X] }\n`,
        fixed: `${nodes}proxy-groups:\n  - { name: X, type: select, proxies: [a] }\n  - { name: Y, type: select, proxies: [X] }\n`,
      },
      { text: `${nodes}proxy-groups:\n  - name: X\n    type: select\n    proxies:\n      - X\n      - a\n`, fixed: `${nodes}proxy-groups:\n  - name: X\n    type: select\n    proxies:\n      - a\n` },
    ],
    right: [{ text: `${nodes}proxy-groups:\n  - { name: X, type: select, proxies: [Y, a] }\n  - { name: Y, type: select, proxies: [a] }\n` }],
  },
  'removed-group-type': {
    wrong: [{ text: `${nodes}proxy-groups:\n  - { name: X, type: relay, proxies: [a, b] }\n`, fixed: `${nodes}proxy-groups:\n  - { name: X, type: select, proxies: [a, b] }\n` }],
    right: [{ text: `${nodes}proxy-groups:\n  - { name: X, type: select, proxies: [a, b] }\n` }],
  },
  'unknown-group-type': {
    wrong: [{ text: `${nodes}proxy-groups:\n  - { name: X, type: 'urltest', proxies: [a, b] }\n`, fixed: `${nodes}proxy-groups:\n  - { name: X, type: 'url-test', proxies: [a, b] }\n` }],
    right: [{ text: `${nodes}proxy-groups:\n  - { name: X, type: url-test, proxies: [a, b], url: 'http://127.0.0.1:9/' }\n` }],
  },
  'unknown-member': {
    wrong: [
      { text: `${nodes}proxy-groups:\n  - { name: X, type: select, proxies: [a, "B"] }\n`, fixed: `${nodes}proxy-groups:\n  - { name: X, type: select, proxies: [a, "b"] }\n` },
      { text: `${nodes}proxy-groups:\n  - name: X\n    type: select\n    proxies:\n    - a\n    - 香港 01 # gone\n`, fixed: `${nodes}proxy-groups:\n  - name: X\n    type: select\n    proxies:\n    - a\n` },
      { text: `${nodes}proxy-groups:\n  - { name: X, type: select, proxies: [a, GLOBAL] }\n`, fixed: `${nodes}proxy-groups:\n  - { name: X, type: select, proxies: [a] }\n` },
    ],
    right: [{ text: `${nodes}proxy-groups:\n  - { name: X, type: select, proxies: [a, b, DIRECT, REJECT] }\n` }],
  },
  'unknown-provider': {
    wrong: [
      {
        text: `proxy-providers:\n  mine: { type: inline, payload: [{ name: q, type: http, server: 127.0.0.1, port: 3 }] }\nproxy-groups:\n  - { name: X, type: select, use: [Mine] }\n`,
        fixed: `proxy-providers:\n  mine: { type: inline, payload: [{ name: q, type: http, server: 127.0.0.1, port: 3 }] }\nproxy-groups:\n  - { name: X, type: select, use: [mine] }\n`,
      },
    ],
    right: [{ text: `proxy-providers:\n  mine: { type: inline, payload: [{ name: q, type: http, server: 127.0.0.1, port: 3 }] }\nproxy-groups:\n  - { name: X, type: select, use: [mine] }\n` }],
  },
  'key-not-for-groups': {
    wrong: [
      { text: group('type: select\ninterface-name: eth0 # out'), fixed: group('type: select') },
      { text: `${nodes}proxy-groups: [{ name: X, type: select, routing-mark: 3, proxies: [a] }]\n`, fixed: `${nodes}proxy-groups: [{ name: X, type: select, proxies: [a] }]\n` },
    ],
    right: [{ text: 'proxies:\n  - { name: a, type: http, server: 127.0.0.1, port: 1, interface-name: eth0 }\n' }],
  },
  'any-answer-counts': {
    wrong: [{ text: group('type: fallback\nurl: https://openrouter.ai/'), fixed: group('type: fallback\nurl: https://openrouter.ai/\nexpected-status: 200-499') }],
    right: [{ text: group('type: fallback\nexpected-status: 204') }, { text: group('type: select') }],
  },
  'health-check-elsewhere': {
    wrong: [
      { text: group("type: fallback\nurl: 'http://www.gstatic.com/generate_204'\nexpected-status: 204"), fixed: group("type: fallback\nurl: 'https://openrouter.ai/'\nexpected-status: 200-499") },
      { text: group('type: fallback'), fixed: group('type: fallback\nurl: https://openrouter.ai/') },
    ],
    right: [{ text: group('type: fallback\nurl: https://openrouter.ai/api/v1/models') }, { text: group('type: select') }],
  },
  'group-may-be-empty': {
    wrong: [{ text: `${nodes}proxy-groups: [{ name: X, type: select, include-all: true, filter: '香港|HK' }]\n` }, { text: 'proxy-groups: [{ name: X, type: select, include-all: true }]\n' }],
    right: [{ text: `${nodes}proxy-groups: [{ name: X, type: select, include-all: true, filter: '(?i)A|x\`zz' }]\n` }, { text: `${nodes}proxy-groups: [{ name: X, type: select, include-all: true, filter: '(?<!b)q' }]\n`.replace('q', 'a') }],
  },
  'stable-group-leaks': {
    wrong: [
      { text: `${nodes}proxy-groups:\n  - { name: OR, type: fallback, proxies: [a, DIRECT] }\n  - { name: PROXY, type: select, proxies: [a] }\n${usual}`, fixed: `${nodes}proxy-groups:\n  - { name: OR, type: fallback, proxies: [a] }\n  - { name: PROXY, type: select, proxies: [a] }\n${usual}` },
    ],
    right: [{ text: `${nodes}proxy-groups:\n  - { name: OR, type: select, proxies: [a, DIRECT] }\n  - { name: PROXY, type: select, proxies: [a] }\n${usual}` }],
  },
  'gateway-shares-group': {
    wrong: [{ text: rows(or, 'DOMAIN-SUFFIX,netflix.com,OR', 'MATCH,PROXY') }],
    right: [{ text: rows(or, 'DOMAIN-SUFFIX,netflix.com,PROXY', 'MATCH,PROXY') }],
  },
  'dns-without-nameserver': {
    wrong: [
      { text: whole('dns: { enable: true, nameserver: [] }\n'), fixed: whole("dns: { enable: true, nameserver: ['https://doh.pub/dns-query', 'tls://223.5.5.5:853'] }\n") },
      { text: whole('dns:\n  enable: true\n  nameserver:\n'), fixed: whole("dns:\n  enable: true\n  nameserver: ['https://doh.pub/dns-query', 'tls://223.5.5.5:853']\n") },
    ],
    right: [{ text: whole('dns: { enable: true }\n') }, { text: whole('dns: { enable: false, nameserver: [] }\n') }, { text: whole('dns: { enable: true, nameserver: [127.0.0.1] }\n') }],
  },
  'dns-listen-without-host': {
    wrong: [
      { text: whole('dns:\n  enable: true\n  listen: 5353 # here\n  ipv6: false\n'), fixed: whole("dns:\n  enable: true\n  listen: '127.0.0.1:5353' # here\n  ipv6: false\n") },
      { text: whole("dns: { enable: true, listen: '5353' }\n"), fixed: whole("dns: { enable: true, listen: '127.0.0.1:5353' }\n") },
    ],
    right: [{ text: whole('dns: { enable: true, listen: 127.0.0.1:5353 }\n') }, { text: whole("dns: { enable: true, listen: ':5353' }\n") }],
  },
  'fake-ip-filter-holds-gateway': {
    wrong: [
      { text: whole("dns:\n  enable: true\n  enhanced-mode: fake-ip\n  fake-ip-filter:\n    - '*.lan'\n    - +.openrouter.ai # no\n"), fixed: whole("dns:\n  enable: true\n  enhanced-mode: fake-ip\n  fake-ip-filter:\n    - '*.lan'\n") },
      { text: whole("dns: { enable: true, enhanced-mode: fake-ip, fake-ip-filter: ['openrouter.ai', '*.lan'] }\n"), fixed: whole("dns: { enable: true, enhanced-mode: fake-ip, fake-ip-filter: ['*.lan'] }\n") },
    ],
    right: [
      { text: whole("dns: { enable: true, enhanced-mode: fake-ip, fake-ip-filter: ['*.lan', '.openrouter.ai'] }\n") },
      { text: whole("dns: { enable: true, enhanced-mode: fake-ip, fake-ip-filter-mode: whitelist, fake-ip-filter: ['+.openrouter.ai', 'x.example'] }\n") },
      { text: whole("dns: { enable: true, enhanced-mode: redir-host, fake-ip-filter: ['+.openrouter.ai', 'x.example'] }\n") },
    ],
  },
  'tun-without-dns': {
    wrong: [{ text: whole('tun: { enable: true }\nsniffer: { enable: true }\ndns:\n  ipv6: false\n'), fixed: whole('tun: { enable: true }\nsniffer: { enable: true }\ndns:\n  ipv6: false\n  enable: true\n') }],
    right: [{ text: whole('tun: { enable: true }\ndns: { enable: true }\n') }, { text: whole('tun: { enable: false }\n') }],
  },
  'respect-rules-without-node-resolver': {
    wrong: [
      { text: whole('dns:\n  enable: true\n  respect-rules: true\n'), fixed: whole("dns:\n  enable: true\n  respect-rules: true\n  proxy-server-nameserver: ['https://223.5.5.5/dns-query']\n") },
      { text: whole('dns: { respect-rules: true, proxy-server-nameserver: [] }\n'), fixed: whole("dns: { respect-rules: true, proxy-server-nameserver: ['https://223.5.5.5/dns-query'] }\n") },
    ],
    right: [{ text: whole('dns: { enable: true, respect-rules: true, proxy-server-nameserver: [223.5.5.5] }\n') }],
  },
  'nodes-by-name-without-resolver': {
    wrong: [{ text: `dns: { enable: true, nameserver: ['https://1.1.1.1/dns-query#PROXY'] }\nproxies: [{ name: a, type: http, server: node.example, port: 1 }]\nproxy-groups: [{ name: PROXY, type: select, proxies: [a] }]\nrules: ['MATCH,PROXY']\n` }],
    right: [
      { text: `dns: { enable: true, nameserver: ['https://1.1.1.1/dns-query'] }\nproxies: [{ name: a, type: http, server: node.example, port: 1 }]\n` },
      { text: `dns: { enable: true, nameserver: ['https://1.1.1.1/dns-query#a'], proxy-server-nameserver: [223.5.5.5] }\nproxies: [{ name: a, type: http, server: node.example, port: 1 }]\n` },
    ],
  },
  'ipv6-without-fake-range': {
    wrong: [{ text: whole('ipv6: true\ntun: { enable: true }\ndns: { enable: true, enhanced-mode: fake-ip }\n') }],
    right: [{ text: whole('ipv6: false\ntun: { enable: true }\ndns: { enable: true, enhanced-mode: fake-ip }\n') }, { text: whole('tun: { enable: true }\ndns: { enable: true, enhanced-mode: fake-ip }\n') }],
  },
  'tun-without-dns-hijack': {
    wrong: [{ text: whole('tun: { enable: true, dns-hijack: [] }\n'), fixed: whole("tun: { enable: true, dns-hijack: ['any:53', 'tcp://any:53'] }\n") }],
    right: [{ text: whole('tun: { enable: true }\n') }, { text: whole("tun: { enable: true, dns-hijack: ['any:53'] }\n") }],
  },
  'tun-without-sniffer': {
    wrong: [
      { text: whole('mode: rule\ntun:\n  enable: true\nsniffer:\n  enable: false\n'), fixed: whole('mode: rule\ntun:\n  enable: true\nsniffer:\n  enable: true\n  sniff: { TLS: { ports: [443, 8443] }, HTTP: { ports: [80] }, QUIC: { ports: [443] } }\n') },
      { text: whole('tun: { enable: true }\nsniffer: { enable: true }\n'), fixed: whole('tun: { enable: true }\nsniffer: { enable: true, sniff: { TLS: { ports: [443, 8443] }, HTTP: { ports: [80] }, QUIC: { ports: [443] } } }\n') },
      { text: whole('tun: { enable: true }\nsniffer: { enable: false, sniff: }\n'), fixed: whole('tun: { enable: true }\nsniffer: { enable: true, sniff: { TLS: { ports: [443, 8443] }, HTTP: { ports: [80] }, QUIC: { ports: [443] } } }\n') },
      { text: whole('tun: { enable: true }\nsniffer: { sniff: { TLS: } }\n'), fixed: whole('tun: { enable: true }\nsniffer: { sniff: { TLS: }, enable: true }\n') },
      {
        text: whole('mode: rule\ntun:\n  enable: true\n'),
        fixed: whole('mode: rule\nsniffer: { enable: true, sniff: { TLS: { ports: [443, 8443] }, HTTP: { ports: [80] }, QUIC: { ports: [443] } } }\ntun:\n  enable: true\n'),
      },
    ],
    right: [{ text: whole('tun: { enable: true }\nsniffer: { enable: true, sniff: { TLS: } }\n') }, { text: whole('tun: { enable: true }\nsniffer: { enable: true, sniffing: [tls] }\n') }, { text: whole('') }],
  },
  'hosts-pin-gateway': {
    wrong: [
      { text: whole('hosts:\n  nas.lan: 10.0.0.2\n  openrouter.ai: 127.0.0.1 # fast\n'), fixed: whole('hosts:\n  nas.lan: 10.0.0.2\n') },
      { text: whole("hosts: { '+.openrouter.ai': 127.0.0.1, nas.lan: 10.0.0.2 }\n"), fixed: whole('hosts: { nas.lan: 10.0.0.2 }\n') },
    ],
    right: [{ text: whole('hosts: { nas.lan: 10.0.0.2 }\n') }, { text: whole('dns: { use-hosts: false }\nhosts: { openrouter.ai: 127.0.0.1, nas.lan: 10.0.0.2 }\n') }],
  },
  'controller-open-to-others': {
    wrong: [
      { text: whole("external-controller: '0.0.0.0:9090'\n"), fixed: whole("external-controller: '127.0.0.1:9090'\n") },
      { text: whole('external-controller: :9090\nsecret: 123456\n'), fixed: whole("external-controller: '127.0.0.1:9090'\nsecret: 123456\n") },
    ],
    right: [{ text: whole('external-controller: 127.0.0.1:9090\n') }, { text: whole('external-controller: 0.0.0.0:9090\nsecret: a-long-one-of-yours\n') }],
  },
  'controller-without-secret-check': {
    wrong: [{ text: whole('external-controller-unix: core.sock\n') }],
    right: [{ text: whole('external-controller: 127.0.0.1:9090\n') }],
  },
  'lan-without-authentication': {
    wrong: [{ text: whole('allow-lan: true # for the phone\n'), fixed: whole('allow-lan: false # for the phone\n') }],
    right: [
      { text: whole("allow-lan: true\nauthentication: ['me:secret']\n") },
      { text: whole("allow-lan: true\nlan-allowed-ips: ['192.168.1.0/24']\n") },
      { text: whole('allow-lan: true\nbind-address: 127.0.0.1\n') },
    ],
  },
  'keep-alive-off': {
    wrong: [{ text: whole('disable-keep-alive: true\n'), fixed: whole('disable-keep-alive: false\n') }],
    right: [{ text: whole('disable-keep-alive: false\n') }],
  },
  'keep-alive-too-slow': {
    wrong: [{ text: whole('keep-alive-interval: 600\n'), fixed: whole('keep-alive-interval: 30\n') }],
    right: [{ text: whole('keep-alive-interval: 30\n') }],
  },
  'generated-file': {
    wrong: [
      { text: `# Generated by Clash Verge\n${whole('')}` },
      { text: whole(''), path: 'C:\\Users\\me\\AppData\\Roaming\\io.github.clash-verge-rev.clash-verge-rev\\clash-verge.yaml' },
      { text: whole(''), path: '/home/me/.config/mihomo-party/work/config.yaml' },
    ],
    right: [{ text: whole(''), path: '/home/me/.config/clash/config.yaml' }],
  },
  'dead-prepend-key': {
    wrong: [{ text: `prepend-rules:\n  - ${or}\n`, form: 'verge-merge' }, { text: whole(`prepend-rules:\n  - ${or}\n`), form: 'configuration' }],
    right: [{ text: `rules:\n  - ${or}\n`, form: 'verge-merge' }, { text: `prepend:\n  - ${or}\nappend: []\ndelete: []\n`, form: 'verge-rules' }],
  },
  'unreadable-text': {
    wrong: [{ text: 'mode: rule\n  rules: x\n' }, { text: '- a\n- b\n' }, { text: 'rules: MATCH,DIRECT\n' }, { text: `mode: rule\nmode: direct\n` }, { text: 'rules:\n\t- MATCH,DIRECT\n' }],
    right: [{ text: whole('') }, { text: '# nothing yet\n' }],
  },
  'lines-too-far-left': {
    wrong: [{ text: `rules: [\n'MATCH,DIRECT'\n]\n` }, { text: `x-note: 'one\ntwo'\n${whole('')}` }],
    right: [{ text: `rules: [\n  'MATCH,DIRECT'\n]\n` }],
  },
  'encrypted-text': {
    wrong: [{ text: '-----BEGIN AGE ENCRYPTED FILE-----\nYWdlLWVuY3J5cHRpb24ub3JnL3YxCg==\n-----END AGE ENCRYPTED FILE-----\n' }],
    right: [{ text: whole('') }],
  },
};

/** The usual rules and groups, where something stands before them. */
function usualWith(): string {
  return `${nodes}${groups()}${usual}`;
}
