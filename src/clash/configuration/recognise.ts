import type { ClashForm } from './model.ts';

/** Only so much of a text is looked at, from both ends: this is asked for every YAML file that is opened. */
const headLength = 65_536;
const tailLength = 16_384;

const topKey = /^(?:"([^"\n]{1,80})"|'([^'\n]{1,80})'|([^\s#\-"'{}[\],&*|>%@`:][^\n:#]{0,80}?)) *:(?=[\s]|$)/gm;
const ruleItem = /^(?:\s*-\s+|["']?rules["']? *: *\[\s*)["']?\s*(?:DOMAIN(?:-SUFFIX|-KEYWORD|-REGEX|-WILDCARD)?|GEOSITE|GEOIP|IP-CIDR6?|IP-SUFFIX|IP-ASN|SRC-[A-Z-]+|DST-PORT|IN-[A-Z]+|PROCESS-[A-Z-]+|NETWORK|RULE-SET|AND|OR|NOT|SUB-RULE|MATCH|FINAL)\s*,/im;
const nodeType = /\btype: *["']?(?:ss|ssr|vmess|vless|trojan|snell|socks5|http|hysteria2?|wireguard|tuic|ssh|mieru|anytls)\b/;
const groupType = /\btype: *["']?(?:select|url-test|fallback|load-balance|relay)\b/;
/** Keys that no other kind of file has. */
const tellingKeys: ReadonlySet<string> = new Set([
  'proxy-groups', 'proxy-providers', 'rule-providers', 'sub-rules', 'mixed-port', 'redir-port', 'tproxy-port', 'external-controller', 'external-controller-unix', 'external-controller-pipe', 'external-ui', 'global-client-fingerprint', 'find-process-mode', 'geox-url', 'tcp-concurrent', 'unified-delay',
]);
const mergeKeys: ReadonlySet<string> = new Set(['prepend-rules', 'append-rules', 'prepend-proxies', 'append-proxies', 'prepend-proxy-groups', 'append-proxy-groups', 'prepend-rule-providers', 'append-rule-providers', 'prepend-proxy-providers', 'append-proxy-providers']);
const overridable = /^(?:proxies|proxy-groups|proxy-providers|rules|rule-providers|sub-rules|dns|hosts|tun|sniffer|listeners)$/;

/**
 * What kind of Clash text it is, by what is in it and where it lies; undefined where it is none.
 *
 * @param path Where it lies, with either kind of slash; for what the content leaves open.
 */
export function recognise(text: string, path = ''): ClashForm | undefined {
  const file = path.replaceAll('\\', '/').toLowerCase();
  if (isEncrypted(text)) return /clash|mihomo|stash/.test(file) ? 'configuration' : undefined;
  const part = text.length <= headLength + tailLength ? text : `${text.slice(0, headLength)}\n${text.slice(-tailLength)}`;
  if (file.endsWith('.stoverride')) return 'stash-override';
  if (/\.(?:list|txt)$/.test(file)) return isTextRuleSet(part) ? 'rule-set' : undefined;
  const vergeHeader = /^# Profile Enhancement (Merge|Rules|Groups|Proxies) Template for Clash Verge/m.exec(part.slice(0, 1_000))?.[1];
  if (vergeHeader) return `verge-${vergeHeader.toLowerCase()}` as ClashForm;
  const keys = topKeys(part);
  if (keys.size === 0) return /^\s*\{/.test(part) && /"?(?:proxy-groups|mixed-port|rule-providers)"? *:/.test(part) ? 'configuration' : undefined;
  return byKeys(keys, part, file);
}

/** An age file, as newer cores can read: binary with its header, or in armour. */
export function isEncrypted(text: string): boolean {
  return /^\s*(?:age-encryption\.org\/v1|-----BEGIN AGE ENCRYPTED FILE-----)/.test(text.slice(0, 200));
}

/** A key of an override without the marks that say how it is merged: `+rules`, `rules+`, `dns!`, `<dns>`. */
export function bareKey(key: string): string {
  return /^\+?<?(.*?)>?[+!]?$/.exec(key)?.[1] ?? key;
}

function byKeys(keys: ReadonlySet<string>, part: string, file: string): ClashForm | undefined {
  if (/^\s*#!replace\b/m.test(part) && [...keys].some((key) => overridable.test(key))) return 'stash-override';
  if ([...keys].some((key) => bareKey(key) !== key && overridable.test(bareKey(key)))) return 'party-override';
  if ([...keys].some((key) => mergeKeys.has(key))) return 'verge-merge';
  if ([...keys].every((key) => key === 'prepend' || key === 'append' || key === 'delete')) return vergeLists(part, file);
  const telling = [...keys].some((key) => tellingKeys.has(key));
  const rules = keys.has('rules') && ruleItem.test(part);
  const dns = keys.has('dns') && /^\s+(?:enhanced-mode|fake-ip-range|nameserver-policy|default-nameserver) *:/m.test(part);
  const nodes = keys.has('proxies') && nodeType.test(part) && (/\bserver *:/.test(part) || telling);
  if (keys.has('payload') && !telling && !rules) return isPayload(part) ? 'rule-set' : undefined;
  if (!telling && !rules && !dns) return nodes ? 'proxy-set' : undefined;
  if (/\/override\//.test(file) && !keys.has('mixed-port') && /party|sparkle|mihomo/.test(file)) return 'party-override';
  return /\/profiles\/m[^/]*\.ya?ml$/.test(file) && /clash-verge/.test(file) ? 'verge-merge' : 'configuration';
}

function topKeys(part: string): Set<string> {
  const keys = new Set<string>();
  for (const found of part.matchAll(topKey)) {
    keys.add((found[1] ?? found[2] ?? found[3] ?? '').trimEnd());
    if (keys.size > 200) break;
  }
  return keys;
}

function vergeLists(part: string, file: string): ClashForm | undefined {
  if (ruleItem.test(part)) return 'verge-rules';
  if (groupType.test(part)) return 'verge-groups';
  if (nodeType.test(part)) return 'verge-proxies';
  if (!/clash-verge.*\/profiles\//.test(file)) return undefined;
  const initial = /\/([rgp])[^/]*\.ya?ml$/.exec(file)?.[1];
  return initial === 'g' ? 'verge-groups' : initial === 'p' ? 'verge-proxies' : 'verge-rules';
}

const listItem = /^[ \t]*-[ \t]+["']?(?:[+*.\w-]+|[0-9a-f:.]+\/\d+)["']?[ \t]*(?:#.*)?$/im;

function isPayload(part: string): boolean {
  return ruleItem.test(part) || listItem.test(part) || /^payload *: *\[/m.test(part);
}

/** Every line is a rule, a name with a dot, or a prefix. */
function isTextRuleSet(part: string): boolean {
  let seen = 0;
  for (const line of part.split(/\r?\n/, 60)) {
    const text = line.trim();
    if (text === '' || text.startsWith('#') || text.startsWith('//')) continue;
    if (!/^(?:[A-Z][A-Z-]+[A-Z6],.+|[+*]?\.?[\w*-]+(?:\.[\w*-]+)+|[0-9a-f:.]+\/\d{1,3})$/i.test(text)) return false;
    seen++;
  }
  return seen > 0;
}
