import assert from 'node:assert/strict';
import { practiceKey } from '../../../src/gateways/practice.ts';
import { startLab, type Lab } from '../../../src/lab/lab.ts';
import { receive } from './clients.ts';

interface MessagesError {
  type: string;
  error: { type: string; message: string; error_type?: string; availability?: { code: string } };
}

describe('the Messages protocol of the practice gateway', () => {
  let lab: Lab;
  before(async () => {
    lab = await startLab({ delayMs: 100 });
  });
  after(() => lab.close());

  const ask = (fields: object = {}, headers: Record<string, string> = { 'x-api-key': practiceKey }): Promise<Response> => {
    const body = { model: 'anthropic/claude-haiku-4.5', max_tokens: 64, messages: [{ role: 'user', content: 'Hi' }], ...fields };
    return fetch(`${lab.baseUrl}/messages`, { method: 'POST', headers, body: JSON.stringify(body) });
  };

  it('answers whole', async () => {
    lab.setScenario('healthy');
    const answer = (await (await ask()).json()) as { type: string; content: { text: string }[]; stop_reason: string };
    assert.equal(answer.type, 'message');
    assert.match(answer.content[0]?.text ?? '', /practice gateway/);
    assert.equal(answer.stop_reason, 'end_turn');
  });

  it('says when the answer stops at a limit', async () => {
    lab.setScenario('healthy');
    const answer = (await (await ask({ max_tokens: 8 })).json()) as { stop_reason: string };
    assert.equal(answer.stop_reason, 'max_tokens');
  });

  it('streams its events in their order, and takes a bearer too', async () => {
    lab.setScenario('healthy');
    const { text } = await receive(await ask({ stream: true }, { authorization: `Bearer ${practiceKey}` }));
    const events = [...text.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name);
    assert.deepEqual([...new Set(events)], ['message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta', 'message_stop']);
    assert.ok(events.filter((name) => name === 'content_block_delta').length >= 8);
    assert.doesNotMatch(text, /\[DONE\]/);
  });

  const refusals: readonly [scenario: string, status: number, type: string, errorType: string | undefined][] = [
    ['bad-key', 401, 'authentication_error', 'authentication'],
    ['no-credit', 402, 'billing_error', 'payment_required'],
    ['unknown-model', 400, 'invalid_request_error', 'invalid_request'],
    ['rate-limited', 429, 'rate_limit_error', 'rate_limit_exceeded'],
    ['provider-overloaded', 503, 'overloaded_error', 'provider_overloaded'],
    ['gateway-error', 500, 'api_error', 'server'],
  ];
  for (const [scenario, status, type, errorType] of refusals) {
    it(`${scenario}: ${status} ${type}`, async () => {
      lab.setScenario(scenario);
      const response = await ask();
      const body = (await response.json()) as MessagesError;
      assert.deepEqual([response.status, body.type, body.error.type, body.error.error_type], [status, 'error', type, errorType]);
    });
  }

  it('reports a failure inside the stream as an event of its own', async () => {
    lab.setScenario('stream-error');
    const { text } = await receive(await ask({ stream: true }));
    assert.match(text, /event: error\ndata: \{"type":"error","error":\{"type":"api_error","message":"Provider disconnected/);
    assert.doesNotMatch(text, /message_stop/);
  });

  it('refuses a request without max_tokens', async () => {
    lab.setScenario('healthy');
    const response = await ask({ max_tokens: undefined });
    assert.deepEqual([response.status, ((await response.json()) as MessagesError).error.message], [400, 'max_tokens: Field required']);
  });

  it('refuses without a key', async () => {
    lab.setScenario('healthy');
    assert.equal((await ask({}, {})).status, 401);
  });
});
