import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { gatewayIds } from '../../../src/gateways/catalogue/index.ts';
import { parseBaseUrl } from '../../../src/gateways/gateway.ts';
import { parseUserGateways } from '../../../src/gateways/user-gateways.ts';

const good = { id: 'mine', baseUrl: 'https://llm.example/v1' };

describe("the user's own gateways", () => {
  it('need an id and a base URL, and are taken like any other base URL', () => {
    const { gateways, problems } = parseUserGateways([{ ...good, baseUrl: ' https://llm.example/v1/ ' }]);
    assert.deepEqual(problems, []);
    assert.deepEqual(gateways, [
      {
        id: 'mine',
        title: 'mine',
        baseUrl: 'https://llm.example/v1',
        protocol: 'chat-completions',
        speaks: ['chat-completions'],
        auth: 'bearer',
        keyVariable: 'GATEHOUSE_API_KEY',
        modelsPath: '/models',
        modelsKeyless: false,
        keyPath: '/key',
        creditsPath: '/credits',
        endpointsPath: '/models/{model}/endpoints',
        userDefined: true,
      },
    ]);
  });

  it('take everything that can be said of one', () => {
    const { gateways, problems } = parseUserGateways([
      {
        ...good,
        title: 'Ours',
        protocol: 'messages',
        auth: 'bearer',
        keyVariable: 'OUR_KEY',
        keyPath: '/me',
        modelsPath: '/models/all',
        checkPath: '/health',
        statusPage: 'https://status.llm.example/',
        selfHosted: true,
      },
    ]);
    assert.deepEqual(problems, []);
    assert.deepEqual(gateways[0], {
      id: 'mine',
      title: 'Ours',
      baseUrl: 'https://llm.example/v1',
      protocol: 'messages',
      speaks: ['messages'],
      auth: 'bearer',
      headers: { 'anthropic-version': '2023-06-01' },
      keyVariable: 'OUR_KEY',
      modelsPath: '/models/all',
      modelsKeyless: false,
      keyPath: '/me',
      creditsPath: '/credits',
        endpointsPath: '/models/{model}/endpoints',
        checkPath: '/health',
      statusFeeds: [{ pageUrl: 'https://status.llm.example' }],
      selfHosted: true,
      userDefined: true,
    });
  });

  it('send the key of a messages API as Anthropic does, and guess no path of it', () => {
    const [gateway] = parseUserGateways([{ ...good, protocol: 'messages' }]).gateways;
    assert.equal(gateway?.auth, 'x-api-key');
    assert.equal(gateway?.keyPath, undefined);
  });

  for (const [selfHosted, baseUrl, expected] of [
    [undefined, 'http://127.0.0.1:9/v1', true],
    [undefined, 'http://localhost:9', true],
    [undefined, 'https://llm.example/v1', undefined],
    [false, 'http://localhost:9', undefined],
    [true, 'http://10.0.0.9:9', true],
  ] as const) {
    it(`${baseUrl} with selfHosted ${selfHosted}: ${expected}`, () => {
      const [gateway] = parseUserGateways([{ id: 'x', baseUrl, ...(selfHosted !== undefined && { selfHosted }) }]).gateways;
      assert.ok(gateway);
      assert.equal(gateway.selfHosted, expected);
      assert.equal(gateway.userDefined, true);
    });
  }

  it('may use the variable of a known gateway at a host of that gateway alone', () => {
    const entry = { id: 'eu', baseUrl: 'https://eu.openrouter.ai/api/v1', keyVariable: 'OPENROUTER_API_KEY' };
    assert.equal(parseUserGateways([entry]).gateways[0]?.keyVariable, 'OPENROUTER_API_KEY');
  });

  const faulty: readonly [what: string, entry: unknown, says: RegExp][] = [
    ['nothing', null, /Entry 1: It must be an object/],
    ['a text', 'https://llm.example/v1', /must be an object/],
    ['a list', [good], /must be an object/],
    ['no id', { baseUrl: good.baseUrl }, /Entry 1: The id must be/],
    ['an id with blanks', { ...good, id: 'my gateway' }, /The id must be/],
    ['an id that is too long', { ...good, id: 'a'.repeat(51) }, /The id must be/],
    ['the id of a known gateway', { ...good, id: 'groq' }, /Entry 1 \("groq"\): The id is that of a known gateway/],
    ['the id that stands for a base URL', { ...good, id: 'custom' }, /known gateway/],
    ['no base URL', { id: 'mine' }, /Entry 1 \("mine"\): The base URL is empty/],
    ['a base URL that is none', { ...good, baseUrl: 'llm.example' }, /"llm\.example" is not a URL/],
    ['a base URL of another scheme', { ...good, baseUrl: 'ftp://llm.example' }, /must start with https/],
    ['a password in the base URL', { ...good, baseUrl: 'https://u:hunter2@llm.example' }, /carries a user name or password/],
    ['an unknown protocol', { ...good, protocol: 'responses' }, /"protocol" must be one of chat-completions, messages/],
    ['an unknown way to send a key', { ...good, auth: 'cookie' }, /"auth" must be one of bearer, x-api-key/],
    ['a title that is no text', { ...good, title: 7 }, /"title" must be a text/],
    ['a variable that is none', { ...good, keyVariable: 'A B' }, /"keyVariable" must be the name/],
    ["a variable with another gateway's key", { ...good, keyVariable: 'OPENAI_API_KEY' }, /OPENAI_API_KEY holds the key of OpenAI/],
    ['the same in small letters, which Windows takes for it', { ...good, keyVariable: 'openai_api_key' }, /key of OpenAI/],
    ['a path without its slash', { ...good, modelsPath: 'models' }, /"modelsPath" must be a path/],
    ['a path to another host', { ...good, keyPath: '//evil.example/key' }, /"keyPath" must be a path/],
    ['a path that climbs', { ...good, checkPath: '/a/../../b' }, /"checkPath" must be a path/],
    ['a path with a query', { ...good, checkPath: '/a?b' }, /"checkPath" must be a path/],
    ['a status page without TLS', { ...good, statusPage: 'http://status.example' }, /"statusPage" must be an address/],
    ['a status page with a password', { ...good, statusPage: 'https://u:hunter2@status.example' }, /"statusPage" must be an address/],
    ['selfHosted that is no truth', { ...good, selfHosted: 'yes' }, /"selfHosted" must be true or false/],
    ['a field that is misspelt', { ...good, baseURL: 'x' }, /There is no field "baseURL"/],
  ];
  for (const [what, entry, says] of faulty) {
    it(`leave out ${what}, say why, and keep the others`, () => {
      const { gateways, problems } = parseUserGateways([entry, { id: 'other', baseUrl: 'https://other.example/v1' }]);
      assert.deepEqual(gateways.map(({ id }) => id), ['other']);
      assert.equal(problems.length, 1, JSON.stringify(problems));
      assert.match(problems[0]?.text ?? '', says);
      assert.doesNotMatch(JSON.stringify(problems), /hunter2/);
    });
  }

  it('keep the first of two with one id', () => {
    const { gateways, problems } = parseUserGateways([good, { ...good, baseUrl: 'https://second.example' }]);
    assert.deepEqual(gateways.map(({ baseUrl }) => baseUrl), ['https://llm.example/v1']);
    assert.deepEqual(problems, [{ id: 'mine', text: 'Entry 2 ("mine"): The id is given twice; the first one counts.' }]);
  });

  it('give a sentence for each fault of an entry', () => {
    assert.equal(parseUserGateways([{ ...good, auth: 1, protocol: 2, x: 3 }]).problems.length, 3);
  });

  it('are none without a list, and at most fifty', () => {
    for (const nothing of [undefined, null, []]) assert.deepEqual(parseUserGateways(nothing), { gateways: [], problems: [] });
    assert.match(parseUserGateways({ mine: good }).problems[0]?.text ?? '', /must be an array/);
    const many = parseUserGateways(Array.from({ length: 60 }, (_, index) => ({ ...good, id: `g${index}` })));
    assert.equal(many.gateways.length, 50);
    assert.match(many.problems[0]?.text ?? '', /Only the first 50/);
  });

  it('never throw, are always usable, and every entry is taken or explained', () => {
    const field = fc.oneof(fc.string(), fc.constantFrom('mine', 'groq', 'https://llm.example', 'http://[::1]:1/v1', '/models', 'messages'), fc.anything());
    const names = ['id', 'title', 'baseUrl', 'protocol', 'auth', 'keyVariable', 'keyPath', 'modelsPath', 'checkPath', 'statusPage', 'selfHosted', '__proto__'];
    const entry = fc.oneof(fc.dictionary(fc.constantFrom(...names), field), fc.anything());
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 6 }), (entries) => {
        const { gateways, problems } = parseUserGateways(entries);
        assert.ok(gateways.length + problems.length >= entries.length);
        assert.ok(gateways.length <= entries.length);
        assert.equal(new Set(gateways.map(({ id }) => id)).size, gateways.length);
        for (const gateway of gateways) {
          assert.deepEqual(parseBaseUrl(gateway.baseUrl), { baseUrl: gateway.baseUrl });
          assert.ok(!gatewayIds.includes(gateway.id) && gateway.userDefined);
          for (const path of [gateway.modelsPath, gateway.keyPath ?? '', gateway.checkPath ?? '']) {
            assert.equal(new URL(`${gateway.baseUrl}${path}`).host, new URL(gateway.baseUrl).host);
          }
        }
        for (const { text } of problems) assert.ok(text.length < 800, text);
      }),
    );
  });

  it('never lose a good entry to the bad ones around it', () => {
    fc.assert(
      fc.property(fc.array(fc.anything(), { maxLength: 5 }), fc.array(fc.anything(), { maxLength: 5 }), (before, after) => {
        const unlike = (entry: unknown): boolean => JSON.stringify(entry)?.includes('"mine"') !== true;
        const { gateways } = parseUserGateways([...before.filter(unlike), good, ...after.filter(unlike)]);
        assert.ok(gateways.some(({ id, baseUrl }) => id === 'mine' && baseUrl === good.baseUrl));
      }),
    );
  });
});
