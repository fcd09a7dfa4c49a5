import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { desktopEditor, editorProgram, openDesktop } from '../../workbench/desktop.js';
import { endEverything, sleep } from '../../workbench/lifetime.js';
import { createProfile } from '../../workbench/profile.js';

describe('the desktop editor', function () {
  this.timeout(15_000);
  let folder = '';
  const write = (file: string, text = '#!/bin/sh\n'): string => {
    const whole = path.join(folder, file);
    fs.mkdirSync(path.dirname(whole), { recursive: true });
    fs.writeFileSync(whole, text, { mode: 0o755 });
    return whole;
  };

  before(function () {
    // The layouts below are made with POSIX scripts and links.
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(() => (folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-desktop-test-')))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('is the installed code', () => {
    const code = write('bin/code');
    assert.equal(desktopEditor({ PATH: path.dirname(code) }), code);
    assert.equal(desktopEditor({ PATH: folder }), undefined);
  });

  it('is what GATEHOUSE_VSCODE names, by command or by path, before any other', () => {
    write('bin/code');
    const cursor = write('bin/cursor');
    assert.equal(desktopEditor({ PATH: path.dirname(cursor), GATEHOUSE_VSCODE: 'cursor' }), cursor);
    assert.equal(desktopEditor({ PATH: '', GATEHOUSE_VSCODE: cursor }), cursor);
    assert.throws(
      () => desktopEditor({ PATH: folder, GATEHOUSE_VSCODE: 'windsurf' }),
      /GATEHOUSE_VSCODE names windsurf/,
    );
  });

  it('has its program beside bin/ on Linux, also through a link', () => {
    const program = write('share/codium/codium');
    const script = write('share/codium/bin/codium');
    const link = path.join(folder, 'codium');
    fs.symlinkSync(script, link);
    assert.equal(editorProgram(link), program);
  });

  it('has its program in MacOS/ on macOS', () => {
    const script = write('Code.app/Contents/Resources/app/bin/code');
    const program = write('Code.app/Contents/MacOS/Electron');
    assert.equal(editorProgram(script), program);
  });

  it('is itself the program when it is no script in bin/', () => {
    const program = write('Code/code');
    assert.equal(editorProgram(program), program);
  });

  it('is ended with everything else, although its script puts the window into a session of its own', async () => {
    // Does what an editor's script does: starts the program detached, which notes its process id in its user data.
    const script = write(
      'bin/code',
      `#!${process.execPath}
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
const data = process.argv[process.argv.indexOf('--user-data-dir') + 1];
const child = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
writeFileSync(data + '/code.lock', String(child.pid));
console.log('window ' + child.pid + ' ' + process.argv.join(' '));
child.on('exit', () => process.exit(0));
`,
    );
    fs.writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
    const profile = createProfile();
    const opened = openDesktop(script, profile, '/clone');
    const [, pid, args] = await opened.printed(/window (\d+) (.*)/, 10_000);
    assert.match(args ?? '', /--extensionDevelopmentPath=\/clone/);
    assert.ok(args?.includes(`--extensions-dir ${profile.extensionsFolder}`));
    await endEverything();
    await opened.exited;
    for (let waitedMs = 0; waitedMs < 5_000 && isAlive(Number(pid)); waitedMs += 50) await sleep(50);
    assert.equal(isAlive(Number(pid)), false);
    assert.equal(fs.existsSync(profile.folder), false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
