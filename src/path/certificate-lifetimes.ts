/**
 * How long a publicly trusted server certificate may be valid, by the day it was issued: CA/Browser Forum Baseline
 * Requirements, 6.3.2 (ballot SC-081v3), newest first. Longer than that can't be public.
 */
const limits: readonly { from: string; days: number }[] = [
  { from: '2029-03-15T00:00:00Z', days: 47 },
  { from: '2027-03-15T00:00:00Z', days: 100 },
  { from: '2026-03-15T00:00:00Z', days: 200 },
  { from: '2020-09-01T00:00:00Z', days: 398 },
];
const dayMs = 86_400_000;

/**
 * Days a public certificate issued then may be valid, or null before the table begins or when the date is none.
 *
 * @param validFrom ISO 8601.
 */
export function publicLifetimeDays(validFrom: string): number | null {
  const issued = Date.parse(validFrom);
  return limits.find(({ from }) => issued >= Date.parse(from))?.days ?? null;
}

/** True when a certificate is valid for longer than any public one may be. */
export function outlivesPublic(certificate: { validFrom: string; validTo: string }): boolean {
  const allowed = publicLifetimeDays(certificate.validFrom);
  if (allowed === null) return false;
  const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / dayMs;
  // The last second counts, so a certificate of exactly N days ends one second before.
  return days > allowed;
}

/**
 * True when a public certificate can't have been issued yet at that moment: its first day may be set no more than 48
 * hours ahead of its signing (Baseline Requirements, 7.1.2.7), so it is the clock that is wrong.
 */
export function beforeIssuance(certificate: { validFrom: string }, nowMs: number): boolean {
  return Date.parse(certificate.validFrom) - nowMs > 2 * dayMs;
}
