import * as fs from 'node:fs';
import * as path from 'node:path';
import { chainsFileSchema, nlsKeys, settingSchemas } from './chains-schema.ts';

/** A file, or a part of JSON in one, that is made of the product's own data. */
interface GeneratedFile {
  /** Path from the root of the project. */
  file: string;
  /** @param is what is there now, empty where nothing is. */
  make(is: string): string;
}

interface Manifest {
  contributes: { configuration: { properties: Record<string, Record<string, unknown>> }[] };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const ownFields = ['default', 'scope', 'order', 'markdownDescription'];

export const generatedFiles: readonly GeneratedFile[] = [
  { file: 'media/chains.schema.json', make: () => json(chainsFileSchema()) },
  {
    file: 'package.json',
    make(is) {
      const manifest = JSON.parse(is) as Manifest;
      for (const { properties } of manifest.contributes.configuration) {
        for (const [name, schema] of Object.entries(settingSchemas())) {
          const setting = properties[`gatehouse.shim.${name}`];
          // The schema of the value is made; what is said of the setting itself is written by hand.
          if (setting) properties[`gatehouse.shim.${name}`] = { ...schema, ...Object.fromEntries(ownFields.map((one) => [one, setting[one]])) };
        }
      }
      return json(manifest);
    },
  },
  {
    file: 'package.nls.json',
    make(is) {
      return json({ ...(JSON.parse(is) as object), ...Object.fromEntries([...nlsKeys()].map(([about, key]) => [key, about])) });
    },
  },
];

/** Files as they are on the disk and as they should be, by path from the root of the project. */
export function wholeFiles(root: string): Map<string, { is: string; should: string }> {
  return new Map(
    generatedFiles.map(({ file, make }) => {
      const place = path.join(root, file);
      const is = fs.existsSync(place) ? fs.readFileSync(place, 'utf8') : '';
      return [file, { is, should: make(is) }];
    }),
  );
}
