import * as assert from 'node:assert/strict';
import type { Terminal } from '../../../src/cli/output.ts';
import { showRequests, type RequestsOptions } from '../../../src/cli/shim-requests.ts';
import { showSpend } from '../../../src/cli/shim-spend.ts';
import type { RequestEntry } from '../../../src/shim/endpoint/journal/request-entry.ts';
import { emptyLedger, ledgerAfter, type Ledger } from '../../../src/shim/endpoint/spend/ledger.ts';
import { localDay } from '../../../src/shim/endpoint/spend/local-day.ts';
import { aFallback, aLive, aRequest, aTruncated, startMs } from '../shim/endpoint/journal/requests.ts';
import { runCli } from './run-cli.ts';

/** What a command prints. */
async function printed(show: (terminal: Terminal) => Promise<void>): Promise<string> {
  let text = '';
  await show({ signal: new AbortController().signal, print: async (more: string) => void (text += more) } as unknown as Terminal);
  return text;
}

function requests(batches: readonly (readonly RequestEntry[])[], options: Partial<RequestsOptions> = {}): Promise<string> {
  const source = {
    kept: async () => batches.flat(),
    follow: async (onRequests: (some: readonly RequestEntry[]) => void) => {
      for (const batch of batches) onRequests(batch);
    },
  };
  return printed((terminal) => showRequests(source, { follow: false, json: false, now: () => startMs + 5_000, ...options }, terminal));
}

describe('the requests to the endpoint in the terminal', () => {
  it('are a table', async () => {
    const lines = (await requests([[aRequest(), aFallback({ id: 2 }), aTruncated({ id: 3 }), aLive({ id: 4 })]])).trimEnd().split('\n');
    assert.match(lines[0] ?? '', /^WHEN +CLIENT +ASKED FOR +TARGET +ATTEMPTS +FIRST CONTENT +DURATION +TOKENS +COST +END$/);
    assert.match(lines[2] ?? '', /codex +gatehouse\/fast +lab1\/a +2 +801 ms/);
    assert.match(lines[3] ?? '', /truncated: .+ \(stream\)$/);
    assert.match(lines[4] ?? '', / - +- +under way$/);
    assert.equal(lines[5], '4 requests are kept, 1 of them failed.');
  });

  it('say how to get there where there are none', async () => assert.match(await requests([]), /^No request has come to the endpoint yet\. .*gatehouse env --endpoint/));

  it('are one document as JSON', async () => {
    assert.deepEqual(JSON.parse(await requests([[aFallback()]], { json: true })), { schemaVersion: 1, requests: [aFallback()] });
  });

  it('are told when they have ended, while they are followed', async () => {
    const lines = (await requests([[aLive()], [aRequest()], [aTruncated({ id: 2, asked: 'a-name-that-is-longer' })]], { follow: true })).trimEnd().split('\n');
    assert.equal(lines.length, 3);
    const json = (await requests([[aLive()], [aRequest()]], { follow: true, json: true })).trimEnd().split('\n');
    assert.deepEqual(json.map((line) => (JSON.parse(line) as RequestEntry).end), [undefined, 'answered']);
  });
});

describe('the spending of the endpoint in the terminal', () => {
  const day = localDay(startMs).day;
  const ledger = [0.5, 0.25].reduce<Ledger>((sum, costUsd) => ledgerAfter(sum, { day, alias: 'fast', target: 'lab0/a', caller: 'codex', usage: { inputTokens: 10, outputTokens: 2, costUsd } }), emptyLedger);
  const spend = (of: Ledger, json = false): Promise<string> => printed((terminal) => showSpend({ ledger: of, caps: [{ alias: '*', usdPerDay: 3 }] }, { json, now: () => startMs }, terminal));

  it('is tables by day, alias, target and client, with the caps', async () => {
    const text = await spend(ledger);
    assert.match(text, /^All models: 0\.75 of 3\.00 USD today, 25 %$/m);
    for (const name of [day, 'fast', 'lab0/a', 'codex']) assert.match(text, new RegExp(`^${name} +2 +20 +4 +0\\.75 USD$`, 'm'));
    assert.match(text, /^in all +2 /m);
  });

  it('says that nothing is counted yet', async () => assert.match(await spend(emptyLedger), /^Nothing is counted yet\.[^]*All models: 0\.00 of 3\.00/));

  it('is one document as JSON', async () => {
    const document = JSON.parse(await spend(ledger, true)) as { schemaVersion: number; today: { costUsd: number }; caps: unknown[]; rows: unknown };
    assert.deepEqual([document.schemaVersion, document.today.costUsd, document.caps.length], [1, 0.75, 1]);
    assert.deepEqual(document.rows, ledger.rows);
  });
});

describe('asking a running shim for them', function () {
  this.timeout(60_000);
  const wrong: readonly (readonly string[])[] = [
    ['--requests'], ['--spend'],
    ['--running', '--requests', '--spend'], ['--running', '--stop', '--journal'],
    ['--running', '--spend', '--follow'],
  ];
  it('refuses what does not go together', async () => {
    for (const { code, stdout } of await Promise.all(wrong.map((args) => runCli(['shim', ...args])))) assert.deepEqual([code, stdout], [2, '']);
  });
});
