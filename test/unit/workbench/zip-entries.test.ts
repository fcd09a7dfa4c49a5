import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { zipEntries } from '../../packaging/zip-entries.js';

describe('the list of a zip archive', () => {
  const file = path.join(os.tmpdir(), `gatehouse-zip-test-${process.pid}.zip`);
  afterEach(() => fs.rmSync(file, { force: true }));

  it('has every name and size', () => {
    // Only the directory is read, so an archive of nothing but its directory will do.
    fs.writeFileSync(file, Buffer.concat([entry('a.txt', 5, 5), entry('b/c.txt', 300, 5), end(2, 46 * 2 + 12)]));
    assert.deepEqual(zipEntries(file), [
      { name: 'a.txt', packedBytes: 5, bytes: 5 },
      { name: 'b/c.txt', packedBytes: 5, bytes: 300 },
    ]);
  });

  it('is refused of something else', () => {
    fs.writeFileSync(file, 'this is no archive, but long enough to hold one');
    assert.throws(() => zipEntries(file), /no zip archive/);
  });
});

/** A central directory entry without extra fields. */
function entry(name: string, bytes: number, packedBytes: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt32LE(packedBytes, 20);
  header.writeUInt32LE(bytes, 24);
  header.writeUInt16LE(name.length, 28);
  return Buffer.concat([header, Buffer.from(name)]);
}

/** The end record of an archive that holds nothing but its directory. */
function end(count: number, directoryBytes: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(directoryBytes, 12);
  return record;
}
