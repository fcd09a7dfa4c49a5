import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { FeedAnswer } from '../../../../src/gateways/feeds/adapter.ts';
import type { StatusFeed } from '../../../../src/gateways/feeds/feed.ts';
import { maxFeedBytes } from '../../../../src/gateways/feeds/feed-document.ts';
import { namesFieldTwice } from '../../../../src/gateways/feeds/feed-json.ts';
import { feedText } from '../../../../src/gateways/feeds/feed-text.ts';
import { feedAdapters } from '../../../../src/gateways/feeds/index.ts';
import { readFeed } from '../../../../src/gateways/feeds/read-feed.ts';
import { answerOf, examplePage, fixture, nowMs, reading } from './feed-fixtures.ts';

/** The state, `unknown` where there is only a problem. */
function stateOf(answer: FeedAnswer, feed: StatusFeed = examplePage, companion?: FeedAnswer): string {
  const read = readFeed(answer, feed, nowMs, companion);
  return 'state' in read ? read.state : 'unknown';
}

/** A page of each format that says all is well, with the feed and the second document it needs. */
const well: readonly { file: string; feed: StatusFeed; companion?: string }[] = [
  { file: 'datadog/operational.json', feed: examplePage },
  { file: 'statuspage/operational.json', feed: examplePage },
  { file: 'incident-io/operational.json', feed: examplePage },
  { file: 'better-stack/operational.json', feed: examplePage },
  { file: 'instatus/operational.json', feed: examplePage },
  { file: 'rootly/operational.json', feed: examplePage },
  { file: 'openstatus/operational.json', feed: { ...examplePage, format: 'openstatus' } },
  { file: 'checkly/operational.json', feed: examplePage, companion: 'checkly/operational.companion.json' },
  { file: 'flashduty/operational.json', feed: examplePage },
  { file: 'google-cloud/operational.json', feed: { ...examplePage, components: ['Vertex Gemini API'] } },
  { file: 'prismix/operational.json', feed: { ...examplePage, components: ['anthropic'] } },
  { file: 'rss/operational.xml', feed: examplePage },
  { file: 'rss/statuspage-operational.atom', feed: examplePage },
];

describe('a status page that can’t be read', () => {
  const page = fixture('statuspage/operational.json');
  const cases: readonly [what: string, answer: FeedAnswer, problem: RegExp][] = [
    ['a web page', answerOf(fixture('incident-io/unresolved-404.html')), /web page/],
    ['a web page said to be JSON', answerOf('<html><body>All Systems Operational</body></html>', { headers: { 'content-type': 'application/json' } }), /web page/],
    ['an XHTML page', answerOf('<?xml version="1.0"?><html><feed></feed></html>'), /web page/],
    ['nothing', answerOf(''), /without any data/],
    ['blanks', answerOf(' \n\ufeff'), /without any data/],
    ['too much', answerOf(page, { truncated: true }), /more than 2 MB/],
    ['too much that was not cut', answerOf(`${page}${' '.repeat(maxFeedBytes)}`), /more than 2 MB/],
    ['JSON that is cut off', answerOf(page.slice(0, -20)), /cut off/],
    ['XML that is cut off', answerOf(fixture('rss/operational.xml').slice(0, -20)), /cut off/],
    ['a feed with an entry that is not closed', answerOf(fixture('rss/operational.xml').replace(/<\/item>\n<\/channel>/, '</channel>')), /cut off/],
    ['a feed with a document type', answerOf('<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b">]><rss></rss>'), /web page/],
    ['a feed with an entity inside', answerOf('<rss><!ENTITY a "b"><channel></channel></rss>'), /cut off/],
    ['other JSON', answerOf('{"status":"operational"}'), /no shape/],
    ['a list', answerOf('[]'), /no shape/],
    ['a word', answerOf('"operational"'), /no shape/],
    ['null', answerOf('null'), /no shape/],
    ['a name given twice', answerOf(page.replace('"indicator": "none"', '"indicator": "critical", "indicator": "none"')), /same thing twice/],
    ['a name given twice, once in escapes', answerOf(page.replace('"indicator": "none"', '"indic\\u0061tor": "critical", "indicator": "none"')), /same thing twice/],
    ['HTTP 403', answerOf(page, { status: 403 }), /HTTP 403/],
    ['HTTP 503', answerOf(page, { status: 503 }), /HTTP 503/],
    ['HTTP 204', answerOf('', { status: 204 }), /HTTP 204/],
  ];
  for (const [what, answer, problem] of cases) {
    it(`is a problem in words: ${what}`, () => {
      const read = readFeed(answer, examplePage, nowMs);
      assert.ok(!('state' in read), 'it was read');
      assert.match(read.problem, problem);
    });
  }

  it('is not green with wrong types anywhere', () => {
    const wrong: readonly [string, string][] = [
      ['"indicator": "none"', '"indicator": ["none"]'],
      ['"indicator": "none"', '"indicator": null'],
      ['"indicator": "none"', '"indicator": "constructor"'],
      ['"indicator": "none"', '"indicator": "NONE"'],
      ['"indicator": "none"', '"__proto__": {"indicator": "none"}'],
      ['"status": "operational"', '"status": 1'],
      ['"components": [', '"components": [null, '],
      ['"components": [', '"components": ["operational", '],
    ];
    for (const [from, to] of wrong) {
      const body = page.replace(from, to);
      assert.notEqual(body, page, from);
      assert.notEqual(stateOf(answerOf(body)), 'operational', to);
    }
  });

  it('is judged by all of 10 000 components, and keeps few of them', () => {
    const body = JSON.parse(page) as { components: { name: string; status: string }[] };
    body.components = Array.from({ length: 10_000 }, (_, index) => ({ name: `Component ${index}`, status: index === 9_990 ? 'major_outage' : 'operational' }));
    const started = performance.now();
    const read = reading(answerOf(JSON.stringify(body)), { ...examplePage, components: ['Component 9999'] });
    assert.equal(read.state, 'operational');
    assert.equal(read.components.length, 200);
    assert.deepEqual(read.components.slice(0, 2), [{ name: 'Component 9999', state: 'operational' }, { name: 'Component 9990', state: 'outage' }]);
    assert.equal(stateOf(answerOf(JSON.stringify(body))), 'outage');
    assert.ok(performance.now() - started < 3_000, 'it took too long');
  });

  it('is unknown where its components are beyond counting, and says so soon', () => {
    const body = { ...(JSON.parse(page) as object), components: Array.from({ length: 200_000 }, () => ({})) };
    const started = performance.now();
    assert.equal(stateOf(answerOf(JSON.stringify(body))), 'unknown');
    assert.ok(performance.now() - started < 3_000, 'it took too long');
  });

  it('keeps at most 50 incidents', () => {
    const body = JSON.parse(fixture('statuspage/degraded.json')) as { incidents: unknown[] };
    body.incidents = Array.from({ length: 400 }, () => body.incidents[0]);
    assert.equal(reading(answerOf(JSON.stringify(body))).incidents.length, 50);
  });
});

describe('no status page turns green by accident', () => {
  const json = fc.jsonValue({ maxDepth: 5 });
  const words = ['status', 'indicator', 'components', 'incidents', 'page', 'data', 'attributes', 'aggregate_state', 'included', 'name', 'id', 'url', 'type', 'services', 'fetchedAt', 'begin', 'reachable', 'Component', 'status_page', 'major', 'down', 'fine'];
  // Made of the names that formats use, but without any word that means that all is well. The names of those formats that
  // are well for want of trouble (Checkly, Flashduty, Google Cloud) are left out: theirs is an empty list.
  const alike = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'medium' }, fc.constantFrom(...words, null, true, 1), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(fc.constantFrom(...words), tie('value'), { maxKeys: 5 })),
  })).value;
  const feeds = fc.constantFrom<StatusFeed>(examplePage, ...feedAdapters.map(({ id }) => ({ ...examplePage, format: id })), { ...examplePage, components: ['name'] });

  it('for any JSON, and none makes reading fail', () => {
    fc.assert(fc.property(json, feeds, (value, feed) => stateOf(answerOf(JSON.stringify(value)), feed) !== 'operational'));
  });

  it('for JSON made of the names that formats use, without a word that is good news', () => {
    fc.assert(
      fc.property(alike, alike, feeds, (value, other, feed) => {
        return stateOf(answerOf(JSON.stringify(value)), feed, answerOf(JSON.stringify(other))) !== 'operational';
      }),
    );
  });

  it('for any text, XML and HTML pieces among it', () => {
    const pieces = fc.array(fc.constantFrom('<rss>', '</rss>', '<feed>', '</feed>', '<item>', '</item>', '<entry>', '</entry>', '<title>', '</title>', '<![CDATA[', ']]>', '<!--', '-->', 'Status: OK', '<', '>', '&lt;', '&amp;', '<content>', '</content>', '{', '"', 'operational', '<html>'), { maxLength: 30 });
    fc.assert(fc.property(fc.oneof(fc.string(), pieces.map((list) => list.join(''))), feeds, (text, feed) => stateOf(answerOf(text), feed) !== 'operational'));
  });

  for (const { file, feed, companion } of well) {
    const text = fixture(file);
    const other = companion === undefined ? undefined : answerOf(fixture(companion));

    it(`${file}: cut off anywhere, it is not read`, () => {
      const whole = text.trimEnd();
      fc.assert(fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => stateOf(answerOf(whole.slice(0, length)), feed, other) === 'unknown'));
    });

    it(`${file}: with another word where it says that all is well, it is not green`, () => {
      assert.equal(stateOf(answerOf(text), feed, other), 'operational');
      const good = /"(?:operational|none|UP)"|RESOLVED|>Resolved<|Resolved&lt;|&lt;strong&gt;Resolved/g;
      // What is well for want of trouble has no such word; there the list of trouble is what must be readable.
      const turned = /checkly|flashduty|google-cloud/.test(file)
        ? text.replace(/"(?:metadata|active_changes|affected_products)"/g, '"renamed"')
        : text.replace(good, (word) => word.replace(/operational|none|UP|RESOLVED|Resolved/, 'wonderful'));
      assert.notEqual(turned, text);
      assert.notEqual(stateOf(answerOf(turned), feed, other), 'operational');
    });
  }
});

describe('texts of a status page', () => {
  const table: readonly [from: unknown, to: string][] = [
    ['Elevated errors &amp; latency', 'Elevated errors & latency'],
    ['&lt;img src=x onerror=alert(1)&gt; API', 'API'],
    ['&amp;lt;b&amp;gt;API&amp;lt;/b&amp;gt;', 'API'],
    ['<script>alert(1)</script>', 'alert(1)'],
    ['errors < 5 % and > 1 %', 'errors < 5 % and > 1 %'],
    ['<im', 'im'],
    ['&#x41;&#66;&#0;&#xD800;&bogus;', 'AB &bogus;'],
    ['a\n\tb\u202ec\u0000', 'a b c'],
    [7, ''],
    [null, ''],
  ];
  for (const [from, to] of table) it(`${JSON.stringify(from)} is ${JSON.stringify(to)}`, () => assert.equal(feedText(from, 100), to));

  it('never keep the beginning of a tag, and are bounded', () => {
    const pieces = fc.array(fc.constantFrom('<', '>', '&lt;', '&amp;lt;', '&amp;', '&#60;', '&#x3c;', 'b', '/', '!', 'amp;', 'lt;', '&', ' ', '\n', 'é', '😀'), { maxLength: 60 });
    fc.assert(
      fc.property(pieces, (list) => {
        const text = feedText(list.join(''), 40);
        return !/<[a-z/!?]/i.test(text) && text.length <= 40 && !/[\u0000-\u001f]/.test(text);
      }),
    );
  });
});

describe('a field named twice', () => {
  it('is found exactly where JSON.parse loses one', () => {
    // Not one letter in escapes: V8 of Node 24.21 reads the name "\\u0061" as a backslash at times.
    const entry = fc.tuple(fc.constantFrom('ab', 'b', '\\u0061b', 'a\\"', '\\\\'), fc.constantFrom('1', '"a"', '"\\\\"', '{"a":1}', '[{"a":1},{"a":2}]', '{"a":"{\\"a\\":1}"}'));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
        const text = `{${entries.map(([name, value]) => ` "${name}" :${value}`).join(',')}}`;
        return namesFieldTwice(text) === Object.keys(JSON.parse(text) as object).length < entries.length;
      }),
    );
  });
});
