import assert from 'node:assert/strict';
import { callersWith } from '../../../../../src/shim/one-token.ts';
import { startLab, type Lab } from '../../../../../src/lab/lab.ts';
import { runShim, type RunningShim } from '../../running-shim.ts';
import { asking, labGateway, labKey, labModel, sendWith, type Got } from './endpoint-stage.ts';

const token = 'T0ken-of-this-run-0123456789';

describe('who may use the endpoint', function () {
  this.timeout(30_000);
  let lab: Lab;
  let running: RunningShim;
  const seen: (string | undefined)[] = [];

  before(async () => {
    lab = await startLab({ onRequest: ({ path }) => void seen.push(path) });
    running = await runShim({ callers: callersWith(token) });
    running.shim.endpoint({ gateways: [labGateway('lab', lab)], chains: [], defaultGateway: 'lab', keys: { lab: { gateway: 'lab', value: labKey } } });
  });
  after(async () => {
    await running.end();
    await lab.close();
  });

  const ask = (headers: Record<string, string>): Promise<Got> => {
    const { path, body } = asking('chat-completions', false, labModel);
    return sendWith(running.shim.port, path, body, headers);
  };

  const refused: readonly (readonly [what: string, headers: Record<string, string>, status: number, code: string])[] = [
    ['nobody', {}, 401, 'NO_TOKEN'],
    ['a gateway\'s key', { authorization: `Bearer ${labKey}` }, 401, 'WRONG_TOKEN'],
    ['the beginning of the token', { authorization: `Bearer ${token.slice(0, -1)}` }, 401, 'WRONG_TOKEN'],
    ['two keys', { authorization: `Bearer ${token}`, 'x-api-key': 'sk-other' }, 401, 'NO_TOKEN'],
    ['a page that has the token', { authorization: `Bearer ${token}`, origin: 'https://page.example' }, 403, 'ORIGIN'],
    ['a page of a file', { authorization: `Bearer ${token}`, origin: 'null' }, 403, 'ORIGIN'],
    ['a name that was pointed here', { authorization: `Bearer ${token}`, host: 'rebound.example' }, 421, 'WRONG_HOST'],
  ];
  for (const [what, headers, status, code] of refused) {
    it(`not ${what}: ${status}, counted, and no gateway hears of it`, async () => {
      const before = { asked: seen.length, counted: running.journal.counts[code] ?? 0 };
      const got = await ask(headers);
      assert.equal(got.status, status, got.text);
      const { error } = JSON.parse(got.text) as { error: { code: string; message: string; nextStep: string } };
      assert.equal(error.code, code);
      assert.ok(error.message !== '' && error.nextStep !== '');
      assert.equal(got.headers['access-control-allow-origin'], undefined);
      assert.equal(got.headers['proxy-authenticate'], undefined);
      assert.ok(!got.text.includes(token) && !got.text.includes(labKey));
      assert.equal(running.journal.counts[code] ?? 0, before.counted + 1);
      assert.equal(seen.length, before.asked);
    });
  }

  for (const [what, headers] of [
    ['the token as OpenAI\'s SDKs send a key', { authorization: `Bearer ${token}` }],
    ['the token as Anthropic\'s send one', { 'x-api-key': token }],
    ['both', { 'x-api-key': token, authorization: `Bearer ${token}` }],
  ] as const) {
    it(`who has ${what}`, async () => {
      const got = await ask(headers);
      assert.equal(got.status, 200, got.text);
      assert.ok(!JSON.stringify(got).includes(token) && !JSON.stringify(got).includes(labKey));
    });
  }

  it('whose request asks for a path of the shim itself gets no model', async () => {
    const got = await sendWith(running.shim.port, '/metrics/../v1/chat/completions', { model: labModel }, { authorization: `Bearer ${token}` });
    assert.ok(got.status === 404 || got.status === 400, String(got.status));
  });
});
