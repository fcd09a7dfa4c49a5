import type { TextRange } from '../text-edit.ts';
import type { RuleLine } from '../rules/rule.ts';

/** A value and where it stands in the text. */
export interface Placed<T> {
  readonly value: T;
  readonly range: TextRange;
}

/**
 * What kind of text it is. Only a `configuration` is what a core runs; the others are merged into one by an app, or
 * loaded by one (docs/clash.md).
 */
export type ClashForm =
  | 'configuration'
  | 'verge-merge'
  | 'verge-rules'
  | 'verge-groups'
  | 'verge-proxies'
  | 'party-override'
  | 'stash-override'
  | 'rule-set'
  | 'proxy-set';

/** A map of the text: what its keys hold, unread, and where they stand. A key that stands twice is there once, its first. */
export interface ClashMap {
  readonly range: TextRange;
  readonly entries: ReadonlyMap<string, ClashEntry>;
}

export interface ClashEntry {
  readonly keyRange: TextRange;
  /** Of the value as it is written, without its comment; where an alias stands, of the alias. */
  readonly range: TextRange;
  /** Aliases and merge keys followed: plain JSON. */
  readonly value: unknown;
  /** True where a merge key (`<<`) brings it: both ranges are then of the merge key, and there is nothing here to edit. */
  readonly merged?: true;
}

/** A node: something that carries connections. */
export interface ClashProxy {
  readonly name: Placed<string>;
  /** As written, lower case: `ss`, `vmess`, `http`, `socks5` ... */
  readonly type: string;
  /** Whether it says it carries UDP. `http` never does; some types do without being told (adapter/outbound). */
  readonly udp: boolean;
  readonly map: ClashMap;
}

export type ClashGroupType = 'select' | 'url-test' | 'fallback' | 'load-balance' | 'relay';

export interface ClashGroup {
  readonly name: Placed<string>;
  /** As written, lower case; the core knows those of ClashGroupType without `relay`. */
  readonly type: Placed<string>;
  /** `proxies`, in order. */
  readonly members: readonly Placed<string>[];
  /** `use`, in order. */
  readonly uses: readonly Placed<string>[];
  readonly map: ClashMap;
}

export interface ClashRuleProvider {
  readonly name: Placed<string>;
  readonly type: string;
  readonly behavior: 'domain' | 'ipcidr' | 'classical' | undefined;
  readonly format: 'yaml' | 'text' | 'mrs';
  readonly url: string | undefined;
  readonly path: string | undefined;
  /** Only of an inline one. */
  readonly payload: readonly string[] | undefined;
  readonly map: ClashMap;
}

export interface ClashProxyProvider {
  readonly name: Placed<string>;
  readonly type: string;
  readonly url: string | undefined;
  readonly path: string | undefined;
  readonly map: ClashMap;
}

/** What kept the text, or a part of it, from being read. */
export interface ReadingFault {
  readonly kind: 'yaml' | 'encrypted' | 'not-a-map' | 'wrong-shape';
  readonly range: TextRange;
  /** In the parser's words for `yaml`; the key that has the wrong shape for `wrong-shape`. */
  readonly detail: string;
}

/** A text as far as it could be read. Parts that could not are absent and named in `faults`. */
export interface ClashConfiguration {
  readonly form: ClashForm;
  readonly text: string;
  /** The top of the text; undefined where it is no map. */
  readonly top: ClashMap | undefined;
  /** `rule`, `global`, `direct`; `rule` where it says nothing. */
  readonly mode: string;
  readonly rules: readonly RuleLine[];
  readonly subRules: ReadonlyMap<string, readonly RuleLine[]>;
  readonly proxies: readonly ClashProxy[];
  readonly groups: readonly ClashGroup[];
  readonly ruleProviders: readonly ClashRuleProvider[];
  readonly proxyProviders: readonly ClashProxyProvider[];
  readonly faults: readonly ReadingFault[];
}
