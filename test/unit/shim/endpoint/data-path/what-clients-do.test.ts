/** What clients are seen to do with failures (test/peers/endpoint-sdks.test.ts), held without them. */
import assert from 'node:assert/strict';
import { asking, endpointStage, labModel, type EndpointStage } from './endpoint-stage.ts';

const alias = 'gatehouse/fast';
const targets = [{ gateway: 'lab0', model: labModel }];

describe('what clients do with failures', function () {
  this.timeout(30_000);
  let stage: EndpointStage | undefined;
  afterEach(async () => {
    await stage?.end();
    stage = undefined;
  });

  /** The data of the events of a stream. */
  const eventsOf = (text: string): Record<string, unknown>[] =>
    [...text.matchAll(/^data: (\{.*)$/gm)].map(([, data = '']) => JSON.parse(data) as Record<string, unknown>);

  for (const scenario of ['stream-error', 'reset-mid-stream', 'end-without-done']) {
    for (const speaks of ['chat-completions', 'messages'] as const) {
      it(`a chat ends with an error that has no choices: ${scenario}, from ${speaks}`, async () => {
        stage = await endpointStage([{ scenario }], [{ alias, targets }]);
        stage.configure({ gateways: [{ id: 'lab0', title: 'lab0', baseUrl: stage.labs[0]?.baseUrl ?? '', speaks: [speaks], auth: 'bearer' }] });
        const { path, body } = asking('chat-completions', true, alias);
        const got = await stage.send(path, body);
        const last = eventsOf(got.text).at(-1);
        assert.equal(typeof (last?.['error'] as { message?: unknown } | undefined)?.message, 'string', got.text);
        assert.equal(last?.['choices'], undefined, '@ai-sdk/openai takes a chunk with choices for content');
      });
    }
  }

  for (const protocol of ['chat-completions', 'messages', 'responses'] as const) {
    it(`a client that sends a failed request of ${protocol} again gets one attempt more, not all of them`, async () => {
      stage = await endpointStage([{ scenario: 'gateway-error' }], [{ alias, targets }]);
      const { path, body } = asking(protocol, false, alias);
      const first = await stage.send(path, body);
      const again = await stage.send(path, body);
      assert.deepEqual([first, again].map(({ status, headers }) => [status, headers['x-gatehouse-attempts']]), [[500, '3'], [500, '1']]);
      assert.equal(stage.asked[0]?.length, 4);
    });
  }

  it('an answer in the gateway\'s own words says the leg in its head', async () => {
    stage = await endpointStage([{ scenario: 'bad-key' }], [{ alias, targets }]);
    const { path, body } = asking('chat-completions', false, alias);
    const { status, headers } = await stage.send(path, body);
    assert.deepEqual([status, headers['x-gatehouse-leg'], headers['x-gatehouse-code']], [401, 'account', 'bad-key']);
  });
});
