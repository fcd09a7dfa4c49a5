import { hasSuffix, isInPrefix, isLan, parsePrefix, type Address } from '../address.ts';
import type { RuleKind } from '../kind.ts';
import type { Question } from '../question.ts';
import type { RuleType } from '../rule.ts';
import type { Verdict } from '../verdict.ts';

const ofSource: ReadonlySet<RuleType> = new Set(['SRC-GEOIP', 'SRC-IP-ASN', 'SRC-IP-CIDR', 'SRC-IP-SUFFIX']);

/** Rules by address, which make the core resolve the name unless they say `no-resolve` (core: rules/common/{ipcidr,ipsuffix,geoip,ipasn}.go). */
export const addressKind: RuleKind = {
  types: ['GEOIP', 'IP-CIDR', 'IP-CIDR6', 'IP-SUFFIX', 'IP-ASN', 'SRC-GEOIP', 'SRC-IP-ASN', 'SRC-IP-CIDR', 'SRC-IP-SUFFIX'],
  fault({ type, payload }) {
    return type.includes('CIDR') || type.includes('SUFFIX') ? (parsePrefix(payload) ? undefined : payload) : undefined;
  },
  test({ type, payload, noResolve, src }) {
    const matches = comparison(type, payload);
    if (src || ofSource.has(type)) return (question) => question.bySource((address) => matches(address, question));
    return (question) => {
      if (!noResolve) question.resolve();
      return question.byTarget((address) => matches(address, question));
    };
  },
};

function comparison(type: RuleType, payload: string): (address: Address, question: Question) => Verdict {
  if (type.endsWith('GEOIP')) {
    const code = payload.toLowerCase();
    if (code === 'lan') return isLan;
    return (address, { knowledge }) => knowledge.geoip(code, written(address)) ?? { missing: 'geoip', detail: payload };
  }
  if (type.endsWith('ASN')) return (address, { knowledge }) => knowledge.asn(payload, written(address)) ?? { missing: 'asn', detail: payload };
  const prefix = parsePrefix(payload);
  if (!prefix) return () => false;
  return type.endsWith('SUFFIX') ? (address) => hasSuffix(address, prefix) : (address) => isInPrefix(address, prefix);
}

function written({ version, words }: Address): string {
  if (version === 4) return [24, 16, 8, 0].map((shift) => ((words[0] ?? 0) >>> shift) & 255).join('.');
  return words.flatMap((word) => [word >>> 16, word & 0xffff]).map((group) => group.toString(16)).join(':');
}
