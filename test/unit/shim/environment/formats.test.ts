/** Formats: real shells read back what was written, as far as they are here; the others by tables. */
import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { UnwritableValue } from '../../../../src/shim/environment/formats/format.ts';
import { environmentFormats, findFormat, formatOfShell } from '../../../../src/shim/environment/formats/index.ts';

const hostile = [
  '', ' ', '  both ends  ', "it's", '"double"', `'"'"'`, '$HOME ${HOME} $(id) `id`', '%PATH% %%', '!! !1', 'a\nb\n', '\n', '\r\n', '\t', '\\', '\\\\n', "\\'", '*', '~', '#c', ';id', '&& id', '| id', '> /tmp/x', '(a)', '{a,b}', '[a]',
  '-n', '=', 'a=b', 'ünïcode \u{1f512} \u2028', '\u2018typographic\u2019', '\x01\x1b[31m\x7f', 'a'.repeat(5_000), 'http://terminal:0123abcd@127.0.0.1:41000', 'localhost,127.0.0.1,::1,*.localhost', '{"v":1,"changed":[["A",1]],"former":[["B","it\'s"]]}',
];

const write = (name: string, set: readonly (readonly [string, string])[], unset: readonly string[] = []): string =>
  findFormat(name)?.write({ set, unset }) ?? assert.fail(name);

/** A shell that is installed here, and how it is made to take a text in and then print its environment, NUL between. */
const shells = [
  { format: 'bash', file: 'bash', args: ['-c', 'eval "$TEXT"; unset TEXT; exec env -0'] },
  { format: 'sh', file: 'dash', args: ['-c', 'eval "$TEXT"; unset TEXT; exec env -0'] },
  { format: 'zsh', file: 'zsh', args: ['-fc', 'eval "$TEXT"; unset TEXT; exec env -0'] },
  { format: 'fish', file: 'fish', args: ['--no-config', '-c', 'printf %s $TEXT | source; set -e TEXT; exec env -0'] },
  { format: 'powershell', file: 'pwsh', args: ['-NoProfile', '-NonInteractive', '-Command', '$env:TEXT | Invoke-Expression; $env:TEXT = $null; & env -0'] },
].filter(({ file }) => spawnSync(file, ['-c', 'exit'], { stdio: 'ignore' }).error === undefined);

function readBack({ file, args }: { file: string; args: readonly string[] }, text: string, before: Record<string, string> = {}): Map<string, string> {
  const { stdout, stderr, status } = spawnSync(file, args, { env: { PATH: process.env['PATH'], HOME: '/nonexistent', LC_ALL: 'C.UTF-8', TEXT: text, ...before }, maxBuffer: 1 << 24 });
  assert.equal(status, 0, stderr.toString());
  return new Map(stdout.toString().split('\0').flatMap((entry) => (entry.includes('=') ? [[entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const] : [])));
}

describe('the environment in the words of a shell', function () {
  this.timeout(120_000);

  it('is tried with real shells', () => assert.ok(shells.some(({ format }) => format === 'sh') || process.platform === 'win32'));

  for (const shell of shells) {
    it(`${shell.file} reads back what was written, and takes away what was to go`, () => {
      const set = hostile.map((value, index) => [`V_${index}`, value] as const);
      const after = readBack(shell, write(shell.format, set, ['GONE', 'NEVER_THERE']), { GONE: 'x', STAYS: 'y' });
      for (const [name, value] of set) if (shell.format !== 'powershell' || value !== '') assert.equal(after.get(name), value, JSON.stringify(value));
      assert.deepEqual([after.has('GONE'), after.get('STAYS')], [false, 'y']);
    });

    it(`${shell.file} reads back any text`, () => {
      const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.array(fc.constantFrom("'", '"', '\\', '\n', '$', '`', '!', '%', '\u2019', ' ', 'x'), { maxLength: 8 }).map((parts) => parts.join('')));
      const value = text.map((one) => one.replaceAll('\0', ''));
      // A shell for each value would take minutes: a few hundred go into one.
      fc.assert(
        fc.property(fc.array(value, { minLength: 200, maxLength: 200 }), (values) => {
          const set = values.map((one, index) => [`V_${index}`, one] as const);
          const after = readBack(shell, write(shell.format, set));
          for (const [name, one] of set) if (shell.format !== 'powershell' || one !== '') assert.equal(after.get(name), one);
        }),
        { numRuns: 15 },
      );
    });
  }

  const powershell: readonly [value: string, text: string][] = [
    ["it's", "$env:A = 'it''s'\n"],
    ['\u2018a\u2019\u201a\u201b', "$env:A = '\u2018\u2018a\u2019\u2019\u201a\u201a\u201b\u201b'\n"],
    ['$x `n %a%', "$env:A = '$x `n %a%'\n"],
    ['a\nb', "$env:A = 'a\nb'\n"],
  ];
  it('PowerShell, by its rules', () => {
    for (const [value, text] of powershell) assert.equal(write('powershell', [['A', value]]), text);
    assert.equal(write('powershell', [], ['A']), 'Remove-Item -LiteralPath Env:A -ErrorAction SilentlyContinue\n');
  });

  const cmd: readonly [value: string, text: string][] = [
    ['plain', '@set "A=plain"\r\n'],
    ['100%', '@set "A=100%%"\r\n'],
    ['a & b | c > d ^ e', '@set "A=a & b | c > d ^ e"\r\n'],
    ['', '@set "A="\r\n'],
    ['{"v":1}', '@set A={^"v^":1}\r\n'],
    ['"a" & (b)', '@set A=^"a^" ^& ^(b^)\r\n'],
  ];
  it('cmd, by its rules', () => {
    for (const [value, text] of cmd) assert.equal(write('cmd', [['A', value]]), text);
    assert.equal(write('cmd', [], ['A']), '@set "A="\r\n');
    for (const value of ['a\nb', 'a\r', 'x'.repeat(8_190)]) assert.throws(() => write('cmd', [['A', value]]), UnwritableValue);
  });

  it('is a file of lines that readers of such files read back, or is refused', () => {
    let written = 0;
    for (const value of hostile) {
      let text: string;
      try {
        text = write('dotenv', [['A', value], ['B', 'next']]);
      } catch (error) {
        assert.ok(error instanceof UnwritableValue && error.variable === 'A');
        continue;
      }
      written++;
      assert.deepEqual({ ...parseEnv(text) }, { A: value, B: 'next' }, JSON.stringify(value));
    }
    assert.ok(written > 15);
    assert.equal(write('dotenv', [['A', 'http://terminal:0123abcd@127.0.0.1:41000']]), 'A=http://terminal:0123abcd@127.0.0.1:41000\n');
  });

  it('is one JSON document', () => {
    const set = hostile.map((value, index) => [`V_${index}`, value] as const);
    assert.deepEqual(JSON.parse(write('json', set, ['GONE'])), { schemaVersion: 1, set: Object.fromEntries(set), unset: ['GONE'] });
  });

  it('never writes a name that would be code, nor a NUL', () => {
    for (const format of environmentFormats.filter(({ names }) => !names.includes('json'))) {
      for (const name of ['A;id', 'A B', '', '1A', 'A$(id)', 'A\n', 'Ä']) {
        assert.throws(() => format.write({ set: [[name, 'x']], unset: [] }), UnwritableValue, `${format.names[0]} ${name}`);
        if (format.shell) assert.throws(() => format.write({ set: [], unset: [name] }), UnwritableValue);
      }
      assert.throws(() => format.write({ set: [['A', 'a\0b']], unset: [] }), UnwritableValue);
    }
  });

  it('is the one of the shell that is used', () => {
    const cases: readonly [string | undefined, NodeJS.Platform, string][] = [['/bin/bash', 'linux', 'sh'], ['/usr/bin/fish', 'darwin', 'fish'], [undefined, 'linux', 'sh'], [undefined, 'win32', 'powershell'], ['C:\\Git\\bin\\bash.exe', 'win32', 'sh'], ['/opt/starfish/sh', 'linux', 'sh']];
    for (const [shell, platform, name] of cases) assert.equal(formatOfShell(shell, platform).names[0], name);
  });
});
