import assert from 'node:assert/strict';
import { practiceKey } from '../../../src/gateways/practice.ts';
import { startLab, type Lab } from '../../../src/lab/lab.ts';
import { receive } from './clients.ts';

interface Event {
  type: string;
  sequence_number: number;
  delta?: string;
  item?: Record<string, unknown>;
  output_index?: number;
  response?: { id: string; status: string; error: { code: string } | null; output: Record<string, unknown>[]; usage: { output_tokens: number } | null; incomplete_details: { reason: string } | null };
  error_type?: string;
}

describe('the Responses protocol of the practice gateway', () => {
  let lab: Lab;
  before(async () => {
    lab = await startLab({ delayMs: 100 });
  });
  beforeEach(() => lab.setScenario('healthy'));
  after(() => lab.close());

  const ask = (fields: object = {}, headers: Record<string, string> = { authorization: `Bearer ${practiceKey}` }): Promise<Response> =>
    fetch(`${lab.baseUrl}/responses`, { method: 'POST', headers, body: JSON.stringify({ model: 'openai/gpt-5-mini', input: 'Hi', ...fields }) });
  const events = async (fields: object = {}): Promise<Event[]> => {
    const { text } = await receive(await ask({ stream: true, ...fields }));
    assert.doesNotMatch(text, /\[DONE\]/);
    return text.split('\n\n').flatMap((event) => {
      const [, name, data] = /^event: ([\w.]+)\ndata: (.*)$/.exec(event) ?? [];
      if (data === undefined) return [];
      const read = JSON.parse(data) as Event;
      assert.equal(read.type, name);
      return [read];
    });
  };
  const order = (all: readonly Event[]): string[] => all.map(({ type }) => type).filter((type, index, list) => type !== list[index - 1]);

  it('answers whole', async () => {
    const answer = (await (await ask()).json()) as { object: string; status: string; output: { type: string; content: { text: string }[] }[]; usage: { total_tokens: number } };
    assert.deepEqual([answer.object, answer.status, answer.output[0]?.type], ['response', 'completed', 'message']);
    assert.match(answer.output[0]?.content[0]?.text ?? '', /practice gateway/);
    assert.ok(answer.usage.total_tokens > 12);
  });

  it('streams its events in the documented order, numbered without a gap', async () => {
    const all = await events();
    assert.deepEqual(order(all), [
      'response.created', 'response.in_progress', 'response.output_item.added', 'response.content_part.added', 'response.output_text.delta',
      'response.output_text.done', 'response.content_part.done', 'response.output_item.done', 'response.completed',
    ]);
    assert.deepEqual(all.map((event) => event.sequence_number), all.map((_, index) => index));
    const said = all.filter(({ type }) => type === 'response.output_text.delta').map(({ delta }) => delta).join('');
    const last = all.at(-1)?.response;
    assert.equal((last?.output[0] as { content: { text: string }[] }).content[0]?.text, said);
    assert.equal(last?.id, all[0]?.response?.id);
    assert.equal(last?.usage?.output_tokens, 18);
  });

  it('says when the answer stops at a limit', async () => {
    const last = (await events({ max_output_tokens: 8 })).at(-1);
    assert.deepEqual([last?.type, last?.response?.status, last?.response?.incomplete_details], ['response.incomplete', 'incomplete', { reason: 'max_output_tokens' }]);
  });

  it('takes lists of items, images in them too', async () => {
    const content = [{ type: 'input_text', text: 'What is this?' }, { type: 'input_image', image_url: 'data:image/png;base64,AA==' }];
    assert.equal((await ask({ input: [{ role: 'user', content }, { type: 'reasoning', id: 'rs_1', summary: [] }] })).status, 200);
  });

  it('reports a failure inside the stream as response.failed', async () => {
    lab.setScenario('stream-error');
    const last = (await events()).at(-1);
    assert.deepEqual([last?.type, last?.response?.status, last?.response?.error?.code, last?.error_type], ['response.failed', 'failed', 'server_error', 'provider_unavailable']);
  });

  it('refuses what is no request, and what the scenario refuses', async () => {
    for (const fields of [{ input: undefined }, { input: '' }, { input: [] }, { input: [7] }, { input: [{}] }, { model: undefined }, { model: 'no/such' }]) {
      const response = await ask(fields);
      const body = (await response.json()) as { error: { code: number }; error_type: string };
      assert.deepEqual([response.status, body.error.code, body.error_type], [400, 400, 'invalid_request'], JSON.stringify(fields));
    }
    assert.equal((await ask({}, {})).status, 401);
    lab.setScenario('gateway-error');
    assert.equal(((await (await ask()).json()) as { error_type: string }).error_type, 'server');
  });
});
