import { fieldsOf, flagOf, listOf, numberOf, textOf, timeOf, wordOf } from './fields.ts';

/** How often a rule was asked, where the core counts it. */
export interface RuleCounts {
  readonly hits: number;
  readonly lastHitMs: number | undefined;
  readonly misses: number;
  readonly lastMissMs: number | undefined;
}

/** A rule as the core runs it. */
export interface CoreRule {
  /** From 0; counted here where the core does not. */
  readonly index: number;
  /** CamelCase as in the core, `DomainSuffix`; `default` and `logical` in sing-box. */
  readonly type: string;
  readonly payload: string;
  /** Where it leads, as the core writes it: `route(PROXY)` in sing-box. */
  readonly target: string;
  /** How many entries a named list has; undefined where it is none, or not told. */
  readonly size: number | undefined;
  readonly disabled: boolean | undefined;
  readonly counts: RuleCounts | undefined;
}

/** `GET /rules`. Undefined where it is no such answer. */
export function readRules(body: unknown): readonly CoreRule[] | undefined {
  const fields = fieldsOf(body);
  if (!fields || !('rules' in fields)) return undefined;
  return listOf(fields['rules']).flatMap((value, at) => {
    const rule = fieldsOf(value);
    if (!rule) return [];
    const size = numberOf(rule['size']);
    const extra = fieldsOf(rule['extra']);
    return [{
      index: numberOf(rule['index']) ?? at,
      type: wordOf(rule['type']) ?? '',
      payload: textOf(rule['payload']) ?? '',
      target: wordOf(rule['proxy']) ?? '',
      size: size !== undefined && size >= 0 ? size : undefined,
      disabled: flagOf(extra?.['disabled']),
      counts: extra && readCounts(extra),
    }];
  });
}

function readCounts(extra: Readonly<Record<string, unknown>>): RuleCounts | undefined {
  const hits = numberOf(extra['hitCount']);
  if (hits === undefined) return undefined;
  return { hits, lastHitMs: timeOf(extra['hitAt']), misses: numberOf(extra['missCount']) ?? 0, lastMissMs: timeOf(extra['missAt']) };
}

/** A target's name without sing-box's `route(...)` around it. */
export function targetName(target: string): string {
  return /^route\((.*)\)$/.exec(target)?.[1] ?? target;
}
