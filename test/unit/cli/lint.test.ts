import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { excerpt } from '../../../src/cli/lint-text.ts';
import { positionsIn } from '../../../src/cli/line-positions.ts';
import { runCli } from './run-cli.ts';

const good = `proxies:
  - { name: a, type: http, server: 127.0.0.1, port: 1, password: hunter22 }
proxy-groups:
  - { name: OR, type: select, proxies: [a] }
  - { name: PROXY, type: select, proxies: [a] }
rules:
  - DOMAIN-SUFFIX,openrouter.ai,OR
  - MATCH,PROXY
`;
const bad = good.replace('MATCH,PROXY', 'MATCH,Proxy').replaceAll('\n', '\r\n');

interface Document {
  schemaVersion: number;
  file: string;
  problems: { id: string; severity: string; line: number; column: number; endLine: number; endColumn: number; message: string; fix: { title: string; edits: unknown[] } | null }[];
}

describe('gatehouse lint', function () {
  this.timeout(60_000);
  let folder = '';
  const file = (name: string, text: string): string => {
    const place = path.join(folder, name);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.writeFileSync(place, text);
    return place;
  };
  before(() => void (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-lint-test-'))));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('is silent and healthy where there is nothing to say', async () => {
    const { code, stdout, stderr } = await runCli(['lint', file('good.yaml', good)]);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /good\.yaml\n {2}Nothing to report\./);
  });

  it('says where, shows it, and how to mend it; an error is exit code 1', async () => {
    const { code, stdout } = await runCli(['lint', file('bad.yaml', bad)]);
    assert.equal(code, 1);
    assert.match(stdout, /^ {2}8:5 {2}error {2}unknown-target\n {6}- MATCH,Proxy\n {6} {2}\^{11}\n/m);
    assert.match(stdout, /Fix: Change to "PROXY"\./);
    assert.doesNotMatch(stdout, /hunter22/);
  });

  it('prints exactly one object for one file', async () => {
    const place = file('bad.yaml', bad);
    const { code, stdout, stderr } = await runCli(['lint', place, '--json']);
    assert.deepEqual([code, stderr], [1, '']);
    const document = JSON.parse(stdout) as Document;
    assert.deepEqual(Object.keys(document), ['schemaVersion', 'file', 'problems']);
    assert.deepEqual([document.schemaVersion, document.file], [1, place]);
    const [problem] = document.problems;
    assert.deepEqual(Object.keys(problem ?? {}), ['id', 'severity', 'line', 'column', 'endLine', 'endColumn', 'message', 'fix']);
    assert.deepEqual({ ...problem, message: '' }, {
      id: 'unknown-target',
      severity: 'error',
      line: 8,
      column: 5,
      endLine: 8,
      endColumn: 16,
      message: '',
      fix: { title: 'Change to "PROXY"', edits: [{ line: 8, column: 11, endLine: 8, endColumn: 16, text: 'PROXY' }] },
    });
  });

  it('prints an array for several, and goes on past one that is not there', async () => {
    const [one, two, none] = [file('good.yaml', good), file('bad.yaml', bad), path.join(folder, 'none.yaml')];
    const both = await runCli(['lint', one, two, '--json']);
    assert.equal(both.code, 1);
    assert.deepEqual((JSON.parse(both.stdout) as Document[]).map(({ file: name, problems }) => [name, problems.length]), [[one, 0], [two, 1]]);
    const missing = await runCli(['lint', none, one, '--json']);
    assert.equal(missing.code, 3);
    assert.match(missing.stderr, /There is no file ".*none\.yaml"/);
    assert.deepEqual((JSON.parse(missing.stdout) as Document[]).map(({ file: name }) => name), [one]);
  });

  it('reads standard input', async () => {
    const { code, stdout } = await runCli(['lint', '-', '--json'], { input: bad });
    assert.equal(code, 1);
    assert.equal((JSON.parse(stdout) as Document).file, '-');
  });

  it('knows the gateways that are named, and takes the first known one without', async () => {
    const place = file('good.yaml', good);
    const named = await runCli(['lint', place, '--gateway', 'anthropic', '--json']);
    assert.equal(named.code, 0);
    assert.deepEqual((JSON.parse(named.stdout) as Document).problems.map(({ id }) => id), ['gateway-without-own-group']);
  });

  it('reads rule sets that lie beside the file', async () => {
    const provider = (more: string): string => `rule-providers:\n  ai: { type: file, behavior: domain, path: ./sets/ai.yaml${more} }\n${good.replace('rules:\n', 'rules:\n  - RULE-SET,ai,PROXY\n')}`;
    const ids = async (text: string): Promise<string[]> => (JSON.parse((await runCli(['lint', file('sets.yaml', text), '--json'])).stdout) as Document).problems.map(({ id }) => id);
    assert.deepEqual(await ids(provider('')), ['unreadable-rule-set']);
    file('sets/ai.yaml', "payload:\n  - '+.openrouter.ai'\n");
    assert.deepEqual(await ids(provider('')), ['gateway-row-below-broader-row']);
    file('sets/ai.yaml', '# names\n+.openai.com\n\n');
    assert.deepEqual(await ids(provider(', format: text')), []);
  });

  it('asks the user\'s own core where one is named', async function () {
    if (process.platform === 'win32') this.skip();
    const core = file('core', '#!/bin/sh\necho \'time="x" level=error msg="rules[0] [DOMAIN-SUFFIX,openrouter.ai,OR] error: I do not \\"like\\" it"\'\nexit 1\n');
    fs.chmodSync(core, 0o755);
    const { code, stdout } = await runCli(['lint', file('good.yaml', good), '--check-with-core', core, '--json']);
    assert.equal(code, 1);
    const [problem] = (JSON.parse(stdout) as Document).problems;
    assert.deepEqual([problem?.id, problem?.line], ['core-refuses', 7]);
    assert.match(problem?.message ?? '', /I do not "like" it/);
    const taken = file('taking-core', '#!/bin/sh\nexit 0\n');
    fs.chmodSync(taken, 0o755);
    const named = await runCli(['lint', '-', '--json'], { input: good, environment: { GATEHOUSE_CLASH_CORE: taken } });
    assert.deepEqual([named.code, (JSON.parse(named.stdout) as Document).problems], [0, []]);
    const none = await runCli(['lint', file('good.yaml', good), '--check-with-core', path.join(folder, 'no-core')]);
    assert.equal(none.code, 3);
    assert.match(none.stderr, /could not be run \(ENOENT\)/);
  });

  const wrong: readonly (readonly [args: string[], says: RegExp])[] = [
    [['lint'], /no file to check/],
    [['lint', '-', '-'], /once/],
    [['lint', 'x.yaml', '--gateway', 'openruoter'], /openrouter/],
    [['lint', 'x.yaml', '--jsn'], /--json/],
  ];
  it('refuses what is no question', async () => {
    for (const [args, says] of wrong) {
      const { code, stdout, stderr } = await runCli(args);
      assert.deepEqual([code, stdout], [2, ''], args.join(' '));
      assert.match(stderr, says);
    }
  });
});

describe('the place of a problem', () => {
  it('counts lines and columns from 1', () => {
    const at = positionsIn('ab\r\n\ncd');
    assert.deepEqual([0, 1, 4, 5, 6, 7].map((offset) => at(offset)), [
      { line: 1, column: 1 },
      { line: 1, column: 2 },
      { line: 2, column: 1 },
      { line: 3, column: 1 },
      { line: 3, column: 2 },
      { line: 3, column: 3 },
    ]);
  });

  const excerpts: readonly (readonly [what: string, text: string, start: number, end: number, shown: string[]])[] = [
    ['a line', 'a: 1\r\nb: two\r\n', 9, 12, ['b: two', '   ^^^']],
    ['wide characters', '- 香港,a\n', 2, 4, ['- 香港,a', '  ^^^^']],
    ['an indented line, without its indentation', '    x: 1\n', 7, 8, ['x: 1', '   ^']],
    ['an empty line', '\n\n', 0, 0, []],
    ['secrets, hidden', '{ name: a, password: hunter22, port: 1 }', 2, 6, ['{ name: a, password: ********, port: 1 }', '  ^^^^']],
    ['what a terminal would act on', 'a\u001b[31m: 1', 0, 1, ['a [31m: 1', '^']],
    ['a range over lines', 'a: [\n1]\n', 3, 8, ['a: [', '   ^']],
  ];
  for (const [what, text, start, end, shown] of excerpts) it(`shows ${what}`, () => assert.deepEqual(excerpt(text, { start, end }), shown));

  it('shows a long line from a little before it', () => {
    const [line, carets] = excerpt(`${'x'.repeat(5_000)}HERE${'y'.repeat(5_000)}`, { start: 5_000, end: 5_004 });
    assert.equal(line?.length, 100);
    assert.equal(line?.slice(carets?.indexOf('^'), (carets?.lastIndexOf('^') ?? 0) + 1), 'HERE');
  });
});
