import assert from 'node:assert/strict';
import type { FaultKind } from '../../../../../src/gateways/fault.ts';
import { practiceKey } from '../../../../../src/gateways/practice.ts';
import { startLab, type Lab } from '../../../../../src/lab/lab.ts';
import { endpointProtocols } from '../../../../../src/shim/endpoint/protocols/index.ts';
import type { EndpointProtocol, StreamFollower } from '../../../../../src/shim/endpoint/protocols/protocol.ts';

/** What a follower makes of the lab's streams: the fault of a body that ended in order, and the events with content. */
const rows: readonly [scenario: string, fault: FaultKind | null, contentEvents: number | 'all'][] = [
  ['healthy', null, 'all'],
  ['slow-first-byte', null, 'all'],
  ['slow-content', null, 'all'],
  ['one-lump', null, 'all'],
  ['empty-answer', null, 0],
  ['end-without-done', 'truncated', 4],
  ['cut-mid-event', 'truncated', 4],
  ['stream-error', 'provider-error', 4],
  ['error-before-content', 'provider-error', 0],
];

const base = { stream: true, model: 'openai/gpt-4o-mini', max_tokens: 100, messages: [{ role: 'user', content: 'use the tool' }], input: 'use the tool' };
const functionTool = { name: 'look', parameters: { type: 'object', properties: { a: { type: 'string' } } } };
const tools = (id: EndpointProtocol['id']): object[] =>
  id === 'chat-completions' ? [{ type: 'function', function: functionTool }] : id === 'messages' ? [{ name: 'look', input_schema: functionTool.parameters }] : [{ type: 'function', ...functionTool }];
const thinking = { reasoning: { effort: 'high' }, thinking: { type: 'enabled', budget_tokens: 1_024 } };

describe("the lab's streams, followed", () => {
  let lab: Lab;
  before(async () => {
    lab = await startLab({ delayMs: 60 });
  });
  after(() => lab.close());

  /** Follows one stream as it comes, and hands on what may be handed on. */
  async function follow(protocol: EndpointProtocol, scenario: string, fields: object = {}): Promise<{ follower: StreamFollower; sent: string; came: string }> {
    lab.setScenario(scenario);
    const headers = { authorization: `Bearer ${practiceKey}` };
    const response = await fetch(`${lab.baseUrl}${protocol.path}`, { method: 'POST', headers, body: JSON.stringify({ ...base, ...fields }) });
    assert.equal(response.status, 200);
    const follower = protocol.follow();
    let sent = '';
    let came = '';
    for await (const read of response.body as unknown as AsyncIterable<Uint8Array>) {
      came += Buffer.from(read).toString('utf8');
      sent += follower.take(Buffer.from(read)).toString('utf8');
    }
    return { follower, sent, came };
  }

  for (const protocol of endpointProtocols) {
    for (const [scenario, fault, contentEvents] of rows) {
      it(`${protocol.id}, ${scenario}: ${fault ?? 'complete'}`, async () => {
        const { follower, sent, came } = await follow(protocol, scenario);
        const judged = follower.judge();
        assert.equal(judged.fault?.kind ?? null, fault);
        // The Responses API tells a message once more when it is done.
        const all = protocol.id === 'responses' ? 19 : 18;
        assert.equal(follower.contentEvents, contentEvents === 'all' ? all : contentEvents);
        assert.equal(sent + follower.rest().toString('utf8'), came);
        if (fault === null) assert.equal(judged.usage?.outputTokens, scenario === 'empty-answer' ? 0 : 18);
        if (protocol.id === 'chat-completions' && contentEvents !== 0) assert.equal(follower.provider, 'OpenAI');
      });
    }

    it(`${protocol.id}: a call of a tool, with thoughts before it`, async () => {
      const { follower, sent, came } = await follow(protocol, 'healthy', { tools: tools(protocol.id), ...thinking });
      const judged = follower.judge();
      assert.equal(judged.fault, null);
      assert.equal(judged.finishReason, { 'chat-completions': 'tool_calls', messages: 'tool_use', responses: 'completed' }[protocol.id]);
      assert.equal(sent, came);
      assert.ok(follower.contentEvents >= 18, `${follower.contentEvents}`);
      if (protocol.id !== 'messages') assert.equal(judged.usage?.reasoningTokens, 10);
    });

    for (const [scenario, kind] of [['healthy', null], ['empty-answer', null]] as const) {
      it(`${protocol.id}, ${scenario}, whole`, async () => {
        lab.setScenario(scenario);
        const headers = { authorization: `Bearer ${practiceKey}` };
        const response = await fetch(`${lab.baseUrl}${protocol.path}`, { method: 'POST', headers, body: JSON.stringify({ ...base, stream: false }) });
        const judged = protocol.judgeWhole(Buffer.from(await response.arrayBuffer()));
        assert.equal(judged.fault, kind);
        assert.equal(judged.usage?.outputTokens, scenario === 'healthy' ? 18 : 0);
      });
    }
  }
});
