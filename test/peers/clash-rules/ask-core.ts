/** Sends questions through a real core and says what it did with each: by its list of connections, else by its log. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CoreConnection } from '../../../src/clash/controller/answers/connections.ts';
import { connectThrough, socksThrough, udpThrough } from '../rigs/clash-client.ts';
import type { ClashCore } from '../rigs/clash-core.ts';
import type { Question } from './generate.ts';

export interface Observed {
  readonly question: Question;
  readonly sourcePort: number;
  /** As the core writes it, `DomainSuffix` and `a.test`; empty where no rule matched. */
  readonly rule: string;
  readonly payload: string;
  readonly policy: string;
  /** From the policy to the node; undefined where the connection was over before it could be seen. */
  readonly chain: readonly string[] | undefined;
  /** The address the core had for it; undefined where it had none, or was over. */
  readonly destinationIp: string | undefined;
  /** The program the core found behind it; undefined where it did not look, or in vain. */
  readonly process: string | undefined;
}

/** How long the core may take to show what it does with the last of them; a node that refuses is tried for five seconds. */
const limitMs = 9_000;

/**
 * Waits until connections are looked at: the controller answers before the core listens, and while it takes its
 * configuration on, it accepts connections and ends them without a word (tunnel/tunnel.go).
 */
export async function ready(core: ClashCore): Promise<void> {
  for (let turn = 0; turn < 100; turn++) {
    const sent = await send(core.ports.mixed, { way: 'connect', host: '127.0.0.1', port: core.ports.controller }).catch(() => undefined);
    await sleep(20);
    sent?.close();
    if (sent && core.output().includes(`127.0.0.1:${sent.sourcePort}`)) return;
  }
  throw new Error(`the core looks at no connection\n${core.output()}`);
}

/** @throws where the core says nothing of one of them. */
export async function askCore(core: ClashCore, questions: readonly Question[]): Promise<Observed[]> {
  const asked = await Promise.all(questions.map(async (question) => ({ question, ...(await send(core.ports.mixed, question)) })));
  try {
    const seen = new Map<object, Observed>();
    const until = performance.now() + limitMs;
    while (seen.size < asked.length) {
      const { connections } = await core.client.connections(AbortSignal.timeout(5_000));
      const output = core.output();
      for (const one of asked) {
        const { question, sourcePort } = one;
        // Ports of TCP and of UDP are not the same ones.
        const connection = connections.find((each) => each.sourcePort === sourcePort && each.network === networkOf(question));
        const observed = connection ? fromConnection(question, connection) : fromLog(question, sourcePort, output);
        // What the list shows tells more than what the log said before.
        if (observed && (!seen.has(one) || observed.chain)) seen.set(one, observed);
      }
      if (performance.now() > until) throw new Error(`the core says nothing of ${JSON.stringify(asked.filter((one) => !seen.has(one)).map(({ question, sourcePort }) => [question, sourcePort]))}\n${output.slice(-3_000)}`);
      await sleep(30);
    }
    return asked.flatMap((one) => seen.get(one) ?? []);
  } finally {
    for (const { close } of asked) close();
  }
}

async function send(port: number, { way, host, port: to }: Question): Promise<{ sourcePort: number; close(): void }> {
  if (way === 'udp') {
    const flow = await udpThrough(port, host, to);
    flow.send('x');
    return flow;
  }
  return way === 'connect' ? connectThrough(port, host, to) : socksThrough(port, host, to);
}

function fromConnection(question: Question, connection: CoreConnection): Observed {
  const { sourcePort = 0, rule, rulePayload: payload, chains, destinationIp, process } = connection;
  return { question, sourcePort, rule, payload, policy: chains.at(-1) ?? '', chain: chains.toReversed(), destinationIp, process };
}

function networkOf({ way }: Question): 'tcp' | 'udp' {
  return way === 'udp' ? 'udp' : 'tcp';
}

/** `SOURCE --> HOST match Type(payload) using POLICY[node]`, or `dial POLICY (match Type/payload) SOURCE --> HOST error`. */
function fromLog(question: Question, sourcePort: number, output: string): Observed | undefined {
  const line = new RegExp(`msg="(\\[${networkOf(question).toUpperCase()}\\].*127\\.0\\.0\\.1:${sourcePort}(?:\\(.*?\\))? --> .*)"$`, 'm').exec(output)?.[1]?.replaceAll('\\"', '"').replaceAll('\\\\', '\\');
  if (line === undefined) return undefined;
  const process = new RegExp(`127\\.0\\.0\\.1:${sourcePort}\\((.*?)\\) --> `).exec(line)?.[1];
  const base = { question, sourcePort, chain: undefined, destinationIp: undefined, process };
  const failed = /^\[(?:TCP|UDP)\] dial (.*?)(?: \(match (\w+)\/(.*)\))? 127\.0\.0\.1:/.exec(line);
  if (failed) return { ...base, policy: failed[1] ?? '', rule: failed[2] ?? '', payload: failed[3] ?? '' };
  const used = / --> \S+ (?:match (\w+)(?:\((.*)\))?|doesn't match any rule) using (.*?)(?:\[.*\])?$/.exec(line);
  return used ? { ...base, rule: used[1] ?? '', payload: used[2] ?? '', policy: used[3] ?? '' } : undefined;
}
