/** The ledger as it stands in its file. */
import * as z from 'zod/mini';
import { bounded, maxAmount, type Ledger } from './ledger.ts';

const schemaVersion = 1;

const name = z.string().check(z.maxLength(100));
const amount = z.number().check(z.nonnegative(), z.maximum(maxAmount));
const shape = z.object({
  schemaVersion: z.literal(schemaVersion),
  rows: z.array(
    z.object({
      day: z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/)),
      alias: name,
      target: name,
      caller: name,
      requests: amount,
      inputTokens: amount,
      outputTokens: amount,
      costUsd: amount,
      estimatedUsd: amount,
      unpriced: amount,
    }),
  ),
});

/** The text of a ledger. */
export function ledgerText({ rows }: Ledger): string {
  return `${JSON.stringify({ schemaVersion, rows })}\n`;
}

/** Reads a ledger. `newer`: a later version wrote it. `broken`: it is none. */
export function parseLedger(text: string): Ledger | 'broken' | 'newer' {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'broken';
  }
  const parsed = z.safeParse(shape, json);
  if (parsed.success) return bounded(parsed.data.rows);
  const version = typeof json === 'object' && json !== null && 'schemaVersion' in json ? json.schemaVersion : undefined;
  return typeof version === 'number' && version > schemaVersion ? 'newer' : 'broken';
}
