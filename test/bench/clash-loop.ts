/**
 * How long a Clash core with a hundred thousand rows holds the thread that looks at it, which an editor's extensions
 * share: `lookAtCore` with its file at hand and without, and rows put into such a file. A core is played in a thread of
 * its own. Of five turns the middle one counts, as others may be busy on the machine.
 *
 *   node --no-warnings test/bench/clash-loop.ts [--rules N] [--here]
 *
 * `--here` also does the same work on this thread, to compare.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { readConfiguration } from '../../src/clash/configuration/read.ts';
import { parseControllerAddress } from '../../src/clash/controller/address.ts';
import { controllerClient } from '../../src/clash/controller/client.ts';
import type { FragmentWish } from '../../src/clash/fragment/wish.ts';
import { isRule } from '../../src/clash/rules/parse-rule.ts';
import { findCore, seeCore, type LookRequest } from '../../src/diagnosis/clash/look.ts';
import { seeHere } from '../../src/diagnosis/clash/see-core.ts';
import { startMockController } from '../../src/lab/clash/mock-controller.ts';
import { doTextJob } from '../../src/editor/clash-fragment/prepared-text.ts';
import { standingHere } from '../../src/editor/clash-fragment/rows-standing.ts';
import { askStanding } from '../../src/editor/clash-fragment/standing-job.ts';
import { workOnText } from '../../src/editor/clash-fragment/text-job.ts';
import { longConfiguration } from './long-configuration.ts';
import { Goals, percentile } from './goals.ts';

const wish: FragmentWish = {
  hosts: [{ id: 'openrouter', name: 'OpenRouter', host: 'openrouter.ai', port: 443, inUse: true }],
  testUrl: 'https://openrouter.ai/api/v1/models',
  group: 'OPENROUTER-STABLE',
  members: { nodes: ['🇭🇰 node 0', '🇭🇰 node 1'] },
};

/** Newer than the oldest Node.js that the product knows. */
const { threadCpuUsage } = process as unknown as { threadCpuUsage(since?: NodeJS.CpuUsage): NodeJS.CpuUsage };

/** The longest that the thread may be held, in ms (the product's own promise). */
const limitMs = 50;

if (isMainThread) await measure();
else await playCore(workerData as string);

/** Answers with the rows of a file as a core spells them. */
async function playCore(text: string): Promise<void> {
  const names: Readonly<Record<string, string>> = { DOMAIN: 'Domain', 'DOMAIN-SUFFIX': 'DomainSuffix', 'DOMAIN-KEYWORD': 'DomainKeyword', 'IP-CIDR': 'IPCIDR', AND: 'AND', MATCH: 'Match' };
  const { rules } = readConfiguration(text);
  const mock = await startMockController({
    proxies: [{ name: 'DIRECT', type: 'Direct' }, { name: '🇭🇰 node 0', type: 'Socks5', delaysMs: [40] }, { name: 'PROXY', type: 'Selector', members: ['🇭🇰 node 0', 'DIRECT'], now: '🇭🇰 node 0' }],
    rules: rules.flatMap(({ rule }) => (isRule(rule) ? [{ type: names[rule.type] ?? rule.type, payload: rule.payload, target: rule.target }] : [])),
  });
  parentPort?.postMessage(mock.url);
}

async function measure(): Promise<void> {
  const { values } = parseArgs({ options: { rules: { type: 'string' }, here: { type: 'boolean' } } });
  const count = Number(values.rules ?? 100_000);
  const text = longConfiguration(count);
  const goals = new Goals();
  const compare = async (what: string, aside: () => Promise<unknown>, here?: () => Promise<unknown>): Promise<void> => {
    await aside();
    const turns: { heldMs: number; tookMs: number }[] = [];
    for (let turn = 0; turn < 5; turn++) turns.push(await longestHold(aside));
    const heldMs = percentile(turns.map((turn) => turn.heldMs), 0.5);
    console.log(`${what}: ${percentile(turns.map(({ tookMs }) => tookMs), 0.5).toFixed(0)} ms, this thread is held for ${heldMs.toFixed(0)} ms at a time`);
    goals.add(`${what} holds the thread for less than ${limitMs} ms at a time`, heldMs, heldMs < limitMs);
    if (!here) return;
    const onThis = await longestHold(here);
    console.log(`  the same on this thread: ${onThis.tookMs.toFixed(0)} ms, held for ${onThis.heldMs.toFixed(0)} ms`);
  };
  const worker = new Worker(new URL(import.meta.url), { workerData: text });
  const url = await new Promise<string>((resolve, reject) => worker.once('message', resolve).once('error', reject));
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-clash-loop-'));
  const file = path.join(home, 'config.yaml');
  fs.writeFileSync(file, `external-controller: ${new URL(url).host}\n${text}`);
  const request: LookRequest = { hosts: [{ id: 'openrouter', host: 'openrouter.ai', port: 443 }], controller: url, environment: {}, platform: process.platform, homeDirectory: home, paths: [] };
  const signal = new AbortController().signal;
  const withFile = { ...request, environment: { CLASH_CONFIG_FILE: file } };
  try {
    for (const [what, asked] of [['with its file', withFile], ['without', request]] as const) {
      const look = async (): Promise<void> => {
        const { found } = await findCore(asked, signal);
        if (!found) throw new Error('no core was found');
        const core = await seeCore(found, asked, signal);
        if (core.hosts[0]?.explanation?.rule?.index !== count - 1) throw new Error(`${what}: another row decides: ${JSON.stringify(core.hosts)}`);
        if (core.configuration !== (asked === withFile ? 'read' : 'rows-only')) throw new Error(`${what}: ${core.configuration}`);
      };
      const here = async (): Promise<void> => {
        const { found } = await findCore(asked, signal);
        if (found) await seeHere(found, asked, signal);
      };
      await compare(`a look ${what}`, look, values.here === true ? here : undefined);
    }
    const rows = { kind: 'rows' as const, before: text, path: '/profile.yaml', form: 'plain' as const, wish };
    const put = async (): Promise<void> => {
      const { kind } = await workOnText(rows, undefined);
      if (kind !== 'edits') throw new Error(`the rows were not put into the file: ${kind}`);
    };
    await compare('putting rows into it', put, values.here === true ? () => Promise.resolve(doTextJob(rows)) : undefined);
    const names = async (): Promise<void> => {
      if ((await workOnText({ kind: 'nodes', text, path: '/profile.yaml' }, undefined)).length !== 200) throw new Error('other nodes were found');
    };
    await compare('reading its nodes', names);
    const client = controllerClient(parseControllerAddress(url) ?? { kind: 'tcp', host: '127.0.0.1', port: 0 });
    const question = { wish, written: { text, path: '/profile.yaml' } };
    const standing = async (): Promise<void> => {
      if ((await askStanding(question, client, undefined, signal)).verification.took) throw new Error('the core was said to run the rows');
    };
    await compare('asking how they stand', standing, values.here === true ? () => standingHere(question, client, signal) : undefined);
  } finally {
    fs.rmSync(home, { recursive: true, force: true });
    await worker.terminate();
  }
  process.exitCode = goals.print();
}

/**
 * The longest that this thread computes between two turns of a timer of a millisecond: of the processor, as a machine
 * that is busy with others keeps every timer waiting.
 */
async function longestHold(work: () => Promise<unknown>): Promise<{ heldMs: number; tookMs: number }> {
  await sleep(50);
  let last = threadCpuUsage();
  let heldMs = 0;
  const look = (): void => {
    const { user, system } = threadCpuUsage(last);
    heldMs = Math.max(heldMs, (user + system) / 1e3);
    last = threadCpuUsage();
  };
  const timer = setInterval(look, 1);
  const begun = performance.now();
  await work();
  const tookMs = performance.now() - begun;
  look();
  clearInterval(timer);
  return { heldMs, tookMs };
}
