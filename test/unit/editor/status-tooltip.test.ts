import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { statusText } from '../../../src/editor/status-text.ts';
import { statusTooltip } from '../../../src/editor/status-tooltip.ts';
import { aFeed, aStanding } from './standings.ts';

const commands = { diagnose: 'gatehouse.diagnose', showInspector: 'gatehouse.showInspector' };
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

  it('has a row for each watched gateway: state, whose fault, latency, last good, page with its age, open incident', () => {
    const incident = { id: '1', title: 'Slow answers', state: 'degraded', startedAt: null, updatedAt: null, resolvedAt: null, url: null, components: [] } as const;
    const text = statusTooltip(
      shown,
      [
        aStanding({ feed: aFeed({ state: 'degraded', readAtMs: nowMs - 4 * minute, incidents: [incident] }) }, { lastGoodAtMs: nowMs - minute }),
        aStanding({ id: 'ours', title: 'Ours' }, { state: 'local-problem', fault: 'local', latencyMs: null, lastGoodAtMs: null }),
      ],
      'openrouter',
      nowMs,
      commands,
    );
    const rows = text.split('\n').filter((line) => line.startsWith('| '));
    assert.match(rows[2] ?? '', /OpenRouter \| healthy \| nobody \| 120 ms \| 1 min ago \| degraded, read 4 min ago \| Slow answers/);
    assert.match(rows[3] ?? '', /Ours \| problem on this side \| this machine or its network \| none \| none \| none \| none/);
    assert.match(text, /Status page of OpenRouter\]\(https:\/\/status\.example\/\)/);
  });

  it('tells the chosen one in words, with its history as a line and in words', () => {
    const standing = aStanding({ line: ['none', 'healthy', 'down', 'healthy'] }, { sentence: 'It does not answer.', nextStep: 'Wait.' });
    const text = statusTooltip(shown, [standing], 'openrouter', nowMs, commands);
    assert.match(text, /It does not answer\./);
    assert.match(text, /Wait\./);
    assert.match(text, /·█▁█ Well for 98\.0 % of the last 24 hours/);
  });

  it('lets no word from outside become a link, a command or HTML', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (title, sentence, pageUrl) => {
        const standing = aStanding({ title: `${title}[x](command:evil)<b>`, feed: aFeed({ pageUrl }) }, { sentence: `${sentence}](command:evil) <img>` });
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
});
