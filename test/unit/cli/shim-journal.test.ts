import * as assert from 'node:assert/strict';
import { showJournal, type JournalOptions, type JournalSource } from '../../../src/cli/shim-journal.ts';
import type { Terminal } from '../../../src/cli/output.ts';
import type { ShimState } from '../../../src/shim/control/messages.ts';
import type { JournalEntry } from '../../../src/shim/journal/entry.ts';
import { anEntry, startMs } from '../shim/journal/entries.ts';

const state: ShimState = {
  port: 4_000,
  pid: 7,
  release: '0.1.0',
  startedAtMs: startMs,
  open: 1,
  served: 3,
  refused: { WRONG_TOKEN: 2 },
  leases: [],
  bundleFile: null,
};

function living(changes: Partial<JournalEntry>): JournalEntry {
  const { end, ...entry } = anEntry({ timings: { connected: 20 }, ...changes });
  assert.ok(end);
  return entry;
}

const kept = [
  anEntry({ id: 1 }),
  anEntry({ id: 2, caller: 'task', host: 'other.test', end: { by: 'upstream', how: 'refused', leg: 'dns', code: 'ENOTFOUND' } }),
  living({ id: 3 }),
];

/** What is printed when these batches come. A shim that is not followed to its end goes on until it is let go. */
async function printed(batches: readonly (readonly JournalEntry[])[], options: Partial<JournalOptions>, changes: Partial<ShimState> = {}): Promise<string> {
  let text = '';
  const source: JournalSource = {
    state: async () => ({ ...state, ...changes }),
    follow: async (onEntries, signal) => {
      for (const batch of batches) onEntries(batch);
      if (options.follow !== true && !signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  };
  const terminal = { signal: new AbortController().signal, print: async (more: string) => void (text += more) } as unknown as Terminal;
  await showJournal(source, { follow: false, json: false, now: () => startMs + 5_000, ...options }, terminal);
  return text;
}

describe('the journal in the terminal', () => {
  it('is a table of what is kept, once it has all come', async () => {
    const lines = (await printed([kept.slice(0, 2), kept.slice(2)], {})).split('\n');
    assert.match(lines[0] ?? '', /^WHEN +CALLER +HOST +ROUTE +DECIDED BY +DURATION +BYTES +LONGEST SILENCE +END$/);
    assert.match(lines[2] ?? '', /task +other\.test:443 .* not opened: DNS, ENOTFOUND$/);
    assert.match(lines[3] ?? '', /5\.0 s .* open$/);
    assert.equal(lines[4], '3 shown of 3 kept; 3 served since the shim was started, 1 open now.');
    assert.equal(lines[5], 'Refused before they named a host: WRONG_TOKEN 2');
  });

  it('says that there is nothing yet', async () => {
    assert.equal(await printed([], {}, { served: 0, open: 0, refused: {} }), 'No connection has come through the shim yet.\n');
  });

  it('is filtered', async () => {
    const text = await printed([kept], { filter: { onlyFailed: true } });
    assert.match(text, /other\.test/);
    assert.match(text, /^1 shown of 3 kept;/m);
    assert.doesNotMatch(text, /acme/);
  });

  it('is one document as JSON', async () => {
    const document = JSON.parse(await printed([kept], { json: true })) as { schemaVersion: number; state: ShimState; entries: JournalEntry[] };
    assert.equal(document.schemaVersion, 1);
    assert.deepEqual(document.entries, kept);
    assert.equal(document.state.port, 4_000);
  });

  it('prints a connection when it has ended, while it is followed', async () => {
    const long = anEntry({ id: 3, host: 'a-name-longer-than-the-others.test' });
    const lines = (await printed([kept, [long], [anEntry({ id: 4 })]], { follow: true })).trimEnd().split('\n');
    assert.equal(lines.length, 5, 'the heading and those that ended');
    const at = (line: string | undefined, text: string): number => (line ?? '').indexOf(text);
    assert.equal(at(lines[3], 'by http'), at(lines[4], 'by http'), 'columns stay as wide as they were');
  });

  it('is a line for each change as JSON, while it is followed', async () => {
    const lines = (await printed([kept, [anEntry({ id: 3 })]], { follow: true, json: true })).trimEnd().split('\n');
    assert.deepEqual(lines.map((line) => (JSON.parse(line) as { id: number; schemaVersion: number }).id), [1, 2, 3, 3]);
  });
});
