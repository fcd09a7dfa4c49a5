import type { RouteRule } from '../../shim/routing.ts';

/** What the user has chosen for the shim, with values of a wrong type replaced. */
export interface ShimWishes {
  rules: readonly RouteRule[];
  allow: readonly string[];
  exclude: readonly string[];
  /** Undefined: off. */
  keepAliveMs: number | undefined;
  journalFile: boolean;
}

/** Longest silence before both sides are asked, in seconds. */
const maxKeepAliveSeconds = 3_600;

/**
 * Reads the settings below `gatehouse.shim`. Pure.
 *
 * An entry of `rules` that is none stays in its place as a rule that can't be read, so that the shim says which one it
 * is: left out in silence, calls would take another way than the user asked for.
 *
 * @param read the raw value of a setting by its name below the section.
 */
export function shimWishes(read: (name: string) => unknown): ShimWishes {
  const seconds = read('keepAliveSeconds');
  const asked = typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0;
  return {
    rules: listOf(read('rules')).map(ruleOf),
    allow: textsOf(read('allow')),
    exclude: textsOf(read('exclude')),
    keepAliveMs: asked ? Math.min(Math.max(1, Math.round(seconds)), maxKeepAliveSeconds) * 1_000 : undefined,
    journalFile: read('journalFile') === true,
  };
}

function ruleOf(value: unknown): RouteRule {
  const { host, upstream } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return { host: textOf(host), upstream: textOf(upstream) };
}

function textsOf(value: unknown): string[] {
  return [...new Set(listOf(value).map(textOf).filter((text) => text !== ''))];
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
