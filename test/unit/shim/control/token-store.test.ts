import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as os from 'node:os';
import fc from 'fast-check';
import type { PrivateFiles } from '../../../../src/shim/control/private-file.ts';
import { ShimError } from '../../../../src/shim/control/shim-problem.ts';
import { installClient, TokenStore } from '../../../../src/shim/control/token-store.ts';

const isFileError = (reason: string) => (error: unknown) =>
  error instanceof ShimError && error.code === 'FILE' && error.problem.reason === reason;

/** Files on a disk that is full while `full` is set: what was opened can't be written. */
function fullDisk(): { files: PrivateFiles; state: { full: boolean } } {
  const state = { full: false };
  const files: PrivateFiles = {
    ...fs.promises,
    open: async (...args) => {
      const handle = await fs.promises.open(...args);
      if (state.full) {
        handle.writeFile = async () => {
          await handle.write('{"sch');
          throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        };
      }
      return handle;
    },
  };
  return { files, state };
}

describe('the tokens of the shim', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-tokens-'));
    file = path.join(folder, 'tokens.json');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('are 32 random bytes each, one a client, and the same until they are revoked', async () => {
    const store = await TokenStore.open(folder);
    const token = await store.mint('terminal');
    assert.match(token, /^[A-Za-z0-9_-]{43}$/);
    assert.equal(await store.mint('terminal'), token);
    const other = await store.mint('task');
    assert.notEqual(other, token);
    assert.equal(store.accepts('terminal', token), true);
    assert.equal(store.accepts('terminal', other), false);
    assert.equal(store.accepts('nobody', token), false);
    assert.equal(store.accepts('terminal', ''), false);
    assert.equal(store.accepts('__proto__', ''), false);
    assert.equal(await store.revoke('terminal'), true);
    assert.equal(store.accepts('terminal', token), false);
    assert.equal(await store.revoke('terminal'), false);
    assert.notEqual(await store.mint('terminal'), token);
    assert.equal(store.accepts('task', other), true);
  });

  it('are there again after a restart, the installation\'s own from the start', async () => {
    const first = await TokenStore.open(folder);
    const own = await first.mint(installClient);
    const token = await first.mint('terminal');
    const second = await TokenStore.open(folder);
    assert.deepEqual([...second.clients].sort(), [installClient, 'terminal']);
    assert.equal(second.accepts('terminal', token), true);
    assert.equal(second.accepts(installClient, own), true);
    assert.equal(second.setAside, undefined);
    if (process.platform !== 'win32') assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  });

  it('are never without the installation\'s own', async () => {
    const store = await TokenStore.open(folder);
    const own = await store.mint(installClient);
    assert.equal(await store.revoke(installClient), true);
    assert.equal(store.accepts(installClient, own), false);
    assert.notEqual(await store.mint(installClient), own);
  });

  it('are each given once to those who ask at the same time', async () => {
    const store = await TokenStore.open(folder);
    assert.equal(new Set(await Promise.all(Array.from({ length: 10 }, () => store.mint('terminal')))).size, 1);
    const clients = Array.from({ length: 20 }, (_, index) => `client-${index}`);
    const tokens = await Promise.all(clients.map((client) => store.mint(client)));
    const again = await TokenStore.open(folder);
    clients.forEach((client, index) => assert.equal(again.accepts(client, tokens[index] ?? ''), true));
  });

  for (const name of ['', 'Terminal', 'a b', 'a:b', 'ä', '../x', 'x'.repeat(41)]) {
    it(`are not given to "${name}"`, async () => {
      const store = await TokenStore.open(folder);
      await assert.rejects(store.mint(name), (error) => error instanceof ShimError && error.code === 'CLIENT_NAME');
    });
  }

  it('are given to 200 clients at most', async () => {
    const store = await TokenStore.open(folder);
    for (let index = 1; index < 200; index++) await store.mint(`client-${index}`);
    await assert.rejects(store.mint('one-more'), (error) => error instanceof ShimError && error.code === 'TOO_MANY_CLIENTS');
    assert.equal((await TokenStore.open(folder)).clients.length, 200);
  });

  const token = 'x'.repeat(43);
  const damaged: [string, string][] = [
    ['nothing', ''],
    ['half of it', `{"schemaVersion":1,"tokens":{"terminal":"${token}`],
    ['another version', `{"schemaVersion":2,"tokens":{"terminal":"${token}"}}`],
    ['a short token', '{"schemaVersion":1,"tokens":{"terminal":"x"}}'],
    ['an empty token', '{"schemaVersion":1,"tokens":{"terminal":""}}'],
    ['a token that is none', '{"schemaVersion":1,"tokens":{"terminal":null}}'],
    ['a client that is none', `{"schemaVersion":1,"tokens":{"":"${token}"}}`],
    ['a list', `{"schemaVersion":1,"tokens":["${token}"]}`],
    ['null', 'null'],
  ];
  for (const [title, text] of damaged) {
    it(`are new when the file holds ${title}, and the file is put aside`, async () => {
      fs.writeFileSync(file, text);
      const store = await TokenStore.open(folder);
      assert.equal(store.setAside, `${file}.damaged`);
      assert.equal(fs.readFileSync(`${file}.damaged`, 'utf8'), text);
      assert.deepEqual(store.clients, [installClient]);
      for (const [client, given] of [['terminal', token], ['terminal', 'x'], ['terminal', ''], ['terminal', 'null'], ['', token]] as const) {
        assert.equal(store.accepts(client, given), false);
      }
    });
  }

  it('let nobody in by what a file could hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string()), fc.string(), fc.string(), async (text, client, given) => {
        fs.writeFileSync(file, text);
        assert.equal((await TokenStore.open(folder)).accepts(client, given), false);
      }),
      { numRuns: 100 },
    );
  });

  it('keep the shim from starting when the file can\'t be read', async function () {
    fs.mkdirSync(file);
    await assert.rejects(TokenStore.open(folder), isFileError('EISDIR'));
  });

  it('are not followed to another file', async function () {
    if (process.platform === 'win32') this.skip();
    fs.writeFileSync(path.join(folder, 'other'), JSON.stringify({ schemaVersion: 1, tokens: { terminal: token } }));
    fs.symlinkSync(path.join(folder, 'other'), file);
    await assert.rejects(TokenStore.open(folder), isFileError('ELOOP'));
  });

  it('keep the shim from starting on a full disk rather than be open or forgotten', async () => {
    const { files, state } = fullDisk();
    state.full = true;
    await assert.rejects(TokenStore.open(folder, files), isFileError('ENOSPC'));
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('stay as they are when the disk is full, and go on when there is room', async () => {
    const { files, state } = fullDisk();
    const store = await TokenStore.open(folder, files);
    const kept = await store.mint('terminal');
    const before = fs.readFileSync(file, 'utf8');
    state.full = true;
    await assert.rejects(store.mint('task'), (error) => isFileError('ENOSPC')(error) && /disk is full/.test((error as Error).message));
    assert.equal(store.accepts('terminal', kept), true);
    assert.equal(await store.mint('terminal'), kept);
    assert.equal(fs.readFileSync(file, 'utf8'), before);
    assert.deepEqual(fs.readdirSync(folder), ['tokens.json']);
    state.full = false;
    const task = await store.mint('task');
    assert.equal((await TokenStore.open(folder)).accepts('task', task), true);
  });

  it('are all new when they are renewed, at once and after a restart', async () => {
    const store = await TokenStore.open(folder);
    const before = new Map<string, string>();
    for (const client of [installClient, 'terminal']) before.set(client, await store.mint(client));
    await store.renew();
    for (const one of [store, await TokenStore.open(folder)]) {
      assert.deepEqual(one.clients, [installClient]);
      for (const [client, token] of before) assert.equal(one.accepts(client, token), false);
    }
    assert.notEqual(await store.mint('terminal'), before.get('terminal'));
  });

  it('don\'t count from the moment they are revoked, even when that can\'t be written', async () => {
    const { files, state } = fullDisk();
    const store = await TokenStore.open(folder, files);
    const revoked = await store.mint('terminal');
    state.full = true;
    await assert.rejects(store.revoke('terminal'), isFileError('ENOSPC'));
    assert.equal(store.accepts('terminal', revoked), false);
  });
});
