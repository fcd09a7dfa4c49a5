import * as http from 'node:http';
import * as net from 'node:net';
import type { SpokenProtocol } from '../../../src/gateways/gateway.ts';
import type { AttemptClocks, Chain, EndpointConfiguration, Target, TargetGateway } from '../../../src/shim/endpoint/chains/chain.ts';
import type { RequestEntry } from '../../../src/shim/endpoint/journal/request-entry.ts';
import { requestBudget } from '../../../src/shim/endpoint/resilience/deadline.ts';
import { defaultBreaker } from '../../../src/shim/endpoint/resilience/breaker.ts';
import type { RetryPolicy } from '../../../src/shim/endpoint/resilience/plan.ts';
import { costOf, spentInAll } from '../../../src/shim/endpoint/spend/ledger.ts';
import { SpendingInMemory } from '../../../src/shim/endpoint/spend/spending.ts';
import { startShim, type Shim } from '../../../src/shim/shim.ts';
import { ask, type Asking, type Heard } from './caller.ts';
import { Chance } from './chance.ts';
import { violations } from './check.ts';
import { faultNames } from './faults.ts';
import { FaultyGateway } from './faulty-gateway.ts';

/** What came of it all. */
export interface FaultsPlayed {
  violations: string[];
  /** By fault: how often it was played, and what the callers of those requests got. */
  faults: Map<string, Record<'times' | 'whole' | 'error' | 'part' | 'left', number>>;
  requests: number;
  attempts: number;
  seconds: number;
}

/** That of the product, with pauses that a hundred thousand requests have time for. */
const policy: RetryPolicy = { maxAttempts: 6, maxPerTarget: 3, baseMs: 4, maxPauseMs: 30, maxObeyedWaitMs: 60, maxLoneWaitMs: 400, minUsefulMs: 50 };
const breaker = { ...defaultBreaker, cooldownMs: 60, maxCooldownMs: 250, trialMs: 1_000 };
const clocks: AttemptClocks = { connectMs: 1_500, headersMs: 800, firstContentMs: 800, silenceMs: 800, totalMs: 20_000 };
const waitS = 6;
const placesEach = 24;
const token = 'secret-of-the-shim';
const protocols: readonly SpokenProtocol[] = ['chat-completions', 'responses', 'messages'];
/** Two speak one protocol alone, so that others are translated. */
const speaks: readonly (readonly SpokenProtocol[])[] = [protocols, ['chat-completions'], ['messages']];
const models = ['m1', 'm2', 'm3', 'm4'];
const price = { inputUsd: 3, outputUsd: 7 };

const keyOf = (gateway: number): string => `secret-of-${['one', 'two', 'three', 'nobody'][gateway] ?? '?'}`;

/** Chains of one target to four, some with a target where nothing listens, some that race. */
function chainsFor(): Chain[] {
  const target = (gateway: string, model: string): Target => ({ gateway, model, price });
  const chains: Chain[] = [];
  for (const model of models) {
    for (const [first, second, third] of [['g0', 'g1', 'g2'], ['g1', 'g2', 'g0'], ['g2', 'g0', 'g1']] as const) {
      chains.push({ alias: `${model}-${first}`, targets: [target(first, model)] });
      chains.push({ alias: `${model}-${first}-two`, targets: [target(first, model), target(second, model)] });
      chains.push({ alias: `${model}-${first}-down`, targets: [target('down', model), target(first, model), target(third, model)] });
      chains.push({ alias: `${model}-${first}-race`, targets: [target(first, model), target(second, model), target(third, model)], race: { afterMs: 0 } });
      chains.push({ alias: `${model}-${first}-later`, targets: [target(first, model), target(third, model)], race: { afterMs: 15 } });
    }
  }
  return chains;
}

/** Plays so many requests, `atOnce` at a time, and checks each from the caller's, the gateways' and the endpoint's side. */
export async function playFaults({ requests, seed, atOnce = 64, onProgress }: { requests: number; seed: number; atOnce?: number; onProgress?: (done: number) => void }): Promise<FaultsPlayed> {
  const startedMs = performance.now();
  // A test's own clock begins behind its first turn.
  await new Promise((resolve) => setImmediate(resolve));
  const resources = openResources();
  const wrong: string[] = [];
  const gateways = speaks.map((_, index) => new FaultyGateway(index, seed, keyOf(index), (violation) => void wrong.push(violation)));
  const ports = await Promise.all(gateways.map((one) => one.listen()));
  const chains = chainsFor();
  const expected = { input: 0, output: 0, usd: 0, requests: 0 };
  const targets = [
    ...speaks.map((spoken, index): TargetGateway => ({ id: `g${index}`, title: `g${index}`, baseUrl: `http://127.0.0.1:${ports[index]}/v1`, speaks: spoken, auth: index === 2 ? 'x-api-key' : 'bearer' })),
    { id: 'down', title: 'down', baseUrl: `http://127.0.0.1:${await closedPort()}/v1`, speaks: protocols, auth: 'bearer' as const },
  ];
  const keys = Object.fromEntries(targets.map(({ id }, index) => [id, { gateway: id, value: keyOf(index) }]));
  const spending = new SpendingInMemory();
  const stage = await Stage.start({ gateways: targets, chains, keys, clocks, maxPerTarget: placesEach }, spending, (entry) => {
    if (entry.attempts.length === 0) return;
    expected.requests++;
    expected.input += entry.usage?.inputTokens ?? 0;
    expected.output += entry.usage?.outputTokens ?? 0;
    expected.usd += costOf(entry.usage, price)?.usd ?? 0;
  });
  const { shim } = stage;
  const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce });
  const { budgetMs } = requestBudget([['x-stainless-timeout', String(waitS)]]);
  const faults: FaultsPlayed['faults'] = new Map(faultNames.map((name) => [name, { times: 0, whole: 0, error: 0, part: 0, left: 0 }]));
  let attempts = 0;
  let next = 0;

  const one = async (asking: Asking): Promise<void> => {
    const heard = await ask(shim.port, agent, token + String(asking.request), asking);
    const entry = await stage.entryOf(asking.request);
    const played = gateways.flatMap((gateway) => gateway.take(asking.request));
    if (!entry) {
      // Who leaves at once may be gone before its request has come.
      if (heard.how !== 'left') wrong.push(`no record of request ${asking.request}: ${JSON.stringify(heard)}`);
      return;
    }
    attempts += entry.attempts.length;
    wrong.push(...violations({ asking, heard, played, entry, race: asking.alias.endsWith('-race') || asking.alias.endsWith('-later') }, policy, budgetMs));
    for (const { play } of played) count(faults, play.fault, heard.how === 'whole' ? 'whole' : heard.how === 'left' ? 'left' : heard.text === '' ? 'error' : 'part');
  };
  const worker = async (): Promise<void> => {
    while (next < requests) {
      const request = ++next;
      const chance = new Chance(seed, request);
      const leaves = chance.next() < 0.05 ? chance.one([{ afterMs: chance.whole(0, 30) }, { afterBytes: chance.whole(1, 2_000) }]) : undefined;
      await one({ request, protocol: chance.one(protocols), stream: chance.next() < 0.7, alias: chance.one(chains).alias, leaves, waitS });
      if (request % 5_000 === 0) onProgress?.(request);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));

  // Every place at every target is free again: as many as may run at once all do, at their first attempt.
  for (const gateway of gateways) gateway.healthy = true;
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  for (const [index] of speaks.entries()) {
    for (const model of models) {
      const well = (request: number): Promise<Heard> =>
        ask(shim.port, agent, token + String(request), { request, protocol: speaks[index]?.[0] ?? 'messages', stream: true, alias: `${model}-g${index}`, leaves: undefined, waitS });
      // A target that failed last is tried by one alone.
      await well(++next);
      const all = await Promise.all(Array.from({ length: placesEach }, () => well(++next)));
      const bad = all.filter(({ how }) => how !== 'whole');
      if (bad.length > 0) wrong.push(`${bad.length} of ${placesEach} did not find a place at g${index}/${model} when all was well: ${JSON.stringify(bad[0])}`);
    }
  }

  agent.destroy();
  await waitFor(() => shim.open === 0);
  const spent = spentInAll(spending.ledger);
  if (spent.requests !== expected.requests || spent.inputTokens !== expected.input || spent.outputTokens !== expected.output) {
    wrong.push(`the ledger has ${spent.requests} requests, ${spent.inputTokens} and ${spent.outputTokens} tokens; delivered were ${expected.requests}, ${expected.input} and ${expected.output}`);
  }
  if (Math.abs(spent.costUsd - expected.usd) > 1e-6 * requests) wrong.push(`the ledger has ${spent.costUsd} USD, delivered were ${expected.usd}`);
  if (stage.refused.length > 0) wrong.push(`refused: ${stage.refused.slice(0, 3).join(', ')}`);
  if (shim.open > 0) wrong.push(`${shim.open} connections of callers are still open`);
  await shim.stop();
  await waitFor(() => gateways.every(({ open }) => open === 0));
  for (const [index, gateway] of gateways.entries()) if (gateway.open > 0) wrong.push(`${gateway.open} connections to gateway ${index} are still open`);
  await Promise.all(gateways.map((gateway) => gateway.close()));
  await waitFor(() => openResources().length <= resources.length);
  const left = openResources();
  if (left.length > resources.length) wrong.push(`left over: ${left.join(', ')}; before: ${resources.join(', ')}`);
  return { violations: wrong, faults, requests, attempts, seconds: (performance.now() - startedMs) / 1_000 };
}

function count(faults: FaultsPlayed['faults'], name: string, how: 'whole' | 'error' | 'part' | 'left'): void {
  const row = faults.get(name);
  if (!row) throw new Error(`an unknown fault: ${name}`);
  row.times++;
  row[how]++;
}

/** What keeps the process alive. */
function openResources(): string[] {
  return process.getActiveResourcesInfo().filter((one) => !/^(Immediate|TickObject|TTYWrap|PipeWrap|FSReqCallback)$/.test(one));
}

async function waitFor(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !holds(); tries++) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function closedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A shim that writes down what became of each request. */
class Stage {
  readonly shim: Shim;
  readonly refused: string[];
  readonly #entries: Map<string, RequestEntry>;

  static async start(configuration: EndpointConfiguration, spending: SpendingInMemory, onEnded: (entry: RequestEntry) => void): Promise<Stage> {
    const refused: string[] = [];
    const entries = new Map<string, RequestEntry>();
    const shim = await startShim({
      port: 0,
      routing: { rules: [], client: 'curl', environment: {}, allow: ['127.0.0.1'] },
      // Each request has a token of its own, so that its record says which it was.
      callers: { accepts: () => false, whose: (given) => (given.startsWith(token) ? given.slice(token.length) : undefined) },
      journal: {
        open() {
          throw new Error('there is no tunnel here');
        },
        ended: () => undefined,
        refused: (code) => void refused.push(code),
        request(entry) {
          entries.set(entry.caller, entry);
          onEnded(entry);
        },
      },
      spending,
      resilience: { policy, breaker },
      endpoint: configuration,
    });
    return new Stage(shim, refused, entries);
  }

  private constructor(shim: Shim, refused: string[], entries: Map<string, RequestEntry>) {
    this.shim = shim;
    this.refused = refused;
    this.#entries = entries;
  }

  /** The record of a request, which is then forgotten here; undefined where there is none in time. */
  async entryOf(request: number): Promise<RequestEntry | undefined> {
    const caller = String(request);
    for (let waited = 0; waited < 3_000 && !this.#entries.has(caller); waited += 5) await new Promise((resolve) => setTimeout(resolve, 5));
    const entry = this.#entries.get(caller);
    this.#entries.delete(caller);
    return entry;
  }
}
