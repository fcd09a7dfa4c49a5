/** What has to be known before a rule can be decided. */
export type MissingKind = 'address' | 'process' | 'process-path' | 'rule-set' | 'geosite' | 'geoip' | 'asn' | 'source' | 'inbound' | 'uid' | 'dscp' | 'sniffed-name' | 'udp' | 'members' | 'rule';

/** A rule, told so that it is found again. */
export interface RuleReference {
  /** `rules`, or the name of a sub-rule. */
  readonly list: string;
  /** From 0, in its list. */
  readonly index: number;
  readonly text: string;
  /** The rule set that matched, where it was one. */
  readonly provider?: string;
  /** The SUB-RULE rows that led into the list, from `rules` down; absent in `rules`. */
  readonly via?: readonly RuleReference[];
}

/** A rule that could not be decided. */
export interface Undecided {
  readonly rule: RuleReference;
  readonly missing: MissingKind;
  /** What exactly: the name of the rule set, of the list, of the process asked for. */
  readonly detail: string;
  /** Where it would lead if it matched. */
  readonly policy: string;
}

/** A rule that matched and was passed over all the same. */
export interface PassedOver {
  readonly rule: RuleReference;
  readonly why: 'udp' | 'pass' | 'pass-rule';
}

/** What the core would do with a connection, as far as the configuration and what else is known tell it. */
export interface ClashExplanation {
  readonly mode: 'rule' | 'global' | 'direct';
  /** True where nothing that is missing could change the outcome. Otherwise `outcome` holds only if no `undecided` rule matches. */
  readonly complete: boolean;
  /** The deciding rule; undefined where none matched, or in another mode than `rule`. */
  readonly rule: RuleReference | undefined;
  /** Group, node or built-in that the rule names. */
  readonly policy: string;
  /** From the policy down to the node; shorter where a choice is not known. */
  readonly chain: readonly string[];
  /** True where the chain ends at a node. */
  readonly chainComplete: boolean;
  /** Rules above the deciding one that could not be decided, and led elsewhere if they matched. */
  readonly undecided: readonly Undecided[];
  readonly passedOver: readonly PassedOver[];
  /** The first rule that makes the core resolve the name; undefined: none above the deciding one. */
  readonly resolvedBy: RuleReference | undefined;
}
