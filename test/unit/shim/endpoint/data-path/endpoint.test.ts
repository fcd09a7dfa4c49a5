import assert from 'node:assert/strict';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../../running-shim.ts';
import { type EndpointStage, asking, endpointStage, labGateway, labKey, labModel, shortClocks } from './endpoint-stage.ts';

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

  for (const [what, scenario, winner, ends] of [
    ['is late', 'hang-before-headers', 'lab1', ['lost-race', 'answered']],
    ['fails meanwhile', 'gateway-error', 'lab1', undefined],
    ['is in time', 'healthy', 'lab0', ['answered']],
  ] as const) {
    it(`asks a second target beside a first that ${what}`, async () => {
      stage = await endpointStage([{ scenario }, {}], [{ ...chain, race: { afterMs: 150 } }], { clocks: { ...shortClocks, headersMs: 10_000 } });
      const { path, body } = asking('chat-completions', true, 'gatehouse/fast');
      const got = await stage.send(path, body);
      assert.equal(got.status, 200, got.text);
      assert.match(got.text, /\[DONE\]/);
      assert.equal(got.headers['x-gatehouse-target'], `${winner}/${labModel}`);
      await eventually(() => stage?.running.shim.requests()[0]?.end !== undefined, 'the request to end');
      const { attempts = [] } = stage.running.shim.requests()[0] ?? {};
      if (ends) assert.deepEqual(attempts.map(({ end }) => end), ends);
      if (what === 'is late') assert.deepEqual(attempts.map(({ why }) => why), ['first', 'race']);
      // It waits for the first as long as it was told to, and no longer.
      if (what === 'is late') assert.ok((attempts[1]?.startedMs ?? 0) >= 145 && got.ms < 5_000, JSON.stringify([attempts, got.ms]));
    });
  }

  it('does not take a slow line for a gateway that hangs', async () => {
    stage = await endpointStage([], []);
    // Reads a little at a time, for longer than the clock for the head of the answer.
    const slow = http.createServer((request, response) => {
      request.on('data', () => {
        request.pause();
        setTimeout(() => request.resume(), 5);
      });
      request.on('end', () => response.end(JSON.stringify({ id: 'x', choices: [{ index: 0, message: { role: 'assistant', content: 'all of it' }, finish_reason: 'stop' }] })));
    });
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = slow.address() as AddressInfo;
      stage.configure({ gateways: [labGateway('slow', { baseUrl: `http://127.0.0.1:${port}/v1` }, { keyless: true })], defaultGateway: 'slow', clocks: { ...shortClocks, headersMs: 1_200, totalMs: 25_000 } });
      const { path, body } = asking('chat-completions', false, 'any');
      const got = await stage.send(path, { ...body, messages: [{ role: 'user', content: 'x'.repeat(40_000_000) }] });
      assert.equal(got.status, 200, got.text.slice(0, 300));
      assert.ok(got.ms > 1_500, `only ${got.ms} ms: the line was not slow`);
      assert.equal(got.headers['x-gatehouse-attempts'], '1');
    } finally {
      slow.closeAllConnections();
      slow.close();
    }
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

  it('does not race for ever against a target that hangs', async () => {
    stage = await endpointStage([{ scenario: 'hang-before-headers' }, {}], [{ ...chain, race: { afterMs: 1_200 } }], { clocks: { ...shortClocks, headersMs: 20_000 } });
    const { path, body } = asking('chat-completions', true, 'gatehouse/fast');
    for (let asked = 0; asked < 5; asked++) assert.equal((await stage.send(path, body)).status, 200);
    const { ms } = await stage.send(path, body);
    const { leftOut, attempts = [] } = stage.running.shim.requests().at(-1) ?? {};
    assert.deepEqual(leftOut, [{ target: `lab0/${labModel}`, why: 'breaker' }]);
    assert.deepEqual(attempts.map(({ target, why }) => [target, why]), [[`lab1/${labModel}`, 'first']], `${ms} ms`);
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
