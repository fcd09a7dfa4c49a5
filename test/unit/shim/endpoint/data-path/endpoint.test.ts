import assert from 'node:assert/strict';
import { eventually } from '../../running-shim.ts';
import { asking, endpointStage, labKey, labModel, type EndpointStage } from './endpoint-stage.ts';

describe('the endpoint', function () {
  this.timeout(30_000);
  let stage: EndpointStage | undefined;
  afterEach(async () => {
    await stage?.end();
    stage = undefined;
  });

  const chain = { alias: 'gatehouse/fast', targets: [{ gateway: 'lab0', model: labModel }, { gateway: 'lab1', model: labModel }] };

  for (const protocol of ['chat-completions', 'messages'] as const) {
    for (const stream of [true, false]) {
      it(`hands on ${stream ? 'a stream' : 'a whole answer'} of ${protocol}`, async () => {
        stage = await endpointStage([{}], [{ alias: 'gatehouse/fast', targets: [{ gateway: 'lab0', model: labModel }] }]);
        const { path, body } = asking(protocol, stream, 'gatehouse/fast');
        const got = await stage.send(path, body);
        assert.equal(got.status, 200, got.text);
        assert.equal(got.torn, false);
        assert.match(got.text, /practice gateway/.test(got.text) ? /practice gateway/ : /practice/);
        assert.equal(got.headers['x-gatehouse-target'], `lab0/${labModel}`);
        assert.equal(got.headers['x-gatehouse-attempts'], '1');
        const again = await stage.send(path, body);
        assert.equal(again.status, 200);
        assert.equal(stage.requests.length >= 0, true);
      });

      it(`goes on to the next target of ${protocol}, ${stream ? 'streamed' : 'whole'}`, async () => {
        stage = await endpointStage([{ scenario: 'gateway-error' }, {}], [chain]);
        const { path, body } = asking(protocol, stream, 'gatehouse/fast');
        const got = await stage.send(path, body);
        assert.equal(got.status, 200, got.text);
        assert.equal(got.headers['x-gatehouse-target'], `lab1/${labModel}`);
        assert.ok(Number(got.headers['x-gatehouse-attempts']) >= 2);
      });

      it(`says a truncation of ${protocol}, ${stream ? 'streamed' : 'whole'}`, async () => {
        stage = await endpointStage([{ scenario: 'reset-mid-stream' }], [{ alias: 'gatehouse/fast', targets: [{ gateway: 'lab0', model: labModel }] }]);
        const { path, body } = asking(protocol, stream, 'gatehouse/fast');
        const got = await stage.send(path, body);
        if (stream) {
          assert.equal(got.status, 200);
          assert.match(got.text, /"error"/);
          assert.doesNotMatch(got.text, /\[DONE\]|message_stop/);
        } else assert.equal(got.status >= 500, true, got.text);
      });
    }
  }

  it('goes on with an answer that broke off, where that is wanted, and marks the seam', async () => {
    stage = await endpointStage([{ scenario: 'reset-mid-stream' }, {}], [{ ...chain, continueTruncated: true }]);
    const { path, body } = asking('chat-completions', true, 'gatehouse/fast');
    const got = await stage.send(path, body);
    assert.equal(got.status, 200);
    const parts = got.text.split(/^: gatehouse: the answer broke off here; lab[01]\/\S+ goes on with it$/m);
    // The target that broke off is asked once more on the spot, and breaks off again.
    assert.equal(parts.length, 3, got.text);
    assert.match(parts[0] ?? '', /answer/);
    assert.match(parts.at(-1) ?? '', /\[DONE\]/);
    assert.doesNotMatch(got.text, /"error"/);
    await eventually(() => stage?.requests[0]?.end !== undefined, 'the request to end');
    assert.equal(stage.requests[0]?.end, 'answered');
    assert.deepEqual(stage.requests[0]?.attempts.map(({ why }) => why).filter((why) => why !== 'continuation'), ['first']);
  });

  it('sends each key to its own gateway alone, and never the caller\'s', async () => {
    stage = await endpointStage([{}], [{ alias: 'a', targets: [{ gateway: 'lab0', model: labModel, key: 'other' }] }], {
      keys: { lab0: { gateway: 'lab0', value: labKey }, other: { gateway: 'elsewhere', value: 'sk-other' } },
    });
    const { path, body } = asking('chat-completions', false, 'a');
    const got = await stage.send(path, body, { headers: { authorization: 'Bearer sk-of-the-caller' } });
    assert.equal(got.status, 401);
    assert.match(got.text, /no key/i);
    assert.deepEqual(stage.asked[0], []);
  });

  it('notes who was not asked because of an open breaker, and what an answer cost', async () => {
    stage = await endpointStage([{ scenario: 'gateway-error' }, {}], [chain]);
    const { path, body } = asking('chat-completions', true, 'gatehouse/fast');
    for (let asked = 0; asked < 4; asked++) assert.equal((await stage.send(path, body)).status, 200);
    const requests = stage.running.shim.requests();
    assert.deepEqual(requests.at(-1)?.leftOut, [{ target: `lab0/${labModel}`, why: 'breaker' }]);
    assert.deepEqual(requests.at(-1)?.attempts.map(({ target, end }) => [target, end]), [[`lab1/${labModel}`, 'answered']]);
    assert.equal(requests[0]?.leftOut, undefined);
    // The lab says that it costs nothing.
    assert.deepEqual(requests.at(-1)?.cost, { usd: 0, estimated: false });
    stage.configure({ caps: [{ alias: '*', usdPerDay: 3 }] });
    assert.deepEqual(stage.running.shim.caps, [{ alias: '*', usdPerDay: 3 }]);
  });

  it('lists the aliases alone where the gateway for other models has no key', async () => {
    stage = await endpointStage([{}], [{ alias: 'gatehouse/fast', targets: [{ gateway: 'lab0', model: labModel }] }], { defaultGateway: 'lab0' });
    const ids = async (): Promise<string[]> => {
      const { status, text } = (await stage?.send('/v1/models', undefined, { method: 'GET' })) ?? { status: 0, text: '' };
      assert.equal(status, 200, text);
      return (JSON.parse(text) as { data: { id: string }[] }).data.map(({ id }) => id);
    };
    const all = await ids();
    assert.equal(all[0], 'gatehouse/fast');
    assert.ok(all.length > 1, all.join());
    stage.configure({ keys: {} });
    assert.deepEqual(await ids(), ['gatehouse/fast']);
    // Without a chain it is the whole truth.
    stage.configure({ chains: [] });
    assert.equal((await stage.send('/v1/models', undefined, { method: 'GET' })).status, 401);
  });
});
