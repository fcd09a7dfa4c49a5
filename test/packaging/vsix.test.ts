import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { projectFolder } from '../workbench/project.js';
import { makeVsix } from './package.js';
import { printSizes } from './size.js';
import { zipEntries } from './zip-entries.js';

/**
 * The second language is a seventh of it, the shim as a proxy with its part of the editor and agents' settings an eighth, its
 * endpoint with chains, translation and lists an eighth, Clash (reader, rules, lint, controller, rows, editor, page) an
 * eighth, undici's client and its HTTP parser an eleventh, gateways with their status pages and monitoring a tenth, YAML a
 * thirtieth.
 */
const limitBytes = 1_120_000;

describe('the package', function () {
  this.timeout(180_000);
  let file = '';
  let names: string[] = [];

  before(async () => {
    file = await makeVsix();
    names = zipEntries(file).map((entry) => entry.name);
    printSizes(file);
  });

  it('holds no source, test or map', () => {
    const wrong = names.filter(
      (name) =>
        /\.(ts|mts|cts|map)$|\/(src|test|node_modules|out|\.ci)\//.test(name) || /esbuild|eslint|tsconfig/.test(name),
    );
    assert.deepEqual(wrong, []);
  });

  it('holds every file that the manifest names', () => {
    const manifest = JSON.parse(fs.readFileSync(path.join(projectFolder, 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    const named = [
      ...JSON.stringify(manifest['contributes'] ?? {}).matchAll(/"((?:\.\/)?(?:media|dist)\/[^"]+)"/g),
    ].map((match) => match[1] ?? '');
    const wanted = [manifest['main'], manifest['icon'], ...named].filter(
      (name): name is string => typeof name === 'string',
    );
    const missing = wanted
      .map((name) => `extension/${name.replace(/^\.\//, '')}`)
      .filter((name) => !names.includes(name));
    assert.deepEqual(missing, []);
  });

  it('holds its words in both languages, its licence and its readme', () => {
    for (const name of [
      'package.nls.json',
      'package.nls.zh-cn.json',
      'l10n/bundle.l10n.zh-cn.json',
      'LICENSE.txt',
      'readme.md',
    ]) {
      assert.ok(names.includes(`extension/${name}`), `${name} is missing`);
    }
  });

  it(`weighs less than ${limitBytes / 1000} KB`, () => {
    const { size } = fs.statSync(file);
    assert.ok(size < limitBytes, `it weighs ${(size / 1000).toFixed(1)} KB`);
  });

  it('names no package registry in its lock file', () => {
    const lock = fs.readFileSync(path.join(projectFolder, 'package-lock.json'), 'utf8');
    assert.deepEqual(lock.match(/"resolved": "https?:/g) ?? [], []);
  });
});
