/**
 * The list of files in a zip archive, from its central directory. By hand because nothing else here reads archives:
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.12 and 4.3.16. No zip64: a package is small.
 */
import * as fs from 'node:fs';

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;

/**
 * @param {string} file
 * @returns {{ name: string, packedBytes: number, bytes: number }[]}
 */
export function zipEntries(file) {
  const archive = fs.readFileSync(file);
  let end = archive.length - 22;
  while (end >= 0 && archive.readUInt32LE(end) !== endSignature) end -= 1;
  if (end < 0) throw new Error(`${file} is no zip archive.`);
  const count = archive.readUInt16LE(end + 10);
  const entries = [];
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (archive.readUInt32LE(at) !== entrySignature) throw new Error(`${file}: entry ${index} is damaged.`);
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    entries.push({ name, packedBytes: archive.readUInt32LE(at + 20), bytes: archive.readUInt32LE(at + 24) });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}
