import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { maxFileBytes, readTextFile } from '../../../src/path/sources/text-file.ts';

describe('reading a small text file', () => {
  let folder = '';
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-text-'))));
  after(() => fs.rmSync(folder, { recursive: true }));
  const file = (name: string, text: string | Buffer): string => {
    fs.writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };

  it('gives the text, an empty one and the largest too', async () => {
    for (const text of ['', 'proxy = http://proxy.example:3128\n', 'ä'.repeat(maxFileBytes / 2)]) {
      assert.deepEqual(await readTextFile(file('text', text)), { text });
    }
  });

  it('says what is no text, too large, or not there', async () => {
    assert.deepEqual(Object.keys(await readTextFile(file('large', 'x'.repeat(maxFileBytes + 1)))), ['unreadable']);
    assert.deepEqual(Object.keys(await readTextFile(file('bytes', Buffer.from([0xff, 0xfe])))), ['unreadable']);
    assert.deepEqual(Object.keys(await readTextFile(folder)), ['unreadable']);
    assert.deepEqual(await readTextFile(path.join(folder, 'none')), { missing: true });
  });

  it("reads the kernel's own files, which tell no size", async function () {
    if (process.platform !== 'linux') return this.skip();
    const read = await readTextFile('/proc/self/status');
    assert.ok('text' in read && read.text.includes('Pid:'), JSON.stringify(read));
  });
});
