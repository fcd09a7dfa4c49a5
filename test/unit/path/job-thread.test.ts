import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inThread, programBeside } from '../../../src/path/job-thread.ts';

const signal = new AbortController().signal;
const jobThread = new URL('../../../src/path/job-thread.ts', import.meta.url).href;

describe('a job in a thread of its own', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-job-thread-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const program = (text: string): URL => {
    const file = path.join(folder, 'job.mjs');
    fs.writeFileSync(file, text);
    return pathToFileURL(file);
  };
  const answering = (work: string): URL => program(`import { answerJob } from ${JSON.stringify(jobThread)};\nvoid answerJob(${work});`);

  it('gives what came of it', async () => {
    assert.deepEqual(await inThread(answering('async (job) => ({ sum: job.a + job.b })'), { a: 1, b: 2 }, signal), { sum: 3 });
  });

  it('has nothing of this process\'s environment', async () => {
    assert.deepEqual(await inThread(answering('async () => Object.keys(process.env)'), {}, signal), []);
  });

  it('fails in its own words', async () => {
    await assert.rejects(inThread(answering('async () => { throw new TypeError("no such thing"); }'), {}, signal), /^Error: no such thing$/);
  });

  const silent: [what: string, program: () => URL | undefined][] = [
    ['no program', () => undefined],
    ['one that is not there', () => pathToFileURL(path.join(folder, 'missing.mjs'))],
    ['one that breaks as it is read', () => program('export {')],
    ['one that ends without a word', () => program('process.exit(3);')],
    ['one whose memory is gone', () => program('throw new RangeError("Invalid array length");')],
  ];
  for (const [what, start] of silent) it(`is the caller's: ${what}`, async () => assert.equal(await inThread(start(), {}, signal), undefined));

  it('is the caller\'s where what is handed over can\'t be copied', async () => {
    assert.equal(await inThread(answering('async () => 1'), { call: () => undefined }, signal), undefined);
  });

  it('is ended by its signal', async () => {
    const stop = new AbortController();
    const running = inThread(program('setInterval(() => undefined, 1_000);'), {}, stop.signal);
    setTimeout(() => stop.abort(new Error('enough')), 50);
    await assert.rejects(running, /enough/);
    await assert.rejects(inThread(program(''), {}, AbortSignal.abort(new Error('before'))), /before/);
  });

  it('finds its program beside a source, or in the folder of what is built', () => {
    for (const name of ['source.ts', 'built.js']) fs.writeFileSync(path.join(folder, name), '');
    fs.mkdirSync(path.join(folder, 'chunks'));
    const at = (...parts: string[]): string => pathToFileURL(path.join(folder, ...parts)).href;
    const found = [at('here.ts'), at('here.js'), at('chunks', 'here.js')].map((here) => programBeside(here, './source.ts', 'built.js')?.href);
    assert.deepEqual(found, [at('source.ts'), at('built.js'), at('built.js')]);
    assert.equal(programBeside(at('here.js'), './source.ts', 'other.js'), undefined);
  });
});
