import { readConfiguration } from '../configuration/read.ts';

/** Files of the profile that is active in Clash Verge Rev, by their names in the folder `profiles`. */
export interface VergeProfile {
  readonly name: string;
  readonly rules: string | undefined;
  readonly groups: string | undefined;
  /** The script that holds for all profiles. */
  readonly script: string | undefined;
}

/** Reads `profiles.yaml` of Clash Verge Rev (src-tauri/src/config/prfitem.rs); undefined where it is none. */
export function readVergeProfile(text: string): VergeProfile | undefined {
  // Read as other files of Clash are: the parser's own values take time without end where maps stand in for keys.
  const { top, faults } = readConfiguration(text, { form: 'configuration' });
  if (faults.some(({ kind }) => kind === 'yaml')) return undefined;
  const current = top?.entries.get('current')?.value;
  const items = top?.entries.get('items')?.value;
  if (typeof current !== 'string' || !Array.isArray(items)) return undefined;
  const all = items.map(recordOf);
  const active = all.find(({ uid }) => uid === current);
  if (!active) return undefined;
  const option = recordOf(active['option']);
  const fileOf = (uid: unknown): string | undefined => {
    const file = typeof uid === 'string' ? all.find((item) => item['uid'] === uid)?.['file'] : undefined;
    // A name, never a way out of the folder.
    return typeof file === 'string' && /^[\w.-]+$/.test(file) && !file.startsWith('.') ? file : undefined;
  };
  return { name: typeof active['name'] === 'string' ? active['name'] : current, rules: fileOf(option['rules']), groups: fileOf(option['groups']), script: fileOf('Script') };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
