import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { statusText } from '../../../src/editor/status-text.ts';
import { statusTooltip } from '../../../src/editor/status-tooltip.ts';
import { aFeed, aStanding } from './standings.ts';

const commands = { diagnose: 'gatehouse.diagnose', showInspector: 'gatehouse.showInspector', showRequests: 'gatehouse.showRequests' };
const shown = statusText({ gateway: { title: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1' }, monitoring: true });
const minute = 60_000;
const nowMs = 100 * minute;

describe('the status bar tooltip', () => {
  it('is the table of the last diagnosis alone while nothing is watched', () => {
    const text = statusTooltip(shown, [], 'openrouter', nowMs, commands);
    assert.doesNotMatch(text, /Whose fault/);
    assert.match(text, /Base&nbsp;URL/);
    assert.match(text, /\(command:gatehouse\.diagnose\).*\(command:gatehouse\.showInspector\)/);
  });

  it('has a row for each watched gateway: state, whose fault, latency, last good', () => {
    const text = statusTooltip(
      shown,
      [
        aStanding({}, { lastGoodAtMs: nowMs - minute }),
        aStanding({ id: 'ours', title: 'Ours' }, { state: 'local-problem', fault: 'local', latencyMs: null, lastGoodAtMs: null }),
      ],
      'openrouter',
      nowMs,
      commands,
    );
    const rows = text.split('\n').filter((line) => line.startsWith('| '));
    assert.match(rows[2] ?? '', /OpenRouter \| healthy \| nobody \| 120 ms \| 1 min ago \|$/);
    assert.match(rows[3] ?? '', /Ours \| problem on this side \| this machine or its network \| none \| none \|$/);
    assert.doesNotMatch(text, /Status page/);
  });

  const incident = { id: '1', title: 'Slow answers', state: 'degraded', startedAt: null, updatedAt: null, resolvedAt: null, url: null, components: [] } as const;
  const over = { ...incident, resolvedAt: '2026-11-29T00:00:00Z' };
  const readAtMs = nowMs - 4 * minute;
  const pages: [string, Parameters<typeof aFeed>[0], RegExp][] = [
    ['an open incident', { state: 'degraded', readAtMs, incidents: [over, incident] }, /: degraded, read 4 min ago, open incident: Slow answers$/],
    ['none that is open', { readAtMs, incidents: [over] }, /: all well, read 4 min ago, no open incident$/],
    ['a page of somebody else', { thirdParty: true, readAtMs }, /: all well \\\(third party\\\), read 4 min ago, no open incident$/],
    ['a page that was never read', { state: 'unknown', readAtMs: null }, /: not known$/],
    ['a title without end', { readAtMs, incidents: [{ ...incident, title: 'x'.repeat(5_000) }] }, /open incident: x{50,130}(…|\.\.\.)?$/],
  ];
  for (const [name, feed, words] of pages) {
    it(`has a line for each status page, with ${name}`, () => {
      const text = statusTooltip(shown, [aStanding({ feed: aFeed(feed) })], 'openrouter', nowMs, commands);
      const line = text.split('\n').find((one) => one.includes('Status page')) ?? '';
      assert.match(line, /^\[\$\(link-external\) Status page of OpenRouter\]\(https:\/\/status\.example\/\)/);
      assert.match(line, words);
    });
  }

  it('tells the chosen one in words, with its history as a line and in words', () => {
    const standing = aStanding({ line: ['none', 'healthy', 'down', 'healthy'] }, { sentence: 'It does not answer.', nextStep: 'Wait.' });
    const text = statusTooltip(shown, [standing], 'openrouter', nowMs, commands);
    assert.match(text, /It does not answer\./);
    assert.match(text, /Wait\./);
    assert.match(text, /·█▁█ Well for 98\.0 % of the last 24 hours/);
  });

  it('lets no word from outside become a link, a command or HTML', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (title, sentence, pageUrl, said) => {
        const incidents = [{ ...incident, title: `${said}](command:evil)<b>` }];
        const standing = aStanding({ title: `${title}[x](command:evil)<b>`, feed: aFeed({ pageUrl, incidents }) }, { sentence: `${sentence}](command:evil) <img>` });
        const text = statusTooltip(shown, [standing], 'openrouter', nowMs, commands);
        assert.doesNotMatch(text, /\](?<!\\\])\(command:evil|<b>|<img>/);
      }),
    );
  });

  it('links no page that is not https', () => {
    for (const pageUrl of ['http://status.example', 'javascript:alert(1)', 'command:evil', 'https://x/)](command:evil)', '']) {
      const text = statusTooltip(shown, [aStanding({ feed: aFeed({ pageUrl }) })], 'openrouter', nowMs, commands);
      assert.doesNotMatch(text, /\]\((?!command:gatehouse\.|https:)/, pageUrl);
      assert.doesNotMatch(text, /\)\]\(command:evil/, pageUrl);
    }
  });

  it('says quietly that a request of an agent failed, with a way there', () => {
    const text = statusTooltip(shown, [], 'openrouter', nowMs, commands, { failedRequestAtMs: nowMs - 180_000 });
    assert.match(text, /\[A request of an agent failed 3 min ago\]\(command:gatehouse\.showRequests\)/);
    assert.doesNotMatch(statusTooltip(shown, [], 'openrouter', nowMs, commands), /request of an agent/);
  });
});
