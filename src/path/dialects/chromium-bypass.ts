import type { RouteQuestion } from '../route.ts';
import { addressBytes, sharesPrefix } from './host-matching.ts';

/** One rule of Chromium's bypass list (net/base/scheme_host_port_matcher_rule.cc). */
interface BypassRule {
  /** As written, for people. */
  text: string;
  /** False when the rule takes a host back out of the list: `<-loopback>`. */
  bypasses: boolean;
  matches(url: URL): boolean;
}

/**
 * The rule of a list that decides for a URL, where it bypasses the proxy (net/proxy_resolution/
 * proxy_host_matching_rules.cc). The last rule that matches decides; when none does, the implicit rules do.
 *
 * @param suffixes true: every host pattern also stands for what ends in it, as Chromium reads `no_proxy`.
 * @returns the entry, `loopback` for the implicit rules, or undefined for a URL that is proxied.
 */
export function chromiumBypass(
  list: string,
  question: RouteQuestion,
  suffixes: boolean,
): { entry: string } | 'loopback' | undefined {
  const rules = list.split(/[,;]/).map((entry) => readRule(entry, suffixes)).filter((rule) => rule !== undefined);
  const decisive = rules.findLast((rule) => rule.matches(question.url));
  if (decisive) return decisive.bypasses ? { entry: decisive.text } : undefined;
  return isImplicit(question.url) ? 'loopback' : undefined;
}

/** localhost, what is below it, loopback and link-local addresses (ProxyHostMatchingRules::MatchesImplicitRules). */
function isImplicit(url: URL): boolean {
  const host = url.hostname;
  if (/^(?:.*\.)?localhost\.?$/.test(host)) return true;
  const address = addressOf(host);
  if (!address) return false;
  const isMapped = address.length === 16 && sharesPrefix(address, mappedPrefix, 96);
  const ipv4 = address.length === 4 ? address : isMapped ? address.slice(12) : undefined;
  if (ipv4) return ipv4[0] === 127 || (ipv4[0] === 169 && ipv4[1] === 254);
  return host === '[::1]' || (address[0] === 0xfe && ((address[1] ?? 0) & 0xc0) === 0x80);
}

function readRule(untrimmed: string, suffixes: boolean): BypassRule | undefined {
  const text = trimmed(untrimmed);
  switch (text.toLowerCase()) {
    case '<local>':
      return { text, bypasses: true, matches: ({ hostname }) => !hostname.includes('.') && !addressOf(hostname) };
    case '<-loopback>':
      return { text, bypasses: false, matches: isImplicit };
  }
  const schemeEnd = text.indexOf('://');
  const scheme = schemeEnd === -1 ? undefined : text.slice(0, schemeEnd).toLowerCase();
  const rest = schemeEnd === -1 ? text : text.slice(schemeEnd + 3);
  if (scheme === '' || rest === '') return undefined;
  const matchesHost = hostRule(rest, suffixes);
  if (!matchesHost) return undefined;
  return {
    text,
    bypasses: true,
    matches: (url) => (scheme === undefined || url.protocol === `${scheme}:`) && matchesHost(url),
  };
}

function hostRule(text: string, suffixes: boolean): ((url: URL) => boolean) | undefined {
  if (text.includes('/')) return blockRule(text);
  // An address may be written in any form, and is compared in its canonical one.
  const bracketed = /^(\[[^\]]*\])(?::(\d+))?$/.exec(text);
  const plain = /^([^:[\]@]+)(?::(\d+))?$/.exec(text);
  const [, literal = '', literalPort] = bracketed ?? plain ?? [];
  const canonical = canonicalAddress(literal);
  if (canonical !== undefined && isPort(literalPort)) {
    return (url) => hasPort(url, literalPort) && url.hostname === canonical;
  }
  const colon = text.lastIndexOf(':');
  const port = colon === -1 ? undefined : text.slice(colon + 1);
  if (port !== undefined && (!/^\d+$/.test(port) || !isPort(port))) return undefined;
  const name = (colon === -1 ? text : text.slice(0, colon)).toLowerCase();
  const pattern = name.startsWith('.') ? `*${name}` : name;
  const shape = suffixes && !pattern.startsWith('*') ? `*${pattern}` : pattern;
  return (url) => hasPort(url, port) && matchesWildcards(shape, url.hostname.toLowerCase());
}

function blockRule(text: string): ((url: URL) => boolean) | undefined {
  const [start = '', prefix = '', ...more] = text.split('/');
  const canonical = canonicalAddress(start.includes(':') ? `[${start}]` : start);
  const network = canonical === undefined ? undefined : addressOf(canonical);
  if (!network || more.length > 0 || !/^\d+$/.test(prefix) || Number(prefix) > network.length * 8) return undefined;
  return ({ hostname }) => {
    const address = addressOf(hostname);
    if (!address) return false;
    // Of two families, the shorter address is compared as an IPv4-mapped one.
    const shift = network.length < address.length ? 96 : 0;
    return sharesPrefix(mapped(address, network.length), mapped(network, address.length), Number(prefix) + shift);
  };
}

const mappedPrefix: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0];

function mapped(address: readonly number[], besides: number): readonly number[] {
  return address.length === 4 && besides === 16 ? [...mappedPrefix.slice(0, 12), ...address] : address;
}

/** The address as a URL's host has it, with the brackets of IPv6; undefined when the text is none. */
function canonicalAddress(text: string): string | undefined {
  if (!/^(?:\[[\da-f:.]+\]|[\da-fx.]+)$/i.test(text)) return undefined;
  try {
    const { hostname } = new URL(`http://${text}/`);
    return addressOf(hostname) ? hostname : undefined;
  } catch {
    return undefined;
  }
}

function addressOf(host: string): readonly number[] | undefined {
  return host.startsWith('[') ? addressBytes(host.slice(1, -1), 6) : addressBytes(host, 4);
}

function isPort(text: string | undefined): boolean {
  return text === undefined || Number(text) <= 65_535;
}

function hasPort(url: URL, port: string | undefined): boolean {
  if (port === undefined) return true;
  return Number(port) === Number(url.port || (url.protocol === 'https:' ? 443 : 80));
}

/**
 * `*` is any text and `?` at most one character (base/strings/pattern.cc). One pass over the pattern that keeps every
 * place of the text it can have come to, so that no pattern takes long.
 */
function matchesWildcards(pattern: string, text: string): boolean {
  let reached = new Set([0]);
  for (const character of pattern) {
    const next = new Set<number>();
    if (character === '*') {
      const from = Math.min(...reached);
      for (let at = from; at <= text.length; at++) next.add(at);
    } else {
      for (const at of reached) {
        if (character === '?') next.add(at);
        if (at < text.length && (character === '?' || text[at] === character)) next.add(at + 1);
      }
    }
    if (next.size === 0) return false;
    reached = next;
  }
  return reached.has(text.length);
}

function trimmed(text: string): string {
  return text.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, '');
}
