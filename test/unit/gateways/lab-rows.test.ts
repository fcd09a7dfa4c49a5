import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Agent } from 'undici';
import { classifyEnding, classifyWholeAnswer } from '../../../src/gateways/classify-ending.ts';
import { classifyFailure } from '../../../src/gateways/classify-failure.ts';
import { classifyResponse } from '../../../src/gateways/classify.ts';
import type { Fault } from '../../../src/gateways/fault.ts';
import type { Protocol } from '../../../src/gateways/gateway.ts';
import { practiceKey } from '../../../src/gateways/practice.ts';
import { speaker } from '../../../src/gateways/streams.ts';
import { scenarios, startLab, type Lab } from '../../../src/lab/lab.ts';
import { recordStream } from '../../../src/path/event-stream.ts';
import { labRows } from '../../docs/faults/lab-rows.ts';
import { assertFault } from './assert-fault.ts';

/** For scenarios that hang; the others get all the time a busy machine needs. */
const patienceMs = 600;

describe('scenarios of the lab', function () {
  this.timeout(30_000);
  let lab: Lab;
  let trusting: Agent;
  before(async () => {
    lab = await startLab({ delayMs: 300 });
    trusting = new Agent({ connect: { ca: lab.caPem } });
  });
  after(async () => {
    await trusting.destroy();
    await lab.close();
  });

  it('each have a row', () => assert.deepEqual(labRows.map(({ scenario }) => scenario), scenarios.map(({ name }) => name)));

  for (const protocol of ['chat-completions', 'messages'] as const) {
    for (const row of labRows) {
      for (const stream of [false, true]) {
        it(`${row.scenario}, ${protocol}, ${stream ? 'stream' : 'whole'}`, async () => {
          lab.setScenario(row.scenario);
          const fault = await ask(lab, protocol, stream, trusting);
          if (row.scenario === 'retry-after-date') {
            // A date has whole seconds, and some of the wait has passed.
            assert.ok(fault?.retryAfterMs !== undefined && fault.retryAfterMs > 0 && fault.retryAfterMs <= 3_000, `${fault?.retryAfterMs} ms`);
            delete fault.retryAfterMs;
          }
          assertFault(fault, stream ? row.stream : row.whole);
        });
      }
    }
  }
});

/** Asks for an answer and classifies what came of it, whatever it was. */
async function ask(lab: Lab, protocol: Protocol, stream: boolean, dispatcher: Agent): Promise<Fault | null> {
  const speaking = speaker(protocol);
  const base = lab.scenario.startsWith('tls-') ? lab.tlsBaseUrl : lab.baseUrl;
  const sentAt = performance.now();
  const body = { ...(speaking.request('openai/gpt-4o-mini', 256) as object), stream };
  const headers = { authorization: `Bearer ${practiceKey}`, 'content-type': 'application/json' };
  try {
    // The clock of a stream runs for its content; a whole answer and a head that does not come have none of their own.
    const commentsOnly = ['hang-mid-stream', 'comments-forever'].includes(lab.scenario);
    const hangs = lab.scenario === 'hang-before-headers' || (commentsOnly && !stream);
    const signal = AbortSignal.timeout(hangs ? patienceMs : 20_000);
    // The dispatcher of the undici package drives Node's own fetch.
    const init: object = { method: 'POST', headers, body: JSON.stringify(body), dispatcher, signal };
    const response = await fetch(`${base}${speaking.path}`, init);
    const head = { status: response.status, headers: Object.fromEntries(response.headers), nowMs: Date.now() };
    if (!stream) return classifyWholeAnswer({ ...head, bodyText: await response.text() });
    if (response.status !== 200) return classifyResponse({ ...head, bodyText: await response.text() });
    let finishReason: string | undefined;
    const record = await recordStream(
      Readable.fromWeb(response.body as ReadableStream),
      sentAt,
      (event) => {
        const seen = speaking.read(event);
        finishReason = seen.finishReason ?? finishReason;
        return seen.meaning;
      },
      { contentStallMs: commentsOnly ? patienceMs : 10_000, totalMs: 20_000 },
      new AbortController().signal,
    );
    const errorEvent: unknown = record.errorEvent === undefined ? undefined : JSON.parse(record.errorEvent);
    return classifyEnding({ ...record, errorEvent, ...(finishReason === undefined ? {} : { finishReason }) });
  } catch (error) {
    return classifyFailure(error);
  }
}
