import type { EnvironmentRecord } from './change.ts';

/** A record longer than this is none of ours. */
const maxChars = 256 * 1024;

/**
 * The record of a change as the text of one variable, for a shell that wants to go back by itself. Former values, a
 * proxy's password among them, move there from their own variables and are in no other place. Plain text, so that who
 * masks a secret in a log finds it; ASCII, so that no code page changes it.
 */
export function formerText({ changed, former }: EnvironmentRecord): string {
  const text = JSON.stringify({ v: 1, changed, former });
  return text.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Reads it back; undefined for what is no such record. Never throws. */
export function readFormer(text: string): EnvironmentRecord | undefined {
  if (text.length > maxChars) return undefined;
  try {
    const { v, changed, former } = (JSON.parse(text) ?? {}) as Record<string, unknown>;
    if (v !== 1 || !Array.isArray(changed) || !Array.isArray(former)) return undefined;
    if (!changed.every((one) => isPair(one) && (one[1] === null || typeof one[1] === 'number'))) return undefined;
    if (!former.every((one) => isPair(one) && typeof one[1] === 'string')) return undefined;
    return { changed, former } as EnvironmentRecord;
  } catch {
    return undefined;
  }
}

/** A name that a variable of ours can have, and something beside it. */
function isPair(one: unknown): one is [string, unknown] {
  return Array.isArray(one) && one.length === 2 && typeof one[0] === 'string' && /^[A-Za-z_]\w*$/.test(one[0]);
}
