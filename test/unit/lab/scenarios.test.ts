import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { checkServerIdentity } from 'node:tls';
import { practiceHeader } from '../../../src/gateways/practice.ts';
import type { Lab } from '../../../src/lab/lab.ts';
import { scenarios, startLab } from '../../../src/lab/lab.ts';
import type { Received } from './clients.ts';
import { bearer, chat, chunks, contentChunks, handshake, knownModel, receive } from './clients.ts';

const apiGets = ['/models', '/key', '/credits', `/models/${knownModel}/endpoints`];

interface ErrorBody {
  error: {
    code: number;
    message: string;
    metadata: { error_type: string; provider_name?: string };
    availability?: { code: string; retryable: boolean; fallback_models?: string[] };
  };
}

describe('scenarios', () => {
  let lab: Lab;
  before(async () => {
    lab = await startLab({ delayMs: 900 });
  });
  after(() => lab.close());

  const refusal = async (status: number): Promise<{ response: Response; body: ErrorBody }> => {
    const response = await chat(lab.baseUrl);
    assert.equal(response.status, status);
    assert.equal(response.headers.get(practiceHeader), '1');
    return { response, body: (await response.json()) as ErrorBody };
  };
  const gets = async (path: string): Promise<Response> => fetch(`${lab.baseUrl}${path}`, { headers: bearer });
  const streamed = async (): Promise<Received> => receive(await chat(lab.baseUrl));

  it('are the ones that are promised, each with words of its own', () => {
    assert.deepEqual(
      scenarios.map((one) => one.name),
      [
        'healthy', 'slow-first-byte', 'unknown-model', 'bad-key', 'no-credit', 'negative-balance', 'rate-limited', 'provider-overloaded', 'low-uptime',
        'gateway-error', 'html-error-page', 'hang-before-headers', 'hang-mid-stream', 'reset-mid-stream',
        'end-without-done', 'stream-error', 'one-lump',
        'flaky', 'error-before-content', 'cut-mid-event', 'comments-forever', 'slow-content', 'empty-answer', 'retry-after-date',
        'tls-untrusted', 'tls-expired', 'tls-wrong-host',
      ],
    );
    assert.equal(new Set(scenarios.map((one) => one.title())).size, scenarios.length);
    assert.equal(new Set(scenarios.map((one) => one.description())).size, scenarios.length);
  });

  it('slow-first-byte: head and comments at once, content after the delay', async () => {
    lab.setScenario('slow-first-byte');
    const response = await chat(lab.baseUrl);
    const { text, parts } = await receive(response);
    const firstContent = parts.find((part) => part.text.includes('data:'));
    assert.ok(parts[0]?.text.startsWith(': OPENROUTER PROCESSING'));
    assert.ok((firstContent?.atMs ?? 0) >= 700, `first content after ${firstContent?.atMs} ms`);
    assert.ok((text.split('data:')[0] ?? '').split(': OPENROUTER PROCESSING').length >= 3, 'comments while waiting');
    assert.ok(text.endsWith('data: [DONE]\n\n'));
  });

  it('slow-first-byte waits 4.5 s when it is told nothing else', async function () {
    this.timeout(15_000);
    const slow = await startLab({ scenario: 'slow-first-byte' });
    try {
      const { parts } = await receive(await chat(slow.baseUrl), (text) => text.includes('data:'));
      assert.ok((parts.at(-1)?.atMs ?? 0) >= 4_300, `first content after ${parts.at(-1)?.atMs} ms`);
    } finally {
      await slow.close();
    }
  });

  it('unknown-model: 400 for a model that is listed', async () => {
    lab.setScenario('unknown-model');
    const { body } = await refusal(400);
    assert.equal(body.error.availability?.code, 'model_not_found');
    assert.equal(body.error.availability?.retryable, false);
    assert.ok(!body.error.availability?.fallback_models?.includes(knownModel));
  });

  it('bad-key: 401 wherever a key matters, models still answer', async () => {
    lab.setScenario('bad-key');
    const { body } = await refusal(401);
    assert.equal(body.error.message, 'User not found.');
    assert.equal(body.error.metadata.error_type, 'authentication');
    assert.equal((await gets('/key')).status, 401);
    assert.equal((await gets('/credits')).status, 401);
    assert.equal((await gets('/models')).status, 200);
  });

  it('no-credit: 402, and the key says that nothing is left', async () => {
    lab.setScenario('no-credit');
    const { body } = await refusal(402);
    assert.equal(body.error.code, 402);
    assert.equal(body.error.metadata.error_type, 'payment_required');
    const key = (await (await gets('/key')).json()) as { data: { limit_remaining: number } };
    assert.equal(key.data.limit_remaining, 0);
  });

  it('rate-limited: 429 with Retry-After and the limits', async () => {
    lab.setScenario('rate-limited');
    const { response, body } = await refusal(429);
    assert.equal(body.error.metadata.error_type, 'rate_limit_exceeded');
    const seconds = Number(response.headers.get('retry-after'));
    assert.ok(seconds > 0);
    assert.equal(response.headers.get('x-ratelimit-remaining'), '0');
    assert.ok(Number(response.headers.get('x-ratelimit-limit')) > 0);
    const resetInMs = Number(response.headers.get('x-ratelimit-reset')) - Date.now();
    assert.ok(resetInMs > 0 && resetInMs <= seconds * 1000, `reset in ${resetInMs} ms`);
    assert.equal((await gets('/key')).status, 200);
  });

  it('provider-overloaded: 503 that names the provider and may be tried again', async () => {
    lab.setScenario('provider-overloaded');
    const { response, body } = await refusal(503);
    assert.equal(body.error.metadata.error_type, 'provider_overloaded');
    assert.equal(body.error.metadata.provider_name, 'OpenAI');
    assert.equal(body.error.availability?.code, 'capacity_exhausted');
    assert.equal(body.error.availability?.retryable, true);
    assert.ok(Number(response.headers.get('retry-after')) > 0);
    assert.equal(response.headers.get('x-ratelimit-limit'), null);
    assert.match(response.headers.get('x-generation-id') ?? '', /^gen-/);
    const endpoints = (await (await gets(`/models/${knownModel}/endpoints`)).json()) as {
      data: { endpoints: { uptime_last_5m: number }[] };
    };
    assert.ok((endpoints.data.endpoints[0]?.uptime_last_5m ?? 100) < 80);
  });

  it('gateway-error: 500 everywhere, masked', async () => {
    lab.setScenario('gateway-error');
    const { body } = await refusal(500);
    assert.deepEqual(body.error, { code: 500, message: 'Internal Server Error', metadata: { error_type: 'server' } });
    for (const path of apiGets) assert.equal((await gets(path)).status, 500);
  });

  it('html-error-page: 502 and a web page everywhere', async () => {
    lab.setScenario('html-error-page');
    for (const response of [...(await Promise.all(apiGets.map(gets))), await chat(lab.baseUrl)]) {
      assert.equal(response.status, 502);
      assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
      assert.equal(response.headers.get(practiceHeader), '1');
      assert.match(await response.text(), /<!DOCTYPE html>[\s\S]*<script>/);
    }
  });

  it('hang-before-headers: requests are taken and never answered', async () => {
    lab.setScenario('hang-before-headers');
    for (const path of [...apiGets, '/nothing']) {
      const wait = fetch(`${lab.baseUrl}${path}`, { headers: bearer, signal: AbortSignal.timeout(150) });
      await assert.rejects(wait, { name: 'TimeoutError' });
    }
    await assert.rejects(chat(lab.baseUrl, {}, { signal: AbortSignal.timeout(150) }), { name: 'TimeoutError' });
  });

  it('hang-mid-stream: a few words, then comments without end', async () => {
    lab.setScenario('hang-mid-stream');
    const { text, error } = await receive(await chat(lab.baseUrl), (said) => /\}\n\n(: [A-Z ]+\n\n){3}/.test(said));
    assert.equal(error, undefined);
    assert.equal(contentChunks(text).length, 4);
    assert.ok(text.endsWith(': OPENROUTER PROCESSING\n\n'.repeat(3)));
  });

  it('reset-mid-stream: a few words, then ECONNRESET', async () => {
    lab.setScenario('reset-mid-stream');
    const { text, error } = await streamed();
    assert.equal(contentChunks(text).length, 4);
    assert.deepEqual(error, { message: 'terminated', code: 'ECONNRESET' });
  });

  it('end-without-done: a clean end that no client takes for a failure', async () => {
    lab.setScenario('end-without-done');
    const { text, error } = await streamed();
    assert.equal(error, undefined);
    assert.equal(contentChunks(text).length, 4);
    assert.ok(!text.includes('[DONE]'));
    assert.ok(chunks(text).every((chunk) => chunk.choices[0]?.finish_reason === null));
  });

  it('stream-error: status 200 and the error inside', async () => {
    lab.setScenario('stream-error');
    const response = await chat(lab.baseUrl);
    assert.equal(response.status, 200);
    const { text } = await receive(response);
    const last = chunks(text).at(-1);
    assert.equal(contentChunks(text).length, 4);
    assert.equal(last?.error?.code, 502);
    assert.deepEqual(last?.error?.metadata, { error_type: 'provider_unavailable', provider_name: 'OpenAI' });
    assert.equal(last?.choices[0]?.finish_reason, 'error');
    assert.ok(!text.includes('[DONE]'));
    const whole = await chat(lab.baseUrl, { stream: false });
    assert.equal(whole.status, 502);
    assert.equal(((await whole.json()) as ErrorBody).error.metadata.error_type, 'provider_unavailable');
  });

  it('one-lump: the head at once, everything else together at the end', async () => {
    lab.setScenario('one-lump');
    const { text, parts } = await streamed();
    assert.ok(contentChunks(text).length >= 12);
    assert.ok(text.endsWith('data: [DONE]\n\n'));
    assert.ok((parts[0]?.atMs ?? 0) >= 700, `first bytes after ${parts[0]?.atMs} ms`);
    const spreadMs = (parts.at(-1)?.atMs ?? 0) - (parts[0]?.atMs ?? 0);
    assert.ok(spreadMs < 200, `spread over ${spreadMs} ms`);
  });

  it('flaky: the first fails and the second does not, from each choice of it on', async () => {
    for (let time = 0; time < 2; time++) {
      lab.setScenario('flaky');
      for (const status of [503, 200, 503, 200]) {
        const response = await chat(lab.baseUrl);
        assert.equal(response.status, status);
        assert.equal(response.headers.get('retry-after'), null);
        await response.body?.cancel();
      }
    }
  });

  it('error-before-content: status 200, comments, and the error in place of words', async () => {
    lab.setScenario('error-before-content');
    const response = await chat(lab.baseUrl);
    assert.equal(response.status, 200);
    const { text } = await receive(response);
    assert.ok(text.startsWith(': OPENROUTER PROCESSING'));
    assert.equal(contentChunks(text).length, 0);
    assert.equal(chunks(text).at(-1)?.error?.code, 502);
  });

  it('cut-mid-event: a clean end, half an event long', async () => {
    lab.setScenario('cut-mid-event');
    const { text, error } = await streamed();
    assert.equal(error, undefined);
    const half = text.slice(text.lastIndexOf('\n\n') + 2);
    assert.match(half, /^data: \{"id":"gen-/);
    assert.throws(() => JSON.parse(half.slice(6)), SyntaxError);
  });

  it('comments-forever: comments and nothing else', async () => {
    lab.setScenario('comments-forever');
    const { text, error } = await receive(await chat(lab.baseUrl), (said) => said.length > 70);
    assert.equal(error, undefined);
    assert.match(text, /^(: OPENROUTER PROCESSING\n\n){3,}$/);
  });

  it('slow-content: pauses between the first words, and a good end', async function () {
    this.timeout(20_000);
    const slow = await startLab({ scenario: 'slow-content', delayMs: 300 });
    try {
      const { text, parts } = await receive(await chat(slow.baseUrl));
      assert.ok(text.endsWith('data: [DONE]\n\n'));
      const pauses = parts.slice(1).filter((part, index) => part.atMs - (parts[index]?.atMs ?? 0) >= 250);
      assert.ok(pauses.length >= 5, `${pauses.length} pauses`);
    } finally {
      await slow.close();
    }
  });

  it('empty-answer: complete, without a word', async () => {
    lab.setScenario('empty-answer');
    const { text } = await streamed();
    assert.equal(contentChunks(text).length, 0);
    assert.equal(chunks(text).at(-2)?.choices[0]?.finish_reason, 'stop');
    assert.ok(text.endsWith('data: [DONE]\n\n'));
    const whole = (await (await chat(lab.baseUrl, { stream: false })).json()) as { choices: { message: { content: string } }[] };
    assert.equal(whole.choices[0]?.message.content, '');
  });

  it('retry-after-date: 429 and a date that is to come', async () => {
    lab.setScenario('retry-after-date');
    const { response } = await refusal(429);
    const inMs = Date.parse(response.headers.get('retry-after') ?? '') - Date.now();
    assert.ok(inMs > 0 && inMs <= 3_000, `${inMs} ms`);
  });

  for (const name of ['hang-mid-stream', 'reset-mid-stream', 'end-without-done', 'cut-mid-event', 'comments-forever']) {
    it(`${name}: a whole answer never becomes a document`, async () => {
      lab.setScenario(name);
      const response = await chat(lab.baseUrl, { stream: false });
      const { text } = await receive(response, (said) => /^ {3}/.test(said));
      assert.throws(() => JSON.parse(text), SyntaxError);
    });
  }

  describe('over TLS', () => {
    const tlsOptions = (): { host: string; port: number; ca: string } => ({
      host: '127.0.0.1',
      port: lab.port,
      ca: lab.caPem,
    });

    for (const [name, code] of [
      ['tls-untrusted', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
      ['tls-expired', 'CERT_HAS_EXPIRED'],
      ['tls-wrong-host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ] as const) {
      it(`${name}: ${code}; plain HTTP is healthy`, async () => {
        lab.setScenario(name);
        assert.deepEqual(await handshake(tlsOptions()), { code });
        assert.deepEqual(await handshake({ ...tlsOptions(), servername: 'localhost' }), { code });
        const { text } = await streamed();
        assert.ok(text.endsWith('data: [DONE]\n\n'));
      });
    }

    it('tls-untrusted sends the leaf alone', async () => {
      lab.setScenario('tls-untrusted');
      const seen = await handshake({ ...tlsOptions(), rejectUnauthorized: false });
      assert.ok('certificate' in seen);
      assert.equal(seen.certificate.issuer.CN, 'Stranger Root');
      assert.equal(seen.certificate.issuerCertificate, undefined);
    });

    for (const servername of ['localhost', '127.0.0.1', '::1']) {
      it(`healthy: good for ${servername}, and for all else as without TLS`, async () => {
        lab.setScenario('healthy');
        const seen = await handshake(tlsOptions());
        assert.ok('certificate' in seen, 'the handshake failed');
        assert.equal(checkServerIdentity(servername, seen.certificate), undefined);
      });
    }

    it('resets inside TLS too', async () => {
      lab.setScenario('reset-mid-stream');
      const sent = request(`${lab.tlsBaseUrl}/chat/completions`, { method: 'POST', ca: lab.caPem, headers: bearer });
      sent.on('error', () => {});
      sent.end(JSON.stringify({ model: knownModel, stream: true, messages: [{ role: 'user', content: 'Hi' }] }));
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      let text = '';
      response.on('data', (data: Buffer) => (text += data.toString('utf8')));
      const [error] = (await once(response, 'error')) as [NodeJS.ErrnoException];
      assert.equal(error.code, 'ECONNRESET');
      assert.equal(contentChunks(text).length, 4);
    });
  });
});
