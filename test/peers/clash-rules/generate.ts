/** Configurations and questions made up from a seed: the same ones each time. */

export interface Surroundings {
  /** Ports at which something listens at every loopback address, TCP and UDP alike. */
  readonly ports: readonly number[];
  readonly dnsPort: number;
  /** A URL that answers 204. */
  readonly healthUrl: string;
  /** Nodes as items of `proxies`. */
  readonly nodes: readonly string[];
}

export interface Question {
  readonly way: 'connect' | 'socks' | 'udp';
  readonly host: string;
  readonly port: number;
}

export interface Made {
  /** Without ports and controller, which whoever starts the core adds. */
  readonly text: string;
  /** Rule sets beside it, by their path. */
  readonly files: Readonly<Record<string, string>>;
  /** Lines of those rule sets, by their provider's name. */
  readonly ruleSets: Readonly<Record<string, readonly string[]>>;
  /** What is chosen in groups that let one choose, before anything is asked. */
  readonly choices: Readonly<Record<string, string>>;
  readonly questions: readonly Question[];
}

const hosts = [
  'a.test', 'b.a.test', 'c.b.a.test', 'openrouter.ai', 'api.openrouter.ai', 'OpenRouter.ai', 'my-openai.example', 'x.openai.azure.example', 'set.test', 'one.set.test', 'two.one.set.test', 'nx.test', 'pinned.test', 'alias.test', '127.7.0.7', '127.10.0.1', 'localhost', 'xn--bcher-kva.example', 'a-1.star.test', 'deep.a-1.star.test',
];
const addresses = ['127.10.0.1', '127.20.0.1', '127.30.5.5'];

/** What the resolver of these configurations says: it depends on the name alone. */
export function addressOf(name: string): string | null {
  if (name === 'nx.test') return null;
  let sum = 0;
  for (const character of name.toLowerCase()) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return addresses[sum % addresses.length] ?? null;
}

const groups = ['S1', 'S2', 'F1', 'F2', '🇭🇰 HK', 'MUTE', 'PASSING', 'ALL', 'ONE', 'TESTED', 'GLOBAL'] as const;
const targets = [...groups, 'n-http', 'n-socks', 'n-udp', 'DIRECT', 'REJECT', 'REJECT-DROP', 'PASS', 'COMPATIBLE'];

export function makeConfiguration(seed: number, around: Surroundings): Made {
  const random = numbers(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const some = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  const chance = (of: number): boolean => random() < of;

  // A set that names itself, however deep, ends the core: its stack grows until the memory is gone.
  const ruleSets: Record<string, string[]> = {
    names: distinct(some(1, 6), () => pick(['+.a.test', '.set.test', 'set.test', '*.star.test', 'openrouter.ai', '+.openrouter.ai', 'c.*.a.test', '*.a.test', 'bad/line', '+.example'])),
    nets: distinct(some(1, 4), () => pick(['127.10.0.0/16', '127.20.0.1/32', '127.30.0.0/15', '::1/128', '10.0.0.0/8', 'nonsense', '127.7.0.0/24'])),
    lines: distinct(some(1, 6), () => condition(2)).filter((line) => !line.includes('RULE-SET')),
    'file-names': distinct(some(1, 5), () => pick(['+.b.a.test', 'api.openrouter.ai', '.azure.example', '*.set.test', 'localhost'])),
    'file-lines': distinct(some(1, 5), () => condition(1)).filter((line) => !line.includes('RULE-SET')),
    'text-nets': distinct(some(1, 4), () => pick(['127.10.0.0/24', '127.20.0.0/16', '127.30.5.4/31', '# a comment'])),
  };

  function ports(): string {
    return pick([String(pick(around.ports)), `${Math.min(...around.ports)}-${Math.max(...around.ports)}`, `1/${pick(around.ports)}`, '80/443', String(pick(around.ports))]);
  }

  function noResolve(): string {
    return pick(['', '', ',no-resolve', ',no-resolve', ',src']);
  }

  /** `TYPE,payload` and what may stand behind the target. */
  function simple(): [string, string] {
    switch (some(0, 21)) {
      case 0: case 1: return [`DOMAIN,${pick(hosts)}`, ''];
      case 2: case 3: return [`DOMAIN-SUFFIX,${pick(['a.test', 'b.a.test', 'openrouter.ai', 'test', 'OPENROUTER.ai', '.a.test', 'example', 'ai'])}`, ''];
      case 4: return [`DOMAIN-KEYWORD,${pick(['openai', 'router', 'a.t', 'OpenAI', 'xn--'])}`, ''];
      case 5: return [`DOMAIN-WILDCARD,${pick(['*.test', '?.a.test', '*router*', 'a*', '*.*.a.test', 'c.?.a.tes?'])}`, ''];
      case 6: return [`DOMAIN-REGEX,${pick(['^(api\\.)?openrouter\\.ai$', '[a-c]\\.test$', '(open)?ai\\b', '^[^.]+$', '^$', '(?i)SET', '^(?!a)', 'a{1,2}\\.test'])}`, ''];
      case 7: case 8: return [`IP-CIDR,${pick(['127.10.0.0/16', '127.20.0.0/24', '127.30.5.5/32', '127.0.0.0/8', '10.0.0.0/8', '127.7.0.7/31'])}`, noResolve()];
      case 9: return [`IP-CIDR6,${pick(['::1/128', '2001:db8::/32', '::ffff:127.0.0.0/104'])}`, noResolve()];
      case 10: return ['GEOIP,LAN', noResolve()];
      case 11: return [`IP-SUFFIX,${pick(['0.0.0.1/8', '0.0.5.5/16', '1.1.0.1/12', '0.0.0.5/4'])}`, noResolve()];
      case 12: return [`DST-PORT,${ports()}`, ''];
      case 13: return [`NETWORK,${pick(['TCP', 'udp'])}`, ''];
      case 14: return [`IN-TYPE,${pick(['HTTP', 'HTTPS', 'SOCKS', 'SOCKS5/HTTP', 'TUN'])}`, ''];
      case 15: return [`PROCESS-NAME,${pick(['node', 'Node', 'curl'])}`, ''];
      case 16: return [`PROCESS-PATH-WILDCARD,${pick(['*/node', '/usr/*', '*curl'])}`, ''];
      case 17: return [pick(['UID,0', 'UID,1000-2000', 'DSCP,0', 'DSCP,1-9', 'IN-USER,me', 'IN-NAME,DEFAULT-MIXED', 'SRC-PORT,1-20000', 'SRC-IP-CIDR,127.0.0.0/8', 'SRC-IP-CIDR,10.0.0.0/8', 'PROCESS-NAME-REGEX,^no', 'PROCESS-PATH-REGEX,node$']), ''];
      case 18: return [`RULE-SET,${pick(['names', 'file-names', 'lines', 'file-lines'])}`, pick(['', '', ',no-resolve', ',src'])];
      default: return [`RULE-SET,${pick(['nets', 'text-nets', 'names', 'lines'])}`, noResolve()];
    }
  }

  function condition(depth: number): string {
    if (depth > 0 && chance(0.4)) return logic(depth - 1);
    const [head, params] = simple();
    return head + params;
  }

  function logic(depth: number): string {
    const type = pick(['AND', 'OR', 'NOT']);
    const count = type === 'NOT' ? 1 : some(1, 3);
    return `${type},(${Array.from({ length: count }, () => `(${condition(depth)})`).join(',')})`;
  }

  function rule(lists: readonly string[]): string {
    const target = pick(targets);
    if (lists.length > 0 && chance(0.15)) return `SUB-RULE,(${condition(1)}),${pick(lists)}`;
    if (chance(0.25)) return `${logic(1)},${target}`;
    const [head, params] = simple();
    return /REGEX/.test(head) ? `${head},${target}` : `${head},${target}${params}`;
  }

  const unique = (count: number, make: () => string): string[] => distinct(count, make);
  const inner = unique(some(1, 5), () => rule([]));
  const middle = unique(some(1, 5), () => rule(['inner']));
  const rules = unique(some(4, 22), () => rule(['inner', 'middle']));
  if (chance(0.8)) rules.push(`MATCH,${pick(targets.filter((target) => target !== 'PASS'))}`);

  const choices: Record<string, string> = { S1: pick(['n-http', 'n-udp', 'DIRECT']), S2: pick(['S1', 'n-socks', 'F1', 'F2']), '🇭🇰 HK': pick(['S2', 'n-udp', 'S1']), ALL: pick(['n-http', 'n-socks', 'n-udp', 'n-dead']) };
  const list = (items: readonly string[], indent = '  '): string => items.map((item) => `${indent}- ${JSON.stringify(item)}`).join('\n');
  const text = `dns: { enable: true, ipv6: false, enhanced-mode: redir-host, use-system-hosts: false, default-nameserver: ['127.0.0.1:${around.dnsPort}'], nameserver: ['127.0.0.1:${around.dnsPort}'] }
hosts: { pinned.test: 127.30.5.5, alias.test: b.a.test }
find-process-mode: strict
proxies:
${around.nodes.map((node) => `  - ${node}`).join('\n')}
proxy-groups:
  - { name: S1, type: select, proxies: [n-http, n-udp, DIRECT] }
  - { name: S2, type: select, proxies: [S1, n-socks, F1, F2] }
  - { name: F1, type: fallback, proxies: [n-dead, n-udp, n-http], url: '${around.healthUrl}', interval: 600, lazy: false }
  - { name: F2, type: fallback, proxies: [n-http, n-udp], url: '${around.healthUrl}', interval: 600, lazy: false }
  - { name: '🇭🇰 HK', type: select, proxies: [S2, n-udp, S1] }
  - { name: MUTE, type: select, disable-udp: true, proxies: [n-udp] }
  - { name: TESTED, type: url-test, proxies: [n-udp, n-http], tolerance: 60000, url: '${around.healthUrl}', interval: 600 }
  - { name: PASSING, type: select, proxies: [PASS] }
  - { name: ALL, type: select, include-all: true, filter: '^n-' }
  - { name: ONE, type: select, include-all: true, filter: 'ud', exclude-filter: 'zzz' }
rule-providers:
  names: { type: inline, behavior: domain, payload: ${JSON.stringify(ruleSets['names'])} }
  nets: { type: inline, behavior: ipcidr, payload: ${JSON.stringify(ruleSets['nets'])} }
  lines: { type: inline, behavior: classical, payload: ${JSON.stringify(ruleSets['lines'])} }
  file-names: { type: file, behavior: domain, path: ./file-names.yaml }
  file-lines: { type: file, behavior: classical, path: ./file-lines.yaml }
  text-nets: { type: file, behavior: ipcidr, format: text, path: ./text-nets.txt }
sub-rules:
  inner:
${list(inner, '    ')}
  middle:
${list(middle, '    ')}
rules:
${list(rules)}
`;
  const payload = (name: string): string => `payload:\n${list(ruleSets[name] ?? [])}\n`;
  return {
    text,
    files: { 'file-names.yaml': payload('file-names'), 'file-lines.yaml': payload('file-lines'), 'text-nets.txt': `${ruleSets['text-nets']?.join('\n') ?? ''}\n` },
    ruleSets: Object.fromEntries(Object.entries(ruleSets).filter(([name]) => name.includes('-'))),
    choices,
    questions: Array.from({ length: 24 }, () => ({ way: pick(['connect', 'connect', 'connect', 'socks', 'udp'] as const), host: pick(hosts), port: pick(around.ports) })),
  };
}

/** A list of names in every spelling, and hosts of the same labels. */
export function makeNameSet(seed: number): { set: readonly string[]; hosts: readonly string[] } {
  const random = numbers(seed);
  const label = (): string => ['a', 'b', 'cc', 'test', 'x-y', 'xcc', 'ab'][Math.floor(random() * 7)] ?? '';
  const name = (most: number): string => Array.from({ length: 1 + Math.floor(random() * most) }, label).join('.');
  const spell = (): string => {
    const spellings = ['+.', '+.', '.', '*.', '*.', `${label()}.*.`, '*.*.', `${label()}*.`, '*', '+', '', '', '', ''];
    return `${spellings[Math.floor(random() * spellings.length)] ?? ''}${name(3)}`;
  };
  return { set: distinct(1 + Math.floor(random() * 7), spell), hosts: distinct(40, () => name(5)) };
}

function distinct(count: number, make: () => string): string[] {
  const made = new Set<string>();
  for (let turn = 0; turn < count * 3 && made.size < count; turn++) made.add(make());
  return [...made];
}

/** Numbers from 0 to 1 that follow from the seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
