import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { FeedState, StatusFeed } from '../../../../src/gateways/feeds/feed.ts';
import { feedAdapters } from '../../../../src/gateways/feeds/index.ts';
import { readFeed } from '../../../../src/gateways/feeds/read-feed.ts';
import { answerOf, examplePage, fixture, nowMs, reading } from './feed-fixtures.ts';

const chat = 'Chat (/api/v1/chat/completions)';
const gemini: Partial<StatusFeed> = { components: ['Vertex Gemini API'] };
const anthropic: Partial<StatusFeed> = { components: ['anthropic'], thirdParty: true };
const openstatus: Partial<StatusFeed> = { format: 'openstatus' };

/** Fixture, the components watched, and what it has to come to. */
const table: readonly [file: string, state: FeedState, feed?: Partial<StatusFeed>, companion?: string][] = [
  ['datadog/operational.json', 'operational'],
  ['datadog/no-incidents.json', 'operational'],
  ['datadog/degraded.json', 'degraded'],
  ['datadog/outage.json', 'outage'],
  ['datadog/outage.json', 'operational', { components: ['Embeddings (/api/v1/embeddings)'] }],
  ['datadog/outage.json', 'outage', { components: ['API - Gateway'] }],
  ['datadog/maintenance.json', 'maintenance', { components: [chat] }],
  ['datadog/other-component.json', 'outage'],
  ['datadog/other-component.json', 'operational', { components: ['  CHAT (/api/v1/chat/completions) '] }],
  ['datadog/wrong-vocabulary.json', 'unknown'],
  ['datadog/wrong-vocabulary.json', 'unknown', { components: [chat] }],
  ['datadog/operational.json', 'unknown', { components: ['Chat'] }],
  // What is there and in trouble is known, whatever else is missing.
  ['datadog/outage.json', 'outage', { components: [chat, 'Renamed'] }],

  ['statuspage/operational.json', 'operational'],
  ['statuspage/degraded.json', 'degraded'],
  ['statuspage/outage.json', 'outage'],
  ['statuspage/maintenance.json', 'maintenance'],
  ['statuspage/outage.json', 'operational', { components: ['claude.ai'] }],
  ['statuspage/outage.json', 'outage', { components: ['Claude API (api.anthropic.com)'] }],
  ['statuspage/disagreeing.json', 'outage'],
  ['statuspage/wrong-vocabulary.json', 'unknown'],
  ['statuspage/operational.json', 'unknown', { components: ['Claude API'] }],

  ['incident-io/operational.json', 'operational'],
  ['incident-io/degraded.json', 'degraded', {}, 'incident-io/companion.json'],
  ['incident-io/outage.json', 'outage'],
  ['incident-io/outage.json', 'operational', { components: ['Responses'] }],
  ['incident-io/maintenance.json', 'maintenance'],
  ['incident-io/wrong-vocabulary.json', 'unknown'],

  ['better-stack/operational.json', 'operational'],
  ['better-stack/degraded.json', 'degraded'],
  ['better-stack/one-of-three-down.json', 'degraded'],
  ['better-stack/one-of-three-down.json', 'outage', { components: ['Chat API'] }],
  ['better-stack/one-of-three-down.json', 'operational', { components: ['Embeddings API'] }],
  ['better-stack/one-of-three-down.json', 'unknown', { components: ['Old model'] }],
  ['better-stack/outage.json', 'outage'],
  ['better-stack/maintenance.json', 'maintenance'],
  ['better-stack/wrong-vocabulary.json', 'unknown'],

  ['instatus/operational.json', 'operational'],
  ['instatus/degraded.json', 'degraded'],
  ['instatus/outage.json', 'outage'],
  ['instatus/maintenance.json', 'maintenance'],
  ['instatus/wrong-vocabulary.json', 'unknown'],
  ['instatus/operational.json', 'operational', { components: ['API'] }, 'instatus/companion.json'],
  ['instatus/operational.json', 'outage', { components: ['Web'] }, 'instatus/companion.json'],
  ['instatus/operational.json', 'unknown', { components: ['API'] }],

  ['rootly/operational.json', 'operational'],
  ['rootly/degraded.json', 'degraded'],
  ['rootly/outage.json', 'outage'],
  ['rootly/maintenance.json', 'maintenance'],
  ['rootly/wrong-vocabulary.json', 'unknown'],
  ['rootly/operational.json', 'unknown', { components: ['API'] }],

  ['openstatus/operational.json', 'operational', openstatus],
  ['openstatus/degraded.json', 'degraded', openstatus],
  ['openstatus/incident.json', 'degraded', openstatus],
  ['openstatus/outage.json', 'outage', openstatus],
  ['openstatus/maintenance.json', 'maintenance', openstatus],
  ['openstatus/unknown.json', 'unknown', openstatus],
  ['openstatus/wrong-vocabulary.json', 'unknown', openstatus],

  ['checkly/operational.json', 'operational', {}, 'checkly/operational.companion.json'],
  ['checkly/degraded.json', 'degraded', {}, 'checkly/degraded.companion.json'],
  ['checkly/outage.json', 'outage', { components: ['Chat Completions API'] }, 'checkly/outage.companion.json'],
  ['checkly/outage.json', 'operational', { components: ['Apps'] }, 'checkly/outage.companion.json'],
  ['checkly/maintenance.json', 'maintenance', {}, 'checkly/maintenance.companion.json'],
  ['checkly/wrong-vocabulary.json', 'unknown', {}, 'checkly/wrong-vocabulary.companion.json'],

  ['flashduty/operational.json', 'operational'],
  ['flashduty/degraded.json', 'degraded'],
  ['flashduty/outage.json', 'outage', { components: ['API 服务 (API Service)'] }],
  ['flashduty/outage.json', 'operational', { components: ['网页对话服务 (Web Chat Service)'] }],
  ['flashduty/maintenance.json', 'maintenance'],
  ['flashduty/wrong-vocabulary.json', 'unknown'],

  ['google-cloud/operational.json', 'operational', gemini],
  ['google-cloud/degraded.json', 'degraded', gemini],
  ['google-cloud/outage.json', 'outage', gemini],
  ['google-cloud/wrong-vocabulary.json', 'unknown', gemini],
  ['google-cloud/product-unknown.json', 'unknown', gemini],

  ['prismix/operational.json', 'operational', anthropic],
  ['prismix/degraded.json', 'degraded', anthropic],
  ['prismix/outage.json', 'outage', anthropic],
  ['prismix/maintenance.json', 'maintenance', anthropic],
  ['prismix/unreachable.json', 'unknown', anthropic],
  ['prismix/wrong-vocabulary.json', 'unknown', anthropic],
  ['prismix/operational.json', 'unknown', { ...anthropic, components: ['openrouter'] }],

  ['rss/operational.xml', 'operational'],
  ['rss/degraded.xml', 'degraded'],
  ['rss/outage.xml', 'outage'],
  ['rss/outage.xml', 'outage', { components: ['API (us-east-1)'] }],
  ['rss/other-component.xml', 'operational', { components: ['API (us-east-1)'] }],
  ['rss/maintenance.xml', 'maintenance'],
  ['rss/wrong-vocabulary.xml', 'unknown'],
  ['rss/empty.xml', 'unknown'],
  ['rss/a-blog.xml', 'unknown'],
  ['rss/statuspage-operational.atom', 'operational'],
  ['rss/statuspage-degraded.atom', 'degraded'],
  ['rss/statuspage-maintenance.atom', 'maintenance'],
  ['rss/incident-io-outage.rss', 'outage'],
  ['rss/better-stack-down.rss', 'degraded'],
  ['rss/better-stack-recovered.rss', 'operational'],
];

describe('a status page of each format', () => {
  for (const [file, state, feed, companion] of table) {
    const watched = feed?.components ? ` of ${feed.components.join(' and ')}` : '';
    it(`${file}${watched} is ${state}`, () => {
      const read = reading(answerOf(fixture(file)), { ...examplePage, ...feed }, companion === undefined ? undefined : answerOf(fixture(companion)));
      assert.equal(read.state, state);
      assert.equal(read.format, file.split('/')[0]);
      // Whoever sees an unknown state is told why, and a known one carries no excuse but for what is missing.
      if (state === 'unknown') assert.ok(read.problem, 'no reason is given');
      if (state === 'operational') assert.equal(read.problem, null);
    });
  }

  it('has fixtures for every adapter, and each is in the table', () => {
    const listed = new Set(table.flatMap(([file, , , companion]) => [file, companion]));
    const folders = fs.readdirSync(new URL('fixtures', import.meta.url)).filter((name) => name !== 'README.md');
    assert.deepEqual(folders.sort(), feedAdapters.map(({ id }) => id).sort());
    const elsewhere = ['statuspage/frozen-deepseek.json', 'incident-io/unresolved-404.html', 'prismix/frozen.json', 'rss/frozen-against-habit.atom'];
    for (const folder of folders) {
      for (const name of fs.readdirSync(new URL(`fixtures/${folder}`, import.meta.url))) {
        assert.ok(listed.has(`${folder}/${name}`) || elsewhere.includes(`${folder}/${name}`), `${folder}/${name} is in no test`);
      }
    }
  });

  it('is recognised by its shape, also where another format was expected', () => {
    const read = reading(answerOf(fixture('datadog/outage.json')), { ...examplePage, format: 'statuspage' });
    assert.deepEqual([read.format, read.state], ['datadog', 'outage']);
  });

  it('names the component that is missing', () => {
    const read = reading(answerOf(fixture('datadog/operational.json')), { ...examplePage, components: ['<b>Chat</b>'] });
    assert.match(read.problem ?? '', /no longer has the component "Chat"/);
  });

  it('is unknown for Checkly without its list of incidents, and for Google Cloud without a product', () => {
    for (const [file, feed] of [['checkly/operational.json', {}], ['google-cloud/operational.json', {}], ['prismix/operational.json', {}]] as const) {
      assert.ok(!('state' in readFeed(answerOf(fixture(file)), { ...examplePage, ...feed }, nowMs)), file);
    }
  });
});

describe('incidents of a status page', () => {
  it('of Datadog take their severity from the time line, as their own components are what is now', () => {
    const [over] = reading(answerOf(fixture('datadog/operational.json'))).incidents;
    assert.deepEqual(over, {
      id: 'a80f04f9-0000-4094-bd45-000000000010',
      title: 'Elevated 429s on Anthropic and OpenAI',
      state: 'outage',
      startedAt: '2026-11-11T02:15:00.000Z',
      updatedAt: '2026-11-11T02:38:43.934Z',
      resolvedAt: '2026-11-11T02:19:00.000Z',
      url: null,
      components: [chat],
    });
  });

  it('come open ones first, and only those that bear on what is watched', () => {
    const all = reading(answerOf(fixture('datadog/outage.json'))).incidents;
    assert.deepEqual(all.map(({ resolvedAt }) => resolvedAt === null), [true, false]);
    const other = reading(answerOf(fixture('datadog/outage.json')), { ...examplePage, components: ['Web & Application Services'] });
    assert.deepEqual(other.incidents, []);
    const group = reading(answerOf(fixture('datadog/outage.json')), { ...examplePage, components: ['API - Gateway'] });
    assert.equal(group.incidents.length, 2);
  });

  it('lose their markup, and what was hidden in entities', () => {
    const titles = ['datadog/degraded.json', 'statuspage/degraded.json', 'rss/degraded.xml', 'rss/statuspage-degraded.atom'].map(
      (file) => reading(answerOf(fixture(file))).incidents[0]?.title,
    );
    assert.deepEqual(titles, [
      'Chat requests now',
      'Elevated errors on alert(1) Claude & co',
      'Slow answers',
      'Elevated errors across',
    ]);
  });

  it('leave out maintenances that are only planned', () => {
    for (const file of ['statuspage/maintenance.json', 'better-stack/maintenance.json', 'instatus/maintenance.json', 'flashduty/maintenance.json', 'rss/statuspage-maintenance.atom']) {
      const open = reading(answerOf(fixture(file))).incidents.filter(({ resolvedAt }) => resolvedAt === null);
      assert.deepEqual(open.map(({ state }) => state), ['maintenance'], file);
    }
  });

  it('of incident.io come from its second document', () => {
    const { incidents } = reading(answerOf(fixture('incident-io/degraded.json')), examplePage, answerOf(fixture('incident-io/companion.json')));
    assert.deepEqual(incidents.map(({ title, resolvedAt, url }) => [title, resolvedAt, url]), [
      ['Elevated error rates in Chat Completions', null, 'https://status.openai.com/incidents/01KB7QZ0000000000000000001'],
      ['Slow Sora', '2026-11-27T03:00:00.000Z', 'https://status.openai.com/incidents/01KB4AA0000000000000000002'],
    ]);
  });

  it('carry only https addresses without credentials', () => {
    const body = (url: string): string => fixture('statuspage/degraded.json').replace('https://stspg.io/abcdefgh1234', url);
    const urlOf = (url: string): unknown => reading(answerOf(body(url))).incidents[0]?.url;
    assert.equal(urlOf('https://stspg.io/x'), 'https://stspg.io/x');
    for (const bad of ['javascript:alert(1)', 'http://stspg.io/x', 'https://u:p@stspg.io/x', 'command:workbench.action.x', '//x', '']) {
      assert.equal(urlOf(bad), null, bad);
    }
  });
});
