/** What is asked of each SDK, by which targets, and what its user has to have in hand then. */
import * as assert from 'node:assert/strict';
import type { SpokenProtocol } from '../../../src/gateways/gateway.ts';
import { keyOf, rigToken, type Arrival, type EndpointRig, type RigTarget } from '../rigs/endpoint-rig.ts';
import type { Question, SdkClient, Told, Way, What } from './clients.ts';
import { picture, sunny } from './asking.mjs';

/** One question, and what has to come of it. */
export interface Cell {
  client: SdkClient;
  /** What kind of thing it shows; cells are counted by it. */
  group: string;
  alias: string;
  targets: readonly RigTarget[];
  question: Omit<Question, 'name' | 'url' | 'key'> & { key?: string };
  /** Behind the root of the shim. */
  base: string;
  /** At a shim that sends other models on to a gateway. */
  other?: true;
  check(told: Told, arrivals: readonly Arrival[], rig: EndpointRig): void;
}

export const whole = 'This answer comes from the practice gateway on this machine. No model wrote it and nothing was spent.';
const thoughts = 'The practice gateway is asked to think, and pretends to.';
const document = { title: 'what the practice gateway says', count: 1 };

const protocols: readonly SpokenProtocol[] = ['chat-completions', 'responses', 'messages'];
const pathOf: Readonly<Record<SpokenProtocol, string>> = { 'chat-completions': '/chat/completions', responses: '/responses', messages: '/messages' };

/** By which of its means an SDK is asked. */
interface Means {
  way: Way;
  stream: boolean;
  helper: boolean;
}

const waysOf = (client: SdkClient): [Way, SpokenProtocol][] => Object.entries(client.speaks) as [Way, SpokenProtocol][];

function meansOf(client: SdkClient, way: Way): Means[] {
  return [{ way, stream: false, helper: false }, { way, stream: true, helper: false }, ...(client.helper ? [{ way, stream: true, helper: true }] : [])];
}

const whatsOf = ({ only }: SdkClient, way: Way): readonly What[] => only?.[way] ?? ['text', 'tools', 'image', 'reasoning', 'structured'];

/** Every cell of one client. */
export function cellsOf(client: SdkClient): Cell[] {
  const cells: Cell[] = [];
  const add = (group: string, name: string, targets: readonly RigTarget[], question: Cell['question'], check: Cell['check'], base: string = client.root[question.way] ?? '/v1', other = false): void => {
    // The name of a chain may have no blank.
    const alias = `${client.id}/${group}/${name}`.replaceAll(/[^a-z0-9/.-]+/gi, '-').toLowerCase();
    cells.push({ client, group, alias, targets, question: { ...question, model: question.model || alias }, base, check, ...(other && { other }) });
  };
  const asked = (means: Means, what: What = 'text'): Cell['question'] => ({ ...means, what, model: '' });
  // Three at each target, and one more of each where the client sends the failed request again without a word of it.
  const attempts = (targets: number): number => (3 + (client.asksAgain ?? 0)) * targets;
  const nameOf = ({ way, stream, helper }: Means): string => `${way} ${helper ? 'helper' : stream ? 'stream' : 'whole'}`;

  for (const [way, own] of waysOf(client)) {
    for (const means of meansOf(client, way)) {
      const name = nameOf(means);
      for (const what of whatsOf(client, way)) {
        add('answers', `${name} ${what}`, [{ scenario: 'healthy' }], asked(means, what), answered(client, means, what, own));
        for (const other of protocols.filter((one) => one !== own)) {
          add('translated', `${name} ${what} to ${other}`, [{ scenario: 'healthy', speaks: other }], asked(means, what), answered(client, means, what, other));
        }
      }
      add('fallback', `${name} behind an error`, [{ scenario: 'gateway-error' }, { scenario: 'healthy' }], asked(means), fellBack(client, means, own, [0, 0, 1]));
      add('fallback', `${name} behind nobody`, [{ scenario: 'down' }, { scenario: 'healthy' }], asked(means), fellBack(client, means, own, [1]));
      add('fallback', `${name} behind a bad key`, [{ scenario: 'bad-key' }, { scenario: 'healthy' }], asked(means), fellBack(client, means, own, [0, 1]));
      add('fallback', `${name} behind a limit`, [{ scenario: 'rate-limited' }, { scenario: 'healthy' }], asked(means), fellBack(client, means, own, [0, 1]));
      const [foreign] = protocols.filter((one) => one !== own);
      if (foreign) add('fallback', `${name} to another protocol`, [{ scenario: 'gateway-error' }, { scenario: 'healthy', speaks: foreign }], asked(means), fellBack(client, means, foreign, [0, 0, 1]));

      add('errors', `${name} bad key`, [{ scenario: 'bad-key' }], asked(means), refused(client, 401, /User not found/, 'account', 1, way));
      add('errors', `${name} unknown alias`, [], asked(means), refused(client, 404, /There is no chain with the name .* no gateway is set for other models.*Names (?:that are close to it|that there are): /, 'settings', 0, way));
      add('errors', `${name} limit`, [{ scenario: 'rate-limited' }], { ...asked(means), limitMs: 120_000 }, limited(client, attempts(1), means));
      add('errors', `${name} all down`, [{ scenario: 'gateway-error' }, { scenario: 'gateway-error' }], asked(means), refused(client, 500, /Internal Server Error/, 'gateway', attempts(2), way));
      add('errors', `${name} nobody listens`, [{ scenario: 'down' }], asked(means), refused(client, 502, /Nothing listens at the address\. Start the local service/, 'tcp', 0, way));
      if (means.stream && own !== 'messages') add('errors', `${name} late`, [{ scenario: 'hang-before-headers' }], { ...asked(means), limitMs: 120_000 }, brokenOff(client, means, /did not answer|no answer|within/i, 3 + (client.asksAgainLate ?? 0)));
      for (const speaks of protocols) {
        const how = speaks === own ? '' : ` from ${speaks}`;
        for (const [scenario, words] of [['reset-mid-stream', /closed in the middle of the answer.*(?:ask again yourself|Send the request again)/], ['end-without-done', /ended before it was complete|closed in the middle|not complete|cut/i], ['stream-error', /Provider disconnected unexpectedly|failed to answer/]] as const) {
          add('breaks', `${name} ${scenario}${how}`, [{ scenario, speaks }], asked(means), brokenOff(client, means, words));
        }
      }
      if (!means.helper) {
        for (const base of ['', '/', '/v1', '/v1/', '/api/v1', '/api']) {
          add('base-urls', `${name} at ${base === '' ? 'the root' : base}`, [{ scenario: 'healthy' }], asked(means), answered(client, means, 'text', own), base);
        }
        add('tokens', `${name} wrong token`, [{ scenario: 'healthy' }], { ...asked(means), key: 'not-the-token-of-this-shim' }, refused(client, 401, /token/i, undefined, 0));
        add('tokens', `${name} a gateway that is asked without a key`, [{ scenario: 'healthy', key: 'none wanted' }], asked(means), refused(client, 401, /No auth credentials found/, 'account', 1, way));
        add('tokens', `${name} a key that is missing`, [{ scenario: 'healthy', key: 'missing' }], asked(means), refused(client, 401, /There is no key for the gateway .* Set the key/, 'account', 0, way));
      }
    }
    if (own === 'messages' && !client.only) add('tokens', `${way} as a bearer`, [{ scenario: 'healthy' }], { ...asked({ way, stream: true, helper: false }), keyIn: 'bearer' }, answered(client, { way, stream: true, helper: false }, 'text', own));
  }
  for (const way of client.others) addOther(client, way, add);
  return cells;
}

/** Models, counts and embeddings. */
function addOther(client: SdkClient, way: Way, add: (group: string, name: string, targets: readonly RigTarget[], question: Cell['question'], check: Cell['check'], base?: string, other?: boolean) => void): void {
  const healthy = [{ scenario: 'healthy' }];
  switch (way) {
    case 'models':
      add('others', 'models are the aliases', healthy, { way, model: '' }, (told) => assert.ok(told.models?.includes('openai-node/answers/chat-whole-text') || told.models?.some((id) => id.startsWith(client.id)), JSON.stringify(told).slice(0, 200)));
      add('others', 'models with those of a gateway', healthy, { way, model: '' }, ({ models = [], ...told }) => {
        assert.equal(told.outcome, 'answer', JSON.stringify(told));
        assert.ok(models.includes('openai/gpt-4o-mini') && models.some((id) => id.startsWith(client.id)), models.join(' '));
      }, undefined, true);
      return;
    case 'model':
      add('others', 'one model', healthy, { way, model: '' }, (told) => assert.deepEqual([told.models, told.error], [[`${client.id}/others/one-model`], undefined]));
      return;
    case 'count':
      add('others', 'tokens are counted', healthy, { way, model: '' }, (told, arrivals) => {
        assert.ok((told.tokens ?? 0) > 0, JSON.stringify(told));
        assert.deepEqual(arrivals.map(({ path }) => path), ['/messages/count_tokens']);
      });
      add('others', 'tokens are not counted by another protocol', [{ scenario: 'healthy', speaks: 'chat-completions' }], { way, model: '' }, refused(client, 404, /does not count tokens/, 'request', 0));
      return;
    case 'embeddings':
      add('others', 'embeddings', [{ scenario: 'healthy', model: 'openai/text-embedding-3-small' }], { way, model: '' }, (told, arrivals) => {
        assert.deepEqual([told.numbers, told.error], [[8, 8], undefined]);
        assert.deepEqual(arrivals.map(({ path }) => path), ['/embeddings']);
      });
      add('others', 'embeddings of a model by its own name', [], { way, model: 'openai/text-embedding-3-large' }, (told) => assert.deepEqual([told.numbers, told.error], [[8, 8], undefined]), undefined, true);
      return;
    default:
      throw new Error(`nobody asks for ${way}`);
  }
}

/** A whole answer, from the protocol that the target speaks. */
function answered(client: SdkClient, means: Means, what: What, spoken: SpokenProtocol): Cell['check'] {
  return (told, arrivals) => {
    isWhole(client, means, what, told);
    assert.deepEqual(arrivals.map(({ path }) => path), Array.from({ length: what === 'tools' ? 2 : 1 }, () => pathOf[spoken]));
    if (what === 'image') assert.ok(arrivals[0]?.body.includes(picture), 'the picture did not arrive');
    if (what === 'tools') {
      const [call] = told.calls ?? [];
      const second = arrivals[1]?.body ?? '';
      assert.ok(second.includes(sunny) && second.includes(call?.id ?? '?'), `what the tool said did not arrive: ${second}`);
    }
  };
}

function isWhole(client: SdkClient, { way, helper }: Means, what: What, told: Told): void {
  assert.equal(told.outcome, 'answer', JSON.stringify(told.error ?? told));
  if (what === 'structured') {
    assert.deepEqual(JSON.parse(told.text ?? ''), document);
    if (told.parsed !== undefined) assert.deepEqual(told.parsed, document);
  } else assert.equal(told.text, whole);
  assert.equal(told.finish, client.finishes[way]);
  assert.deepEqual(told.usage?.map((tokens) => tokens > 0), [true, true], JSON.stringify(told.usage));
  if (what === 'tools') assert.deepEqual(told.calls?.map(({ name, arguments: text }) => [name, JSON.parse(text)]), [['weather', { place: 'what the practice gateway says' }]]);
  if (what === 'reasoning') {
    const seen = client.thoughts?.(way, helper) ?? 'all';
    if (seen === 'all') assert.equal(told.thinking, thoughts);
    else assert.equal(told.thinking, seen === 'none' ? '' : 'to.');
  }
}

/** An answer by the last of these targets, each asked as often as it stands here. */
function fellBack(client: SdkClient, means: Means, spoken: SpokenProtocol, targets: readonly number[]): Cell['check'] {
  return (told, arrivals) => {
    isWhole(client, means, 'text', told);
    assert.deepEqual(arrivals.map(({ target }) => target), targets);
    assert.equal(arrivals.at(-1)?.path, pathOf[spoken]);
  };
}

/** An error with its class, what happened and what to do, and the leg; and no more requests than that. */
function refused(client: SdkClient, status: number, words: RegExp, leg: string | undefined, count: number, way?: Way): Cell['check'] {
  return (told, arrivals) => {
    assert.equal(told.outcome, 'error', JSON.stringify(told).slice(0, 300));
    const { error } = told;
    assert.equal(error?.class, client.errors[status], error?.message);
    if (error?.status !== null) assert.equal(error?.status, status, error?.message);
    assert.match(error?.message ?? '', words);
    if (leg !== undefined && !(way && client.hidesHeaders?.includes(way))) assert.equal(error?.leg, leg);
    assert.equal(arrivals.length, count, 'requests that arrived');
  };
}

/**
 * A limit that is waited for three times: that takes about as long as the silence after which a stream is opened to be
 * kept warm, and the refusal then is an event in it.
 */
function limited(client: SdkClient, count: number, means: Means): Cell['check'] {
  return (told, arrivals, rig) => {
    const asStatus = told.error?.status === 429;
    const check = asStatus ? refused(client, 429, /Rate limit exceeded/, 'account', count, means.way) : brokenOff(client, means, /limits the rate of requests of this account\. Wait \d+ seconds/, 3);
    check(told, arrivals, rig);
  };
}

/** Never a whole answer: an error that says what happened, or no end at all that could be taken for one. */
function brokenOff(client: SdkClient, { way, stream, helper }: Means, words: RegExp, exactly?: number): Cell['check'] {
  return (told, arrivals) => {
    const { hides = 'nothing', times } = client.breaks?.(way, stream, helper) ?? {};
    assert.equal(told.outcome, 'error', `half an answer passes for a whole one: ${JSON.stringify(told).slice(0, 300)}`);
    assert.match(told.error?.message ?? '', hides === 'nothing' ? words : hides);
    // Streamed, nothing is tried again once a part is out; whole, it is tried as often as any other.
    assert.equal(arrivals.length, exactly ?? times ?? (stream ? 1 : 3 + (client.asksAgain ?? 0)), 'requests that arrived');
  };
}

/** What holds for every request that arrives anywhere: it carries its gateway's own key, and nothing of the shim's. */
export function judgeArrivals(alias: string, arrivals: readonly Arrival[], keyless: boolean): string[] {
  return arrivals.flatMap(({ target, headers, body, path }) => {
    const all = JSON.stringify(headers) + body;
    const wrong: string[] = [];
    if (all.includes(rigToken)) wrong.push(`${alias}: the token of the shim was handed on`);
    if (!keyless && headers.authorization !== `Bearer ${keyOf(alias, target)}`) wrong.push(`${alias} ${path}: the key is ${headers.authorization}`);
    if (keyless && headers.authorization !== undefined) wrong.push(`${alias}: there is a key where none was set`);
    return wrong;
  });
}
