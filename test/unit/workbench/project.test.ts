import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pinnedNode, plainEnvironment, projectFolder, whyInstall } from '../../workbench/project.js';

describe('what a clone needs installed', () => {
  let folder = '';
  const write = (file: string, packages: object): void => {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), JSON.stringify({ packages }));
  };
  const withNode = (): void => {
    const node = path.join(folder, path.relative(projectFolder, pinnedNode));
    fs.mkdirSync(path.dirname(node), { recursive: true });
    fs.writeFileSync(node, '');
  };

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-project-test-'));
    write('package-lock.json', {
      '': { name: 'gatehouse' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/only-on-macos': { version: '1.0.0', optional: true },
    });
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('is everything in a fresh clone', () => assert.match(whyInstall(folder) ?? '', /nothing is installed/));

  it('is nothing when what is there is what is wanted', () => {
    write('node_modules/.package-lock.json', { 'node_modules/a': { version: '1.0.0' } });
    withNode();
    assert.equal(whyInstall(folder), undefined);
  });

  it('is a package whose version differs', () => {
    write('node_modules/.package-lock.json', { 'node_modules/a': { version: '0.9.0' } });
    assert.match(whyInstall(folder) ?? '', /node_modules\/a is 0\.9\.0, wanted 1\.0\.0/);
  });

  it('is a package that is missing', () => {
    write('node_modules/.package-lock.json', {});
    assert.match(whyInstall(folder) ?? '', /node_modules\/a is missing/);
  });

  it('is the pinned Node when its install script did not run', () => {
    write('node_modules/.package-lock.json', { 'node_modules/a': { version: '1.0.0' } });
    assert.match(whyInstall(folder) ?? '', /pinned Node/);
  });

  it('names a clone without a lock file', () => {
    fs.rmSync(path.join(folder, 'package-lock.json'));
    assert.throws(() => whyInstall(folder), /package-lock\.json/);
  });
});

describe('the environment of a window opened from here', () => {
  it('has nothing of npm or of a surrounding editor, and all of the rest', () => {
    const environment = {
      PATH: '/bin',
      https_proxy: 'http://127.0.0.1:1',
      npm_package_name: 'gatehouse',
      npm_config_registry: 'kept',
      npm_config_local_prefix: '/clone',
      VSCODE_PID: '1',
      ELECTRON_RUN_AS_NODE: '1',
      INIT_CWD: '/clone',
      NODE_OPTIONS: '--require x',
    };
    assert.deepEqual(plainEnvironment(environment), {
      PATH: '/bin',
      https_proxy: 'http://127.0.0.1:1',
      npm_config_registry: 'kept',
    });
  });
});
