import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { attachToShim } from '../../../../src/shim/control/attach.ts';
import { ShimError } from '../../../../src/shim/control/shim-problem.ts';
import { existingSocketAddress, makeStateFolder, thisPlace } from '../../../../src/shim/control/state-folder.ts';
import { folderFault, socketAddressOf, stateFolderOf, type Place } from '../../../../src/shim/control/state-place.ts';

const linux: Place = { platform: 'linux', environment: {}, home: '/home/ada', temporaryFolder: '/tmp', userId: 1000 };
const hasCode = (code: string) => (error: unknown) => error instanceof ShimError && error.code === code && error.message.length > 20;

describe('where the shim keeps its things', () => {
  const folders: [string, Partial<Place>, string][] = [
    ['Linux', {}, '/home/ada/.local/state/gatehouse'],
    ['Linux with its own place for state', { environment: { XDG_STATE_HOME: '/data/state' } }, '/data/state/gatehouse'],
    ['Linux with a relative place, which does not count', { environment: { XDG_STATE_HOME: 'state' } }, '/home/ada/.local/state/gatehouse'],
    ['macOS', { platform: 'darwin', home: '/Users/ada' }, '/Users/ada/Library/Application Support/Gatehouse'],
    ['Windows', { platform: 'win32', environment: { LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local' } }, 'C:\\Users\\ada\\AppData\\Local\\Gatehouse'],
    ['Windows without that variable', { platform: 'win32', home: 'C:\\Users\\ada' }, 'C:\\Users\\ada\\AppData\\Local\\Gatehouse'],
    ['a folder that was named', { environment: { GATEHOUSE_STATE: '/somewhere/else/' } }, '/somewhere/else/'],
    ['an empty name', { environment: { GATEHOUSE_STATE: '' } }, '/home/ada/.local/state/gatehouse'],
  ];
  for (const [title, place, folder] of folders) {
    it(`on ${title}`, () => assert.equal(stateFolderOf({ ...linux, ...place }), folder));
  }

  it('refuses a name that is relative', () => {
    assert.throws(() => stateFolderOf({ ...linux, environment: { GATEHOUSE_STATE: 'here' } }), hasCode('STATE_PATH'));
  });

  it('puts the socket into the folder as long as its path fits, by the system', () => {
    const ofBytes = (bytes: number): string => `/${'x'.repeat(bytes - 1 - '/shim.sock'.length)}`;
    assert.equal(socketAddressOf(ofBytes(107), linux), `${ofBytes(107)}/shim.sock`);
    assert.match(socketAddressOf(ofBytes(108), linux), /^\/tmp\/gatehouse-1000\/[0-9a-f]{20}\.sock$/);
    assert.equal(socketAddressOf(ofBytes(103), { ...linux, platform: 'darwin' }), `${ofBytes(103)}/shim.sock`);
    assert.match(socketAddressOf(ofBytes(104), { ...linux, platform: 'darwin' }), /^\/tmp\/gatehouse-1000\//);
    assert.throws(() => socketAddressOf(ofBytes(108), { ...linux, temporaryFolder: ofBytes(90) }), hasCode('SOCKET_PATH'));
    // In bytes: each of these takes three.
    assert.match(socketAddressOf(`/${'家'.repeat(40)}`, linux), /^\/tmp\//);
  });

  it('names a pipe on Windows after the folder, which is of one user', () => {
    const windows = { platform: 'win32' as const, temporaryFolder: 'C:\\Temp', userId: -1 };
    const one = socketAddressOf('C:\\Users\\ada\\AppData\\Local\\Gatehouse', windows);
    assert.match(one, /^\\\\\.\\pipe\\gatehouse-shim-[0-9a-f]{20}$/);
    assert.notEqual(one, socketAddressOf('C:\\Users\\bob\\AppData\\Local\\Gatehouse', windows));
  });

  const faults: [string, { directory?: boolean; uid?: number; mode?: number; linkUid?: number }, number, string | undefined][] = [
    ['its own', {}, 1000, undefined],
    ['one that others may read', { mode: 0o755 }, 1000, undefined],
    ['one that the group may write', { mode: 0o770 }, 1000, 'OPEN_FOLDER'],
    ['one that all may write', { mode: 0o1777 }, 1000, 'OPEN_FOLDER'],
    ['one of another user', {}, 1001, 'FOREIGN_FOLDER'],
    ['one of another user, for root', {}, 0, 'FOREIGN_FOLDER'],
    ['one behind a link of its own', { linkUid: 1000 }, 1000, undefined],
    ['one behind a link of root', { linkUid: 0 }, 1000, undefined],
    ['its own, behind a link of another user', { linkUid: 1001 }, 1000, 'FOREIGN_FOLDER'],
    ['one of another user behind a link of its own', { uid: 1001, linkUid: 1000 }, 1000, 'FOREIGN_FOLDER'],
    ['a file', { directory: false }, 1000, 'FOLDER'],
    ['one on Windows, which has no modes', { uid: 0, mode: 0o777 }, -1, undefined],
  ];
  for (const [title, facts, userId, fault] of faults) {
    it(`${fault === undefined ? 'takes' : 'refuses'} ${title}`, () => {
      assert.equal(folderFault({ directory: true, uid: 1000, mode: 0o700, ...facts }, userId), fault);
    });
  }
});

describe('the folder of the shim', function () {
  let root: string;
  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-state-'));
  });
  afterEach(() => root && fs.rmSync(root, { recursive: true, force: true }));

  it('is made for its owner alone, and tightened where others could look in', async () => {
    const folder = path.join(root, 'a', 'b');
    assert.equal(await makeStateFolder(folder, thisPlace()), path.join(folder, 'shim.sock'));
    assert.equal(fs.statSync(folder).mode & 0o777, 0o700);
    fs.chmodSync(folder, 0o755);
    await makeStateFolder(folder, thisPlace());
    assert.equal(fs.statSync(folder).mode & 0o777, 0o700);
  });

  it('is refused when others can write to it, by who starts and by who attaches', async () => {
    fs.chmodSync(root, 0o777);
    await assert.rejects(makeStateFolder(root, thisPlace()), hasCode('OPEN_FOLDER'));
    await assert.rejects(attachToShim(root, { holder: 'window', label: '' }), hasCode('OPEN_FOLDER'));
  });

  it('is refused when it belongs to somebody else', async () => {
    // Root gives one away; everybody else takes one of root's.
    const foreign = thisPlace().userId === 0 ? root : '/';
    if (foreign === root) fs.chownSync(root, 12_345, 12_345);
    await assert.rejects(makeStateFolder(foreign, thisPlace()), hasCode('FOREIGN_FOLDER'));
    await assert.rejects(attachToShim(foreign, { holder: 'window', label: '' }), hasCode('FOREIGN_FOLDER'));
  });

  it('may be a link of the user, as to another disk, and none of anybody else', async function () {
    const [folder, link] = [path.join(root, 'own'), path.join(root, 'link')];
    fs.mkdirSync(folder);
    fs.symlinkSync(folder, link);
    assert.equal(await makeStateFolder(link, thisPlace()), path.join(link, 'shim.sock'));
    if (thisPlace().userId !== 0) return this.skip();
    fs.lchownSync(link, 12_345, 12_345);
    fs.chmodSync(folder, 0o755);
    await assert.rejects(makeStateFolder(link, thisPlace()), hasCode('FOREIGN_FOLDER'));
    await assert.rejects(attachToShim(link, { holder: 'window', label: '' }), hasCode('FOREIGN_FOLDER'));
    assert.equal(fs.statSync(folder).mode & 0o777, 0o755, 'and is left as it was');
  });

  it('is refused where a file stands, or something that can hold none', async () => {
    const file = path.join(root, 'file');
    fs.writeFileSync(file, '');
    await assert.rejects(makeStateFolder(file, thisPlace()), hasCode('FOLDER'));
    await assert.rejects(makeStateFolder(path.join(file, 'below'), thisPlace()), hasCode('FOLDER'));
  });

  it('has its socket in a folder of the user alone where its own path is too long', async () => {
    const place = { ...thisPlace(), temporaryFolder: path.join(root, 'tmp') };
    const folder = path.join(root, 'x'.repeat(120));
    const address = await makeStateFolder(folder, place);
    assert.equal(path.dirname(address), path.join(root, 'tmp', `gatehouse-${place.userId}`));
    assert.equal(fs.statSync(path.dirname(address)).mode & 0o777, 0o700);
    assert.equal(await existingSocketAddress(folder, place), address);
    fs.chmodSync(path.dirname(address), 0o777);
    await assert.rejects(existingSocketAddress(folder, place), hasCode('OPEN_FOLDER'));
  });

  it('that nobody has made has no shim', async () => {
    assert.equal(await attachToShim(path.join(root, 'none'), { holder: 'window', label: '' }), undefined);
  });
});
