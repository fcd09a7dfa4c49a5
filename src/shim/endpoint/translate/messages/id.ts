/**
 * An id as Messages takes it: letters, digits, `_` and `-` (its own error names the pattern `^[a-zA-Z0-9_-]+$`). Others
 * have more, such as Kimi's `functions.read:0`. The same id always becomes the same, and others become others.
 */
export function messagesId(id: string): string {
  const fit = id.replace(/[^a-zA-Z0-9_-]/gu, (one) => `_x${(one.codePointAt(0) ?? 0).toString(16)}_`);
  return fit === '' ? '_' : fit;
}
