/** Parsed JSON that others wrote, read without trusting its shape. */
export type Json = Record<string, unknown>;

export function record(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** The members of a list that are objects; the others are nothing that any of the protocols has. */
export function records(value: unknown): Json[] {
  if (!Array.isArray(value)) return [];
  return value.map(record).filter((one) => one !== undefined);
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A field that is absent, null, or an empty list says nothing. */
export function saysSomething(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

/** @returns undefined where it is no JSON object. */
export function parsedRecord(json: string): Json | undefined {
  try {
    return record(JSON.parse(json));
  } catch {
    return undefined;
  }
}
