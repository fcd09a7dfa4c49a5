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
}

/** Reads what was stored; what another version wrote and this one does not understand is left out. Pure. */
export function readAppliedRows(stored: unknown): AppliedRows[] {
  if (!Array.isArray(stored)) return [];
  return stored.filter((one): one is AppliedRows => {
    const { id, appliedAt, form, wish, files } = recordOf(one);
    const { hosts, testUrl, group, members } = recordOf(wish);
    const whole = [id, appliedAt, form, testUrl, group].every((value) => typeof value === 'string') && typeof members === 'object' && members !== null;
    return whole && Array.isArray(hosts) && hosts.every((host) => typeof recordOf(host)['host'] === 'string') && Array.isArray(files) && files.every(isWritten);
  });
}

function isWritten(value: unknown): boolean {
  const { file, sha256, inverse } = recordOf(value);
  if (typeof file !== 'string' || typeof sha256 !== 'string') return false;
  return inverse === undefined || (Array.isArray(inverse) && inverse.every((edit) => Number.isInteger(recordOf(edit)['start']) && Number.isInteger(recordOf(edit)['end']) && typeof recordOf(edit)['text'] === 'string'));
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
