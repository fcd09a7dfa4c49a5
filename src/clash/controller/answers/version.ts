import { fieldsOf, textOf } from './fields.ts';

/** `GET /version`. */
export interface CoreVersion {
  /** As the core says it. A core that was built by hand says `1.10.0` whatever it is: never decide by it. */
  readonly version: string;
  /** For words to the user alone: which family it says it is of. */
  readonly family: 'meta' | 'sing-box' | 'premium' | 'clash';
}

/** Undefined where it is no core's answer. */
export function readVersion(body: unknown): CoreVersion | undefined {
  const fields = fieldsOf(body);
  const version = textOf(fields?.['version']);
  if (fields === undefined || version === undefined || version.length > 200) return undefined;
  return { version, family: familyOf(version, fields['meta'] === true, fields['premium'] === true) };
}

/** sing-box says that it is both of the others (experimental/clashapi/server.go). */
function familyOf(version: string, meta: boolean, premium: boolean): CoreVersion['family'] {
  if (/^sing-box\b/i.test(version)) return 'sing-box';
  if (meta) return 'meta';
  return premium ? 'premium' : 'clash';
}
