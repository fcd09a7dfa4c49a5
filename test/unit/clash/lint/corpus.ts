/**
 * Configurations in the styles that are met in the wild, made from seeds and written by hand. All of them a core loads
 * but those marked `refused`; a real core confirms it (test/peers/clash-lint.test.ts).
 */
export interface CorpusText {
  readonly name: string;
  readonly text: string;
  /** Where it lies; tells forms apart. */
  readonly path?: string;
  /** A core refuses it. */
  readonly refused?: true;
  /** A core would fetch something first, or needs rights that a test does not have. */
  readonly notShown?: true;
  /** Merged into another by an app: no core is shown it. */
  readonly part?: true;
}

type Random = (below: number) => number;

/** Marsaglia's xorshift on 32 bits: the same numbers for the same seed. */
export function randomness(seed: number): Random {
  let state = (seed * 2_654_435_761) | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const nodeNames = ['香港 01', '🇭🇰 HK | 02', '🇯🇵日本-东京 [x1.5]', 'US: Los Angeles', "Joe's node", 'sg-1', '台湾"A"', '剩余流量：100 GB', '#1 fast', 'node,with,commas', '12', 'yes', '- dash', '德国 \u{1f1e9}\u{1f1ea}', '* star', '官网 https://example.com'];
const groupNames = ['🚀 节点选择', '♻️ 自动选择', 'Proxy', '🤖 OpenAI', '全球直连', 'Auto - UrlTest', '🎯 Direct', 'Others', '漏网之鱼 🐟', 'OR: stable'];
const domains = ['openrouter.ai', 'google.com', 'baidu.com', 'x.example', 'sub.deep.example.org', '例子.测试', 'cdn-1.example.net'];

interface Style {
  readonly random: Random;
  readonly flow: boolean;
  readonly quote: '' | "'" | '"';
  readonly indent: string;
  readonly step: string;
  readonly comment: boolean;
}

function scalar(value: string | number | boolean, style: Style, inFlow: boolean): string {
  if (typeof value !== 'string') return String(value);
  const bare = !/^[\s\-?:,[\]{}#&*!|>'"%@`\d.~]|[\s]$|: |:$| #|^(?:yes|no|on|off|true|false|null|y|n)$/i.test(value) && value !== '' && !(inFlow && /[,[\]{}:]/.test(value));
  if (style.quote === '' && bare) return value;
  return style.quote === '"' ? JSON.stringify(value) : `'${value.replaceAll("'", "''")}'`;
}

type Entry = readonly [string, string | number | boolean | readonly string[]];

function flowMap(entries: readonly Entry[], style: Style): string {
  const gap = style.random(2) === 0 ? ' ' : '';
  const body = entries.map(([key, value]) => `${key}: ${Array.isArray(value) ? `[${value.map((one: string) => scalar(one, style, true)).join(style.random(2) === 0 ? ', ' : ',')}]` : scalar(value as string, style, true)}`);
  return `{${gap}${body.join(', ')}${gap}}`;
}

function comment(style: Style): string {
  return style.comment && style.random(4) === 0 ? ' # 注释\twith a tab' : '';
}

function mapItem(entries: readonly Entry[], style: Style): string {
  if (style.flow) return `${style.indent}- ${flowMap(entries, style)}${comment(style)}\n`;
  const inner = `${style.indent}  `;
  return entries
    .map(([key, value], index) => {
      const start = index === 0 ? `${style.indent}- ` : inner;
      if (!Array.isArray(value)) return `${start}${key}: ${scalar(value as string, style, false)}${comment(style)}\n`;
      return `${start}${key}:\n${value.map((one: string) => `${inner}${style.step}- ${scalar(one, style, false)}\n`).join('')}`;
    })
    .join('');
}

function made(seed: number): CorpusText {
  const random = randomness(seed);
  const style: Style = {
    random,
    flow: random(2) === 0,
    quote: (['', "'", '"'] as const)[random(3)] ?? '',
    indent: ['', '  ', '    '][random(3)] ?? '',
    step: ['', '  '][random(2)] ?? '',
    comment: random(2) === 0,
  };
  const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T;
  const some = (from: readonly string[], least: number): string[] => {
    const chosen = from.filter(() => random(2) === 0);
    return chosen.length >= least ? chosen : from.slice(0, least);
  };
  const nodes = some(nodeNames, 2);
  const groups = some(groupNames, 2);
  let text = random(3) === 0 ? '# 订阅更新于 2026-01-01\t00:00\n\n' : '';
  text += `mixed-port: ${7_890 + random(10)}\nmode: ${pick(['rule', 'Rule', 'global', 'direct'])}\nlog-level: info\n`;
  if (random(3) === 0) text += `allow-lan: ${pick(['true', 'false'])}\n`;
  if (random(3) === 0) text += `external-controller: ${pick(['127.0.0.1:9090', "'0.0.0.0:9090'", '"[::]:9090"'])}\nsecret: ''\n`;
  if (random(2) === 0) text += dnsText(random, style);
  if (random(3) === 0) text += "hosts:\n  'nas.lan': 192.168.1.2\n  openrouter.ai: 104.18.0.1\n";
  if (random(4) === 0) text += 'sniffer: {enable: true, sniff: {TLS: {ports: [443]}, HTTP: {ports: [80, 8080-8880]}}}\n';
  const anchored = random(4) === 0 && !style.flow;
  if (anchored) text += 'x-check: &check\n  url: http://127.0.0.1:9/generate_204\n  interval: 300\n';
  text += 'proxies:\n';
  for (const [index, name] of nodes.entries()) text += mapItem(nodeEntries(name, index, random), style);
  const provider = random(4) === 0;
  if (provider) text += 'proxy-providers:\n  机场:\n    type: inline\n    payload:\n      - {name: inner, type: http, server: 127.0.0.1, port: 9}\n';
  text += 'proxy-groups:\n';
  groups.forEach((name, index) => {
    const type = pick(['select', 'url-test', 'fallback', 'load-balance']);
    const members = [...some(nodes, 1), ...groups.slice(index + 1).filter(() => random(3) === 0), ...(random(3) === 0 ? ['DIRECT'] : [])];
    const check: Entry[] = type === 'select' ? [] : [['url', 'http://127.0.0.1:9/generate_204'], ['interval', pick([10, 60, 300, 600])]];
    const entries: Entry[] = [['name', name], ['type', type], ...(anchored ? [] : check), ...(provider && random(2) === 0 ? [['use', ['机场']] as const] : []), ['proxies', members]];
    if (type === 'url-test' && random(2) === 0) entries.push(['tolerance', pick([0, 50, 150])]);
    text += mapItem(entries, style);
    if (anchored) text += `${style.indent}  <<: *check\n`;
  });
  const sets = random(3) === 0;
  if (sets) {
    text += "rule-providers:\n  私有: {type: inline, behavior: domain, payload: ['+.lan', 'a.example']}\n  ips: {type: inline, behavior: ipcidr, payload: ['10.0.0.0/8']}\n  mixed:\n    type: inline\n    behavior: classical\n    payload:\n    - DOMAIN-KEYWORD,exam\n    - IP-CIDR,1.1.1.1/32\n";
  }
  const sub = random(4) === 0;
  if (sub) text += 'sub-rules:\n  work:\n    - DOMAIN-SUFFIX,corp.example,DIRECT\n    - MATCH,DIRECT\n';
  const policies = [...groups, ...nodes.filter((name) => !name.includes(',')), 'DIRECT', 'REJECT'];
  text += rulesText({ random, style, policies, sets, sub });
  if (random(4) === 0) text = text.replaceAll('\n', '\r\n');
  if (random(6) === 0) text = `\uFEFF${text}`;
  if (random(5) === 0) text = text.trimEnd();
  return { name: `seed ${seed}`, text };
}

function nodeEntries(name: string, index: number, random: Random): Entry[] {
  const server = random(2) === 0 ? '127.0.0.1' : 'node.example';
  const rest: readonly (readonly Entry[])[] = [
    [['type', 'http'], ['server', server], ['port', 1_000 + index]],
    [['type', 'socks5'], ['server', server], ['port', String(1_000 + index)], ['udp', true]],
    [['type', 'ss'], ['server', server], ['port', 8_388], ['cipher', 'aes-128-gcm'], ['password', 'pa: ss#word']],
    [['type', 'trojan'], ['server', server], ['port', 443], ['password', 'x'], ['sni', 'example.com'], ['skip-cert-verify', true]],
    [['type', 'vmess'], ['server', server], ['port', 443], ['uuid', 'b831381d-6324-4d53-ad4f-8cda48b30811'], ['alterId', 0], ['cipher', 'auto'], ['tls', true]],
  ];
  return [['name', name], ...(rest[random(rest.length)] ?? [])];
}

function dnsText(random: Random, style: Style): string {
  const fake = random(2) === 0;
  const filter = random(2) === 0 ? "    - '*.lan'\n    - +.openrouter.ai\n    - time.*.com\n" : "    - '*'\n";
  return `dns:\n  enable: ${random(4) === 0 ? 'false' : 'true'}\n  listen: ${['127.0.0.1:1053', "':1053'", '5353'][random(3)]}\n  enhanced-mode: ${fake ? 'fake-ip' : 'redir-host'}${comment(style)}\n  fake-ip-filter:\n${filter}  default-nameserver: [223.5.5.5, 119.29.29.29]\n  nameserver:\n    - https://doh.pub/dns-query\n${random(3) === 0 ? "  respect-rules: true\n  proxy-server-nameserver: ['https://223.5.5.5/dns-query']\n" : ''}`;
}

function rulesText({ random, style, policies, sets, sub }: { random: Random; style: Style; policies: readonly string[]; sets: boolean; sub: boolean }): string {
  const to = (): string => policies[random(policies.length)] ?? 'DIRECT';
  const host = (): string => domains[random(domains.length)] ?? 'x.example';
  const kinds: readonly (() => string)[] = [
    () => `DOMAIN-SUFFIX,${host()},${to()}`,
    () => `DOMAIN,www.${host()},${to()}`,
    () => `DOMAIN-KEYWORD,${host().slice(0, 4)},${to()}`,
    () => `domain-suffix, ${host()} , ${to()}`,
    () => `IP-CIDR,${1 + random(220)}.0.0.0/8,${to()}${random(2) === 0 ? ',no-resolve' : ''}`,
    () => `IP-CIDR6,2001:db8::/32,${to()},no-resolve`,
    () => `DST-PORT,${['22', '80/443', '8000-9000'][random(3)]},${to()}`,
    () => `PROCESS-NAME,${['curl', 'WeChat.exe', '网易云音乐'][random(3)]},${to()}`,
    () => `AND,((DOMAIN-SUFFIX,${host()}),(NETWORK,UDP)),REJECT`,
    () => `OR,((DOMAIN,${host()}),(DST-PORT,123)),${to()}`,
    () => `NOT,((DOMAIN-SUFFIX,cn)),${to()}`,
    () => String.raw`DOMAIN-REGEX,^ads?\d+\.example\.(com|net)$,` + to(),
    () => `DOMAIN-WILDCARD,*.exam?le.com,${to()}`,
    () => `GEOIP,LAN,DIRECT${random(2) === 0 ? ',no-resolve' : ''}`,
    () => (sets ? `RULE-SET,${['私有', 'ips', 'mixed'][random(3)]},${to()}` : `SRC-IP-CIDR,192.168.1.0/24,${to()}`),
    () => (sub ? `SUB-RULE,(NETWORK,TCP),work` : `IN-TYPE,SOCKS/HTTP,${to()}`),
  ];
  const rows = Array.from({ length: 3 + random(25) }, () => (kinds[random(kinds.length)] ?? (() => 'MATCH,DIRECT'))());
  if (random(6) > 0) rows.push(`MATCH,${to()}`);
  if (style.flow && random(3) === 0) return `rules: [${rows.map((row) => scalar(row, { ...style, quote: style.quote || "'" }, true)).join(', ')}]\n`;
  return `rules:\n${rows.map((row) => `${style.indent}- ${scalar(row, style, false)}${comment(style)}\n`).join('')}`;
}

/** Fifty-fold what a long list looks like: rows that tell nothing apart but their names. */
export function longText(rows: number): string {
  let text = 'mixed-port: 7890\nproxies:\n  - {name: a, type: socks5, server: 127.0.0.1, port: 1}\nproxy-groups:\n  - {name: PROXY, type: select, proxies: [a]}\nrules:\n';
  for (let index = 0; index < rows - 2; index++) {
    if (index % 500 === 0) text += `  - DOMAIN-KEYWORD,kw${index}x,PROXY\n`;
    else if (index % 20 === 0) text += `  - IP-CIDR,${(index % 223) + 1}.${(index >> 8) % 256}.${index % 256}.0/24,DIRECT,no-resolve\n`;
    else text += `  - ${index % 3 === 0 ? 'DOMAIN' : 'DOMAIN-SUFFIX'},${index % 7 === 0 ? 'www.' : ''}site${index}.example${index % 97}.com,${index % 2 === 0 ? 'PROXY' : 'DIRECT'}\n`;
  }
  return `${text}  - DOMAIN-SUFFIX,openrouter.ai,PROXY\n  - MATCH,PROXY\n`;
}

const byHand: readonly CorpusText[] = [
  { name: 'nothing', text: '', refused: true },
  { name: 'a comment alone', text: '# later\n' },
  { name: 'a list', text: '- a\n', refused: true },
  { name: 'a word', text: 'hello\n', refused: true },
  { name: 'keys without values', text: 'proxies:\nproxy-groups:\nproxy-providers:\nrule-providers:\nsub-rules:\nrules:\ndns:\ntun:\nhosts:\n' },
  { name: 'empty lists', text: 'proxies: []\nproxy-groups: []\nrules: []\nsub-rules: {}\nrule-providers: {}\n' },
  { name: 'a row without a value', text: 'rules:\n  -\n  - MATCH,DIRECT\n' },
  { name: 'a sub-rule without a value', text: 'sub-rules:\n  x:\nrules: [MATCH,DIRECT]\n'.replace('[MATCH,DIRECT]', "['MATCH,DIRECT']") },
  { name: 'a flow list at the left edge', text: "rules: [\n'DOMAIN,a.example,DIRECT',\n'MATCH,DIRECT'\n]\n" },
  { name: 'a quoted text over lines at the left edge', text: "rules:\n- 'DOMAIN,a.example,\nDIRECT'\n" },
  { name: 'a group that takes all by a number', text: 'proxies: [{name: a, type: http, server: 127.0.0.1, port: 1}]\nproxy-groups: [{name: g, type: select, include-all: 1}]\nrules: ["MATCH,g"]\n' },
  { name: 'a truth value of YAML 1.1', text: 'dns: {enable: yes, ipv6: off}\nallow-lan: on\nrules: ["MATCH,DIRECT"]\n' },
  { name: 'a resolver that is missing, by a truth value of YAML 1.1', text: 'dns: {enable: on, nameserver: []}\n', refused: true },
  { name: 'a comment right behind a bracket and a quote', text: "proxies:\n  - {name: a, type: http, server: 127.0.0.1, port: 1}#one\nrules:\n  - 'MATCH,a'#two\n" },
  { name: 'two documents', text: '---\nmode: rule\nrules:\n  - MATCH,DIRECT\n---\nrules:\n  - NONSENSE\n' },
  { name: 'an end of document', text: '%YAML 1.1\n---\nmode: rule\n...\n' },
  { name: 'another YAML', text: '%YAML 1.2\n---\nmode: rule\n', refused: true },
  { name: 'a key that stands twice', text: 'mode: rule\nrules: []\nmode: direct\n', refused: true },
  { name: 'a tab for indentation', text: 'dns:\n\tenable: true\n', refused: true },
  { name: 'a tab behind a value', text: 'mode: rule\t# tab\nlog-level:\tinfo\n' },
  { name: 'no anchor for an alias', text: 'rules: *nothing\n', refused: true },
  { name: 'tags that take brackets in', text: 'x-note: !![a, b]\nx-more: [!![c] , ![d] e]\nrules: ["MATCH,DIRECT"]\n' },
  { name: 'a tag where a list has to be', text: 'rules: !![MATCH,DIRECT]\n', refused: true },
  { name: 'a tag that nothing parts from a text', text: 'rules: !!["MATCH,DIRECT"]\n', refused: true },
  { name: 'JSON', text: '{"mixed-port": 7890, "mode": "rule", "proxies": [{"name": "a", "type": "http", "server": "127.0.0.1", "port": 1}], "rules": ["MATCH,a"]}\n' },
  { name: 'JSON with tabs', text: '{\n\t"mode": "rule",\n\t"rules": [\n\t\t"MATCH,DIRECT"\n\t]\n}\n' },
  { name: 'a number for a node', text: 'proxies: [{name: 12, type: http, server: 127.0.0.1, port: 1}]\nproxy-groups: [{name: g, type: select, proxies: [12]}]\nrules: ["MATCH,12"]\n' },
  { name: 'octal and hexadecimal names', text: 'proxies: [{name: 0x10, type: http, server: 127.0.0.1, port: 1}, {name: 1e3, type: http, server: 127.0.0.1, port: 1}]\nrules: ["MATCH,DIRECT"]\n' },
  { name: 'a policy that is a node called GLOBAL', text: 'proxies: [{name: GLOBAL, type: http, server: 127.0.0.1, port: 1}]\nrules: ["MATCH,GLOBAL"]\n' },
  { name: 'merge keys everywhere', text: 'a: &a {type: http, server: 127.0.0.1}\nb: &b {port: 1, udp: true}\nproxies:\n  - {<<: [*a, *b], name: q}\n  - <<: *a\n    <<: *b\n    name: r\n'.replace('    <<: *b\n', '    port: 3\n') },
  { name: 'an aliased list of members', text: 'proxies: [{name: a, type: http, server: 127.0.0.1, port: 1}]\nx-members: &members [a, DIRECT]\nproxy-groups:\n  - {name: g, type: select, proxies: *members}\n  - {name: h, type: select, proxies: *members}\nrules: ["MATCH,g"]\n' },
  { name: 'aliased rows', text: 'x: &row DOMAIN-SUFFIX,openrouter.ai,DIRECT\nrules:\n  - *row\n  - &last MATCH,DIRECT\n  - *last\n' },
  { name: 'an aliased list of rules', text: 'x-rules: &rules\n  - DOMAIN,a.example,DIRECT\n  - MATCH,DIRECT\nrules: *rules\n' },
  { name: 'folded and literal rows', text: 'rules:\n  - >-\n    DOMAIN-SUFFIX,openrouter.ai,DIRECT\n  - |-\n    MATCH,DIRECT\n' },
  { name: 'rows over several lines', text: 'rules:\n  - "DOMAIN-SUFFIX,openrouter.ai,\\\n    DIRECT"\n  - MATCH,DIRECT\n' },
  { name: 'escapes', text: 'proxies: [{name: "\\U0001F1ED\\U0001F1F0 \\u9999", type: http, server: 127.0.0.1, port: 1}]\nrules: ["MATCH,\\U0001F1ED\\U0001F1F0 香"]\n' },
  { name: 'tags', text: 'mode: !!str rule\nrules: !!seq\n  - !!str MATCH,DIRECT\n' },
  { name: 'quoted keys', text: '"mode": rule\n\'rules\':\n  - "MATCH,DIRECT"\n' },
  { name: 'a group named after a type', text: 'proxies: [{name: a, type: http, server: 127.0.0.1, port: 1}]\nproxy-groups: [{name: select, type: select, proxies: [a]}, {name: MATCH, type: select, proxies: [a, select]}]\nrules: ["DOMAIN,a.example,select", "MATCH,MATCH"]\n' },
  { name: 'a group that names a member twice', text: 'proxies: [{name: a, type: http, server: 127.0.0.1, port: 1}]\nproxy-groups: [{name: g, type: select, proxies: [a, a]}]\nrules: ["MATCH,g"]\n' },
  { name: 'a group that uses what is not there, but takes all', text: 'proxies: [{name: a, type: http, server: 127.0.0.1, port: 1}]\nproxy-groups: [{name: g, type: select, include-all: true, use: [nothing]}]\nrules: ["MATCH,g"]\n' },
  { name: 'a group that takes all providers of none', text: 'proxy-groups: [{name: g, type: select, include-all-providers: true}]\nrules: ["MATCH,g"]\n', refused: true },
  { name: 'a wrong case of a policy', text: 'rules: ["MATCH,direct"]\n', refused: true },
  { name: 'REJECT-DROP and PASS', text: 'rules: ["DOMAIN,a.example,REJECT-DROP", "DOMAIN,b.example,PASS", "DOMAIN,c.example,COMPATIBLE", "MATCH,DIRECT"]\n' },
  { name: 'a policy of blanks and a slash', text: 'proxies: [{name: "a / b", type: http, server: 127.0.0.1, port: 1}]\nrules: ["MATCH,  a / b "]\n' },
  { name: 'rows behind MATCH', text: 'rules: ["MATCH,DIRECT", "DOMAIN,a.example,REJECT", "MATCH,REJECT"]\n' },
  { name: 'too many fields', text: 'rules: ["DOMAIN,a.example,DIRECT,no-resolve,what,ever", "MATCH,DIRECT,and,more"]\n' },
  { name: 'no payload', text: 'rules: ["DOMAIN,,DIRECT"]\n', refused: true },
  { name: 'FINAL', text: 'rules: ["FINAL,DIRECT"]\n', refused: true },
  { name: 'a URL-REGEX row', text: 'rules: ["URL-REGEX,^http,DIRECT"]\n', refused: true },
  { name: 'a wrong prefix', text: 'rules: ["IP-CIDR,10.0.0.0/33,DIRECT"]\n', refused: true },
  { name: 'an address without a prefix', text: 'rules: ["IP-CIDR,10.0.0.1,DIRECT"]\n', refused: true },
  { name: 'a look-behind', text: 'rules: ["DOMAIN-REGEX,(?<!x)a\\\\.b,DIRECT", "MATCH,DIRECT"]\n' },
  { name: 'a comma in an expression', text: 'rules: ["DOMAIN-REGEX,^a{1,3}$,DIRECT", "MATCH,DIRECT"]\n' },
  { name: 'nested logic', text: 'rules: ["AND,((OR,((DOMAIN,a.example),(DOMAIN,b.example))),(NOT,((NETWORK,UDP)))),DIRECT", "MATCH,DIRECT"]\n' },
  { name: 'a list in logic that is not there', text: 'rules: ["AND,((RULE-SET,nothing),(NETWORK,TCP)),DIRECT"]\n', refused: true },
  { name: 'a sub-rule that leads to itself', text: 'sub-rules: {a: ["SUB-RULE,(NETWORK,TCP),a"]}\nrules: ["MATCH,DIRECT"]\n', refused: true },
  { name: 'an unknown member in a sub-rule', text: 'sub-rules: {a: ["MATCH,nowhere"]}\nrules: ["MATCH,DIRECT"]\n', refused: true },
  { name: 'a long line', text: `proxies: [${Array.from({ length: 3_000 }, (_, index) => `{name: "节点 ${index}", type: http, server: 127.0.0.1, port: ${1 + index}}`).join(', ')}]\nrules: ["MATCH,节点 7"]\n` },
  { name: 'a long comment', text: `# ${'长'.repeat(200_000)}\nrules: ["MATCH,DIRECT"]\n` },
  { name: 'a text of blank lines', text: `${'\n'.repeat(5_000)}mode: rule\n${'\r\n'.repeat(5_000)}` },
  { name: 'encrypted in armour', text: '-----BEGIN AGE ENCRYPTED FILE-----\nYWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOQ==\n-----END AGE ENCRYPTED FILE-----\n', notShown: true },
  { name: 'encrypted', text: 'age-encryption.org/v1\n-> X25519 abc\nxyz\n--- mac\n\u0000\u0001\ufffd\ufffd', notShown: true },
  { name: 'null bytes', text: 'mode: rule\u0000\n', refused: true },
  { name: 'an unclosed quote', text: 'rules:\n  - "MATCH,DIRECT\n', refused: true },
  { name: 'an unclosed list', text: 'rules: ["MATCH,DIRECT"\nmode: rule\n', refused: true },
  { name: 'fetched lists', text: "rule-providers:\n  ads: {type: http, behavior: domain, url: 'https://lists.example/ads.mrs', format: mrs, interval: 86400}\nproxy-providers:\n  sub: {type: http, url: 'https://sub.example/', path: ./sub.yaml, health-check: {enable: true, url: 'https://www.gstatic.com/generate_204', interval: 300}}\nproxy-groups:\n  - {name: PROXY, type: select, use: [sub]}\n  - {name: AI, type: url-test, use: [sub], filter: '(?i)us|美', tolerance: 50}\nrules:\n  - RULE-SET,ads,REJECT\n  - GEOSITE,category-ai-!cn,AI\n  - GEOIP,CN,DIRECT\n  - MATCH,PROXY\n", notShown: true },
  { name: 'Verge Merge', text: 'prepend-rules:\n  - DOMAIN-SUFFIX,openrouter.ai,代理\ndns:\n  enable: true\n', part: true },
  { name: 'Verge Rules', text: '# Profile Enhancement Rules Template for Clash Verge\nprepend:\n  - DOMAIN-SUFFIX,openrouter.ai,不在这里\nappend: []\ndelete:\n  - MATCH,x\n', part: true },
  { name: 'Verge Groups', text: '# Profile Enhancement Groups Template for Clash Verge\nprepend:\n  - {name: OR, type: select, proxies: [不在这里]}\nappend: []\ndelete: []\n', part: true },
  { name: 'Party override', text: '+rules:\n  - DOMAIN-SUFFIX,openrouter.ai,不在这里\nproxy-groups+:\n  - {name: OR, type: select, proxies: [不在这里]}\n', part: true },
  { name: 'Stash override', text: 'rules:\n  - DOMAIN-SUFFIX,openrouter.ai,不在这里\nproxy-groups:\n  - {name: OR, type: select, proxies: [不在这里]}\n', path: '/x/or.stoverride', part: true },
  { name: 'a rule set', text: 'payload:\n  - DOMAIN-SUFFIX,openrouter.ai\n  - IP-CIDR,1.1.1.1/32,no-resolve\n', part: true },
  { name: 'a list of domains', text: "payload:\n  - '+.openrouter.ai'\n  - a.example\n", part: true },
];

/** Seeds of the generated ones. */
const seeds = 200;

export const corpus: readonly CorpusText[] = [...byHand, ...Array.from({ length: seeds }, (_, index) => made(index + 1)), { name: 'a hundred thousand rows', text: longText(100_000) }];
