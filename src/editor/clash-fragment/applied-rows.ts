import type { FragmentFormId } from '../../clash/fragment/fragment.ts';
import type { FragmentWish } from '../../clash/fragment/wish.ts';
import type { TextEdit } from '../../clash/text-edit.ts';

/** A file that rows were put into. */
export interface WrittenFile {
  readonly file: string;
  /** SHA-256 of what it held afterwards, in hexadecimal. */
  readonly sha256: string;
  /** What gives the former text back; undefined where the file was new. */
  readonly inverse?: readonly TextEdit[];
}

/** Rows that were put into files and not taken back. Kept between windows; holds no secret. */
export interface AppliedRows {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly appliedAt: string;
  readonly form: FragmentFormId;
  readonly wish: FragmentWish;
  readonly files: readonly WrittenFile[];
  /** Set while the core was last seen to have them: what was wrong all the same, by id. They are looked at in later windows too. */
  readonly inForce?: { readonly problems: readonly string[] };
}

/** Older ones are forgotten: their files have been changed since. */
const kept = 20;

/**
 * The list with rows that were just written, newest first. A record of the same group in files that are all written again is
 * forgotten: nothing could be taken back by it. Pure.
 */
export function withWritten(all: readonly AppliedRows[], rows: AppliedRows): AppliedRows[] {
  const others = all.filter(({ wish, files }) => wish.group !== rows.wish.group || files.some(({ file }) => !rows.files.some((one) => one.file === file)));
  return [rows, ...others].slice(0, kept);
}

/** Rows that were put right: the earlier record's id, and those of its files that were left alone. Pure. */
export function mergedRows(earlier: AppliedRows, fresh: AppliedRows): AppliedRows {
  const untouched = earlier.files.filter(({ file }) => !fresh.files.some((one) => one.file === file));
  return { ...fresh, id: earlier.id, files: [...fresh.files, ...untouched] };
}

/** The list where the core was asked about one of them: `inForce` undefined where it does not have them. Pure. */
export function withStanding(all: readonly AppliedRows[], id: string, inForce: AppliedRows['inForce']): AppliedRows[] {
  return all.map((one) => (one.id === id ? { ...withoutStanding(one), ...(inForce && { inForce }) } : one));
}

/** Reads what was stored; what another version wrote and this one does not understand is left out. Pure. */
export function readAppliedRows(stored: unknown): AppliedRows[] {
  if (!Array.isArray(stored)) return [];
  const whole = stored.filter((one): one is AppliedRows => {
    const { id, appliedAt, form, wish, files } = recordOf(one);
    const { hosts, testUrl, group, members } = recordOf(wish);
    const named = [id, appliedAt, form, testUrl, group].every((value) => typeof value === 'string') && typeof members === 'object' && members !== null;
    return named && Array.isArray(hosts) && hosts.every((host) => typeof recordOf(host)['host'] === 'string') && Array.isArray(files) && files.every(isWritten);
  });
  // Only what it says of the core is lost; the rows can still be taken back.
  return whole.map((one) => (isStanding(one.inForce) ? one : withoutStanding(one)));
}

function isStanding(value: unknown): boolean {
  const { problems } = recordOf(value);
  return value === undefined || (Array.isArray(problems) && problems.every((id) => typeof id === 'string'));
}

function withoutStanding({ id, appliedAt, form, wish, files }: AppliedRows): AppliedRows {
  return { id, appliedAt, form, wish, files };
}

function isWritten(value: unknown): boolean {
  const { file, sha256, inverse } = recordOf(value);
  if (typeof file !== 'string' || typeof sha256 !== 'string') return false;
  return inverse === undefined || (Array.isArray(inverse) && inverse.every((edit) => Number.isInteger(recordOf(edit)['start']) && Number.isInteger(recordOf(edit)['end']) && typeof recordOf(edit)['text'] === 'string'));
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
