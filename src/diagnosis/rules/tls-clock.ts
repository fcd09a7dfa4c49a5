import { beforeIssuance } from '../../path/certificate-lifetimes.ts';
import type { TlsEvidence, TlsPathEvidence } from '../evidence.ts';

/** Who is wrong about the time. `clock`: this machine, `by` says how that is known. */
export type ClockOpinion =
  | { wrong: 'clock'; by: 'date' | 'issuance' | 'other-certificate'; direction: 'ahead' | 'behind'; shown: string }
  | { wrong: 'server'; by: 'date' | 'other-certificate'; shown: string }
  | { wrong: 'unknown' };

interface Period {
  validFrom: string;
  validTo: string;
}

/** A clock is called wrong from here on; time zones and slow answers make for less. */
const hourMs = 3_600_000;

/**
 * Says whether a certificate that is out of date is so, or the clock is wrong. Only what was seen counts: an answer's
 * `Date` by a path that verifies, a public certificate from the future, another host whose certificate is out of date
 * the same way. Pure.
 */
export function clockOpinion(evidence: TlsEvidence, path: TlsPathEvidence, publicChain: boolean): ClockOpinion {
  const now = Date.parse(evidence.measuredAt ?? '');
  const leaf = path.observation?.chain[0];
  if (Number.isNaN(now) || !leaf) return { wrong: 'unknown' };
  const date = evidence.paths.find((one) => one.date !== undefined)?.date;
  if (date !== undefined) {
    const skew = now - Date.parse(date);
    if (Math.abs(skew) > hourMs && covers(leaf, Date.parse(date)))
      return { wrong: 'clock', by: 'date', direction: skew > 0 ? 'ahead' : 'behind', shown: date };
    if (Math.abs(skew) <= hourMs) return { wrong: 'server', by: 'date', shown: date };
  }
  if (publicChain && beforeIssuance(leaf, now))
    return { wrong: 'clock', by: 'issuance', direction: 'behind', shown: leaf.validFrom };
  const other = evidence.paths.find(({ otherHost }) => otherHost?.chain[0]?.transparency)?.otherHost;
  const theirs = other?.chain[0];
  if (!other || !theirs) return { wrong: 'unknown' };
  if (covers(theirs, now)) return { wrong: 'server', by: 'other-certificate', shown: other.host };
  const overlap =
    Date.parse(theirs.validFrom) <= Date.parse(leaf.validTo) &&
    Date.parse(leaf.validFrom) <= Date.parse(theirs.validTo);
  const sameSide = now > Date.parse(theirs.validTo) === now > Date.parse(leaf.validTo);
  if (!overlap || !sameSide) return { wrong: 'unknown' };
  return {
    wrong: 'clock',
    by: 'other-certificate',
    direction: now > Date.parse(leaf.validTo) ? 'ahead' : 'behind',
    shown: other.host,
  };
}

function covers({ validFrom, validTo }: Period, atMs: number): boolean {
  return Date.parse(validFrom) <= atMs && atMs <= Date.parse(validTo);
}
