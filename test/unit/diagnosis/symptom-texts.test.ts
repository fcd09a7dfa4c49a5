import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { explain as explainCommand } from '../../../src/cli/explain.ts';
import { exitCodes } from '../../../src/cli/command.ts';
import type { Terminal } from '../../../src/cli/output.ts';
import { explain } from '../../../src/diagnosis/explain.ts';
import { readPastedText } from '../../../src/diagnosis/symptoms/pasted-text.ts';
import { commonSymptoms, lookAlikes, symptomTexts } from './symptom-texts.ts';

const idsOf = (text: string): string[] => explain(text).matches.map(({ id, confidence }) => `${id} (${confidence})`);
const firstOf = (text: string): string | undefined => explain(text).matches[0]?.id;

/** What terminals, loggers and editors do to a text on its way into a clipboard. */
const noises: Readonly<Record<string, (text: string) => string>> = {
  'coloured': (text) => text.split('\n').map((line) => `\u001b[31m\u001b[1m${line}\u001b[22m\u001b[39m`).join('\n'),
  'with line ends of Windows': (text) => text.replaceAll('\n', '\r\n'),
  'under a window title': (text) => `\u001b]0;agent — session 4f2a\u0007${text}`,
  'between other lines of a log': (text) =>
    `2026-03-02T10:00:00.120Z INFO  request 0f3c9a started\n${text}\n2026-03-02T10:00:01.870Z INFO  request 0f3c9a is over, 12 ms in queue`,
  'quoted in a thread': (text) => text.split('\n').map((line) => `> ${line}`).join('\n'),
};

describe('texts of the 24 common symptoms', () => {
  for (const { id, source, text } of symptomTexts) {
    it(`${id}, ${source}`, () => assert.equal(firstOf(text), id, idsOf(text).join()));
  }

  it('are enough, of every symptom, and mostly from threads', () => {
    const threads = symptomTexts.filter(({ source }) => /^https:\/\/github\.com\//.test(source));
    assert.ok(threads.length >= 150, String(threads.length));
    for (const id of commonSymptoms) assert.ok(symptomTexts.filter((one) => one.id === id).length >= 4, id);
    assert.equal(new Set(symptomTexts.map(({ text }) => text)).size, symptomTexts.length);
    for (const { source } of symptomTexts) assert.match(source, /^(https:\/\/github\.com\/|reconstructed from |a public file on GitHub)/);
  });

  it('hold no key, no address of a person and no home folder of one', () => {
    for (const name of fs.readdirSync(new URL('./fixtures/symptom-texts/', import.meta.url))) {
      const text = fs.readFileSync(new URL(`./fixtures/symptom-texts/${name}`, import.meta.url), 'utf8');
      assert.doesNotMatch(text, /sk-[\w-]{16,}|ghp_\w{10,}|eyJ[\w-]{20,}\.|Bearer [\w-]{16,}/, name);
      assert.doesNotMatch(text, /(\/Users\/|C:\\+Users\\+)(?!user\b)[a-z]/i, name);
    }
  });

  for (const [what, noise] of Object.entries(noises)) {
    it(`mean the same ${what}`, () => {
      const other = symptomTexts.filter(({ id, text }) => firstOf(noise(text)) !== id);
      assert.deepEqual(other.map(({ id, source, text }) => `${id}, ${source}: ${idsOf(noise(text)).join()}`), []);
    });
  }
});

describe('texts that look alike', () => {
  for (const { id, source, text } of lookAlikes) {
    if (id === 'none') it(`nothing sure: ${source}`, () => assert.ok(!idsOf(text).some((one) => one.endsWith('(high)')), idsOf(text).join()));
    else it(`${id}: ${source}`, () => assert.equal(firstOf(text), id, idsOf(text).join()));
  }

  it('are enough, and hardly one of them is taken for anything', () => {
    assert.ok(lookAlikes.length >= 60);
    const taken = lookAlikes.filter(({ id, text }) => id === 'none' && explain(text).matches.length > 0);
    assert.deepEqual(taken.map(({ source, text }) => `${source}: ${idsOf(text).join()}`), []);
  });
});

describe('a chain of causes', () => {
  const chains: readonly [what: string, text: string, first: string, alsoNamed?: string][] = [
    ['a stream that a proxy refused', 'stream disconnected before completion: error sending request for url (https://api.openai.com/v1/responses): tunnel error: proxy authorization required', 'proxy-auth', 'responses-stream-closed'],
    ['a stream whose certificate nobody trusts', 'stream disconnected before completion: error sending request: invalid peer certificate: UnknownIssuer', 'tls-untrusted', 'responses-stream-closed'],
    ['a stream whose host has no name', 'stream disconnected before completion: error sending request: dns error: failed to lookup address information: Name or service not known', 'name-not-found', 'responses-stream-closed'],
    ['a stream that a limit ended', 'stream disconnected before completion: Rate limit reached for gpt-5 in organization org-masked on tokens per min (TPM)', 'rate-limited', 'responses-stream-closed'],
    ['a stream without a cause', 'stream disconnected before completion', 'responses-stream-closed'],
    ['TLS inside a failed fetch inside a library', "APIConnectionError: Connection error.\n  [cause]: TypeError: fetch failed\n    [cause]: Error: self-signed certificate in certificate chain { code: 'SELF_SIGNED_CERT_IN_CHAIN' }", 'tls-untrusted'],
    ['the host inside a failed fetch', "AI_RetryError: Failed after 3 attempts. Last error: Cannot connect to API\n  [cause]: TypeError: fetch failed\n    [cause]: Error: getaddrinfo EAI_AGAIN openrouter.ai", 'name-not-found'],
    ['Python that says so three times', "urllib3.exceptions.ProtocolError: ('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))\n\nDuring handling of the above exception, another exception occurred:\n\nopenai.APIConnectionError: Connection error.", 'connection-reset'],
  ];
  for (const [what, text, first, alsoNamed] of chains) {
    it(`is told by its innermost cause: ${what}`, () => {
      const ids = explain(text).matches.map(({ id }) => id);
      assert.equal(ids[0], first, ids.join());
      if (alsoNamed !== undefined) assert.ok(ids.includes(alsoNamed), ids.join());
    });
  }
});

describe('readPastedText', () => {
  const long = 'x'.repeat(60);
  const cases: readonly [what: string, text: string, read: string][] = [
    ['takes colours and titles out', '\u001b[1;31mError\u001b[0m \u001b]0;t\u0007x\u001b]8;;u\u001b\\y', 'Error xy'],
    ['keeps what only looks like a code', 'a [31m b', 'a [31m b'],
    ['makes wrapped words whole', `${long} invalid\n    peer certificate`, `${long} invalid peer certificate`],
    ['leaves a stack as it is', `${long}\n    at run (a.js:1:1)`, `${long}\n    at run (a.js:1:1)`],
    ['leaves short lines as they are', 'one\ntwo', 'one\ntwo'],
    ['takes the frame out', 'self-signed   │\n│ certificate', 'self-signed certificate'],
    ['straightens quotes', '\u201cx\u201d \u2018y\u2019', '"x" \'y\''],
  ];
  for (const [what, text, read] of cases) it(what, () => assert.equal(readPastedText(text), read));

  it('keeps both ends of what is too long', () => {
    const read = readPastedText(`BEGIN${'.'.repeat(1_000_000)}END`);
    assert.ok(read.length < 70_000 && read.startsWith('BEGIN') && read.endsWith('END'));
  });
});

describe('gatehouse explain', () => {
  async function run(args: readonly string[], input = ''): Promise<{ out: string; code: number }> {
    let out = '';
    const terminal: Terminal = {
      environment: {}, platform: 'linux', homeDirectory: '/home/somebody', signal: new AbortController().signal,
      color: false, width: 100, stdinIsTty: false, stderrIsTty: false,
      print: async (text) => void (out += text),
      note: async () => undefined,
      readInput: async () => input,
      takeOver: () => undefined,
      readLines: async function* () { yield* input.split('\n'); },
    };
    return { code: await explainCommand.run([...args], terminal), out };
  }

  for (const id of commonSymptoms) {
    it(`knows ${id} as an argument and from standard input`, async () => {
      const text = symptomTexts.find((one) => one.id === id)?.text ?? '';
      const [given, piped, shown] = await Promise.all([run(['--json', '--', text]), run(['-', '--json'], text), run(['--', text])]);
      for (const { out, code } of [given, piped]) {
        assert.equal((JSON.parse(out) as { matches: { id: string }[] }).matches[0]?.id, id);
        assert.equal(code, exitCodes.success);
      }
      const title = explain(text).matches[0]?.title ?? '';
      assert.ok(title !== '' && shown.out.includes(title));
      assert.match(shown.out, new RegExp(`gatehouse doctor --symptom ${id}\n`));
    });
  }

  it('says when two causes fit alike, and only then', async () => {
    const alike = await run(['stream closed before response.completed: error decoding response body']);
    assert.match(alike.out, /More than one cause fits/);
    const { matches } = explain('unknown certificate verification error');
    assert.deepEqual(matches.map(({ id, confidence }) => `${id} ${confidence}`), ['tls-untrusted medium', 'tls-closed-in-handshake medium']);
    for (const text of ['Error: certificate has expired', 'stream disconnected before completion: Rate limit reached']) {
      assert.doesNotMatch((await run([text])).out, /More than one cause/);
    }
  });

  it('shows the text without the codes of the terminal', async () => {
    assert.match((await run(['\u001b[31mgetaddrinfo ENOTFOUND\u001b[0m a.test'])).out, /^Text: getaddrinfo ENOTFOUND a\.test\n/);
  });
});
