import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { cached, cacheFolder } from '../../workbench/cache.js';

describe('the cache', () => {
  let folder = '';
  const before = process.env['GATEHOUSE_CACHE'];

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-cache-test-'));
    process.env['GATEHOUSE_CACHE'] = folder;
  });

  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
    if (before === undefined) delete process.env['GATEHOUSE_CACHE'];
    else process.env['GATEHOUSE_CACHE'] = before;
  });

  const places: [string, NodeJS.ProcessEnv, NodeJS.Platform, string][] = [
    ['what GATEHOUSE_CACHE says', { GATEHOUSE_CACHE: '/x', XDG_CACHE_HOME: '/y' }, 'linux', '/x'],
    ['the XDG cache', { XDG_CACHE_HOME: '/y' }, 'linux', '/y/gatehouse'],
    ['~/.cache', {}, 'linux', '/home/u/.cache/gatehouse'],
    ['~/Library/Caches on macOS', {}, 'darwin', '/home/u/Library/Caches/gatehouse'],
    ['LOCALAPPDATA on Windows', { LOCALAPPDATA: '/local' }, 'win32', '/local/gatehouse'],
  ];
  for (const [what, environment, platform, expected] of places) {
    it(`is in ${what}`, () => assert.equal(cacheFolder(environment, platform, '/home/u'), path.resolve(expected)));
  }

  it('makes a thing once, even for two who ask at once', async () => {
    let made = 0;
    const make = async (partial: string): Promise<void> => {
      made += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      fs.writeFileSync(path.join(partial, 'thing'), 'whole');
    };
    const found = await Promise.all([cached('thing-1', make), cached('thing-1', make)]);
    assert.equal(made, 1);
    assert.deepEqual(found, [path.join(folder, 'thing-1'), path.join(folder, 'thing-1')]);
    assert.equal(fs.readFileSync(path.join(folder, 'thing-1', 'thing'), 'utf8'), 'whole');
    assert.deepEqual(fs.readdirSync(folder), ['thing-1']);
  });

  it('keeps nothing of a thing whose making failed, and makes it anew', async () => {
    await assert.rejects(
      cached('thing-2', async (partial) => {
        fs.writeFileSync(path.join(partial, 'half'), '');
        throw new Error('no network');
      }),
      /no network/,
    );
    assert.deepEqual(fs.readdirSync(folder), []);
    await cached('thing-2', async () => undefined);
    assert.deepEqual(fs.readdirSync(folder), ['thing-2']);
  });

  it('takes over the lock of one that died', async () => {
    const lock = path.join(folder, 'thing-3.lock');
    fs.mkdirSync(lock);
    const longAgo = new Date(Date.now() - 120_000);
    fs.utimesSync(lock, longAgo, longAgo);
    await cached('thing-3', async () => undefined);
    assert.deepEqual(fs.readdirSync(folder), ['thing-3']);
  });
});
