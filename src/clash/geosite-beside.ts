import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { ClashConfiguration } from './configuration/model.ts';
import { GeositeLists } from './rules/geosite.ts';

/** The fullest that is published has some 10 MB. */
const maxBytes = 64 * 1024 * 1024;

/**
 * The lists that `GEOSITE` rows go by, from the file in the core's folder, whose name it takes in any case (core:
 * constant/path.go). Undefined where no row asks for one, or there is no such file; nothing is fetched.
 */
export async function readGeosite(configuration: ClashConfiguration, ruleSets: ReadonlyMap<string, readonly string[]>, folder: string): Promise<GeositeLists | undefined> {
  const asks = /GEOSITE/i.test(configuration.text) || [...ruleSets.values()].some((lines) => lines.some((line) => /^\s*GEOSITE/i.test(line)));
  if (!asks) return undefined;
  try {
    const name = (await fs.readdir(folder)).find((one) => one.toLowerCase() === 'geosite.dat');
    if (name === undefined) return undefined;
    const file = path.join(folder, name);
    const found = await fs.stat(file);
    return found.isFile() && found.size <= maxBytes ? new GeositeLists(await fs.readFile(file), configuration.top?.entries.get('geosite-matcher')?.value) : undefined;
  } catch {
    return undefined;
  }
}
