import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { gatherProxySettings } from '../../../src/path/sources/index.ts';
import type { CommandResult, TextFile } from '../../../src/path/sources/machine.ts';
import { environmentOfProcess } from '../../../src/path/sources/process-environment.ts';
import { readTextFile } from '../../../src/path/sources/text-file.ts';
import { parseWindowsVariables } from '../../../src/path/sources/windows-side.ts';

const kernel = '/proc/sys/kernel/osrelease';
const inWsl = { WSL_DISTRO_NAME: 'Ubuntu', WSLENV: 'NO_PROXY/u' };
const missing: CommandResult = { exitCode: null, stdout: '', failure: 'missing' };

interface Asked {
  command: string;
  environment: Readonly<Record<string, string | undefined>>;
}

/** A WSL made of recorded answers. */
async function gather(options: { commands?: Record<string, CommandResult>; files?: Record<string, TextFile>; environment?: Record<string, string> }) {
  const asked: Asked[] = [];
  const settings = await gatherProxySettings({
    environment: { ...inWsl, ...options.environment },
    platform: 'linux',
    homeDirectory: '/home/someone',
    signal: new AbortController().signal,
    timeoutMs: 1_000,
    run: (command, _args, { environment }) => {
      asked.push({ command, environment });
      return Promise.resolve(options.commands?.[command] ?? missing);
    },
    readFile: (file) => Promise.resolve({ [kernel]: { text: '5.15.133.1-microsoft-standard-WSL2\n' }, ...options.files }[file] ?? { missing: true }),
  });
  return { settings, asked, windows: settings.environments.find(({ context }) => context === 'windows-side') };
}

describe('the Windows side of WSL', () => {
  it('is read by cmd.exe, only what bears on the network, and the networking mode beside it', async () => {
    const stdout = "'\\\\wsl.localhost\\Ubuntu\\home\\me'\r\nUNC paths are not supported.  Defaulting to Windows directory.\r\nALLUSERSPROFILE=C:\\ProgramData\r\nHTTPS_PROXY=http://127.0.0.1:7890\r\nOPENAI_API_KEY=sk-secret\r\nNODE_EXTRA_CA_CERTS=C:\\ca=1.pem\r\n";
    const { settings, windows, asked } = await gather({
      commands: { 'cmd.exe': { exitCode: 0, stdout }, wslinfo: { exitCode: 0, stdout: 'nat\n' } },
      environment: { HTTPS_PROXY: 'http://here:1', KEPT: 'x' },
    });
    assert.deepEqual(windows, { context: 'windows-side', obtained: 'read', variables: { HTTPS_PROXY: 'http://127.0.0.1:7890', NODE_EXTRA_CA_CERTS: 'C:\\ca=1.pem' } });
    assert.deepEqual(settings.surroundings, { wsl: { distribution: 'Ubuntu', version: 2, networkingMode: 'nat', shared: [{ name: 'NO_PROXY', into: 'wsl', path: false }] } });
    // Nothing of this side goes over and comes back as Windows' own.
    const given = asked.find(({ command }) => command === 'cmd.exe')?.environment;
    assert.deepEqual(given, { WSL_DISTRO_NAME: 'Ubuntu', KEPT: 'x' });
  });

  it('is looked for at the mount of Windows when cmd.exe is not on the search path', async () => {
    const stdout = 'NO_PROXY=a\r\n';
    const usual = await gather({ commands: { '/mnt/c/Windows/System32/cmd.exe': { exitCode: 0, stdout } } });
    assert.deepEqual(usual.windows?.variables, { NO_PROXY: 'a' });
    const conf = '[boot]\nsystemd=true\nroot=/wrong\n[automount]\nenabled = true\nroot = /windir\n[interop]\nappendWindowsPath=false\n';
    const moved = await gather({ files: { '/etc/wsl.conf': { text: conf } }, commands: { '/windir/c/Windows/System32/cmd.exe': { exitCode: 0, stdout } } });
    assert.deepEqual(moved.windows?.variables, { NO_PROXY: 'a' });
  });

  const failures: readonly [what: string, options: Parameters<typeof gather>[0], reason: RegExp][] = [
    ['interoperability is off', { files: { '/proc/sys/fs/binfmt_misc/WSLInterop': { text: 'disabled\ninterpreter /init\n' } }, commands: { 'cmd.exe': { exitCode: 0, stdout: 'NO_PROXY=a' } } }, /switched off/],
    ['there is no cmd.exe', {}, /neither on the search path nor at \/mnt\/c\/Windows/],
    ['it hangs', { commands: { 'cmd.exe': { exitCode: null, stdout: '', failure: 'timeout' } } }, /in time/],
    ['the kernel refuses it', { commands: { 'cmd.exe': { exitCode: null, stdout: '', failure: 'failed', reason: 'ENOEXEC' } } }, /could not be started/],
    ['it says nothing', { commands: { 'cmd.exe': { exitCode: 1, stdout: '' } } }, /without listing/],
  ];
  for (const [what, options, reason] of failures) {
    it(`is unavailable, with the reason, when ${what}`, async () => {
      const { windows } = await gather(options);
      assert.equal(windows?.obtained, 'unavailable');
      assert.match(windows?.reason ?? '', reason);
    });
  }

  it('does not exist outside WSL, and nothing is started for it', async () => {
    const { windows, asked, settings } = await gather({ files: { [kernel]: { text: '6.8.0-generic' } }, environment: { WSL_DISTRO_NAME: '' } });
    assert.equal(windows, undefined);
    assert.deepEqual(settings.surroundings, {});
    assert.ok(asked.every(({ command }) => command !== 'cmd.exe' && command !== 'wslinfo'));
  });

  it('may come in the old code page or in UTF-16', () => {
    assert.deepEqual(parseWindowsVariables('TEMP=C:\\\uFFFD\uFFFD\r\nHTTP_PROXY=http://p:1\r\n'), { HTTP_PROXY: 'http://p:1' });
    assert.deepEqual(parseWindowsVariables(Buffer.from('\uFEFFHTTP_PROXY=http://p:1\r\n', 'utf16le').toString('utf8')), { HTTP_PROXY: 'http://p:1' });
    assert.equal(parseWindowsVariables('nothing of the kind'), undefined);
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'A_=\0\r\n\uFEFF') }), (text) => parseWindowsVariables(text) !== null));
  });

  it('is asked of a real program on the search path, which is bounded in time', async function () {
    if (process.platform !== 'linux') this.skip();
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'windows-side-'));
    try {
      const program = async (name: string, script: string): Promise<void> => fs.writeFile(path.join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      const look = (timeoutMs: number) =>
        gatherProxySettings({
          environment: { ...inWsl, PATH: `${folder}:${process.env['PATH']}`, HTTP_PROXY: 'http://here:1' },
          platform: 'linux',
          homeDirectory: folder,
          signal: new AbortController().signal,
          timeoutMs,
          readFile: (file) => (file === kernel ? Promise.resolve({ text: '5.15.1-microsoft-standard-WSL2' }) : readTextFile(file)),
        });
      await program('wslinfo', 'echo mirrored');
      await program('cmd.exe', `printf 'ASKED=%s\\r\\nALL_PROXY=socks5://127.0.0.1:1080\\r\\n' "$*"; env | grep -i _proxy=; true`);
      const settings = await look(10_000);
      assert.deepEqual(settings.environments.at(-1), { context: 'windows-side', obtained: 'read', variables: { ALL_PROXY: 'socks5://127.0.0.1:1080' } });
      assert.equal(settings.surroundings?.wsl?.networkingMode, 'mirrored');
      await program('cmd.exe', 'sleep 30');
      const begun = Date.now();
      assert.match((await look(300)).environments.at(-1)?.reason ?? '', /in time/);
      assert.ok(Date.now() - begun < 20_000);
    } finally {
      await fs.rm(folder, { recursive: true });
    }
  });
});

describe('the environment of another process', () => {
  it('is entries that end with NUL', () => {
    assert.deepEqual(environmentOfProcess('A=1\0NO_PROXY=a=b,c\0=x\0odd\0'), { A: '1', NO_PROXY: 'a=b,c' });
  });
});
