import type { TextRange } from '../text-edit.ts';

/** The spellings of a configuration, upper case (core: rules/parser.go). */
export const ruleTypes = [
  'DOMAIN', 'DOMAIN-SUFFIX', 'DOMAIN-KEYWORD', 'DOMAIN-REGEX', 'DOMAIN-WILDCARD', 'GEOSITE',
  'GEOIP', 'IP-CIDR', 'IP-CIDR6', 'IP-SUFFIX', 'IP-ASN', 'SRC-GEOIP', 'SRC-IP-ASN', 'SRC-IP-CIDR', 'SRC-IP-SUFFIX',
  'SRC-PORT', 'DST-PORT', 'IN-PORT', 'IN-TYPE', 'IN-USER', 'IN-NAME',
  'PROCESS-NAME', 'PROCESS-NAME-REGEX', 'PROCESS-NAME-WILDCARD', 'PROCESS-PATH', 'PROCESS-PATH-REGEX', 'PROCESS-PATH-WILDCARD',
  'NETWORK', 'UID', 'DSCP', 'REMATCH-NAME', 'RULE-SET', 'AND', 'OR', 'NOT', 'SUB-RULE', 'MATCH',
] as const;
export type RuleType = (typeof ruleTypes)[number];

/** What a line asks and where it leads. */
export interface Rule {
  readonly type: RuleType;
  /** As written, trimmed; empty for MATCH. */
  readonly payload: string;
  /** The policy; of SUB-RULE the name of a list. */
  readonly target: string;
  /** Both as the core takes them: `src` brings `noResolve` with it. */
  readonly noResolve: boolean;
  readonly src: boolean;
  /** Behind the target, as written. */
  readonly params: readonly string[];
}

/** Why the core refuses a line, and with it the whole configuration. */
export interface RuleFault {
  readonly fault: 'empty' | 'fields' | 'type' | 'target' | 'payload';
  /** What is wrong, in the line's own words: the unknown type, the bad CIDR. */
  readonly detail: string;
}

/** One line of `rules`, of a sub-rule or of a classical rule set. */
export interface RuleLine {
  /** Its place in its list, from 0, as the core counts. */
  readonly index: number;
  /** Without quotes. */
  readonly text: string;
  /** Of what is written, quotes included. */
  readonly range: TextRange;
  readonly rule: Rule | RuleFault;
}
