/**
 * Real agents at the endpoint, asked once each on the command line: the answer of a target, of the second when the first is
 * down, of one that speaks another protocol; and what they show of an answer that breaks off, which is never half an
 * answer as a whole one.
 */
import * as assert from 'node:assert/strict';
import type { SpokenProtocol } from '../../src/gateways/gateway.ts';
import { agents, askAgent, speakOtherwise, type Agent } from './endpoint-agents/agents.ts';
import { judgeArrivals, whole } from './endpoint-sdks/cells.ts';
import { startEndpointRig, type EndpointRig, type RigTarget } from './rigs/endpoint-rig.ts';

const limitMs = 90_000;
/** All that one target is asked while it fails: three times at once, once for each repetition, until its breaker is open. */
const mostWhileDown = 6;
const paths: Readonly<Record<SpokenProtocol, RegExp>> = { 'chat-completions': /^\/chat\/completions$/, responses: /^\/responses$/, messages: /^\/messages(\?beta=true)?$/ };
const protocols: readonly SpokenProtocol[] = ['chat-completions', 'responses', 'messages'];

interface Case {
  title: string;
  targets: readonly RigTarget[];
  /** Which target answers, and in what it is asked; none where the answer breaks off or is refused. */
  answers?: { target: number; speaks?: SpokenProtocol; asked: readonly number[] };
  /** What happens instead. */
  fails?: 'breaks' | 'down';
}

const cases: readonly Case[] = [
  { title: 'the answer', targets: [{ scenario: 'healthy' }], answers: { target: 0, asked: [0] } },
  { title: 'the first target fails', targets: [{ scenario: 'gateway-error' }, { scenario: 'healthy' }], answers: { target: 1, asked: [0, 0, 1] } },
  { title: 'nobody listens at the first target', targets: [{ scenario: 'down' }, { scenario: 'healthy' }], answers: { target: 1, asked: [1] } },
  ...protocols.map((speaks): Case => ({ title: `the only target speaks ${speaks}`, targets: [{ scenario: 'healthy', speaks }], answers: { target: 0, speaks, asked: [0] } })),
  { title: 'the answer breaks off', targets: [{ scenario: 'reset-mid-stream' }], fails: 'breaks' },
  { title: 'the answer breaks off in another protocol', targets: [{ scenario: 'reset-mid-stream', speaks: 'chat-completions' }], fails: 'breaks' },
  { title: 'every target is down', targets: [{ scenario: 'gateway-error' }], fails: 'down' },
];

describe('agents at the endpoint', function () {
  this.timeout(600_000);
  let rig: EndpointRig;
  const seen: string[][] = [];
  const aliasOf = ({ id }: Agent, { title }: Case): string => `${id}-${title}`.replaceAll(/[^a-z0-9]+/gi, '-');

  before(async () => {
    rig = await startEndpointRig(Object.fromEntries(agents.flatMap((agent) => cases.map((one) => [aliasOf(agent, one), one.targets]))));
  });
  after(async () => {
    await rig.stop();
    console.log(`\n    ${seen.length} cells: an agent, what the targets do, requests that arrived, how it ended`);
    for (const [agent = '', title = '', ...rest] of seen) console.log(`      ${agent.padEnd(22)} ${title.padEnd(46)} ${rest.join('   ')}`);
    for (const [agent, reason] of Object.entries(speakOtherwise)) console.log(`      ${agent.padEnd(22)} not asked: ${reason}`);
  });

  for (const agent of agents) {
    describe(agent.title, () => {
      let program: string | undefined;
      before(async function () {
        try {
          program = await agent.install();
        } catch (error) {
          console.log(`      MISSING PEER: ${agent.title}: ${error instanceof Error ? error.message.slice(0, 500) : String(error)}`);
          this.skip();
        }
      });

      for (const one of cases) {
        it(one.title, async () => {
          const alias = aliasOf(agent, one);
          const { again, says } = agent.breaks;
          // Some go on for minutes: once they are seen to come again, that is known.
          const most = one.fails === 'down' ? 4 : one.fails === 'breaks' && again === 'on and on' ? agent.asks + 2 : Infinity;
          const { code, output } = await askAgent(agent, program ?? '', rig.root, alias, limitMs, () => rig.arrivals(alias).length >= most);
          const arrivals = rig.arrivals(alias);
          seen.push([agent.title, one.title, String(arrivals.length), code === null ? 'still trying' : `code ${code}`]);
          assert.deepEqual(judgeArrivals(alias, arrivals, false), []);
          const told = `${output.slice(-2_000)}\n${arrivals.map(({ target, path }) => `${target} ${path}`).join('\n')}`;
          if (one.answers) {
            assert.equal(code, 0, told);
            assert.ok(output.replaceAll(/\s+/g, ' ').includes(whole), told);
            const { speaks = agent.speaks, asked } = one.answers;
            for (const { path } of arrivals) assert.match(path, paths[speaks]);
            // Of several questions each goes the same way.
            assert.deepEqual(arrivals.map(({ target }) => target).toSorted(), Array.from({ length: agent.asks }, () => asked).flat().toSorted(), told);
            return;
          }
          assert.notEqual(code, 0, `it passes half an answer for a whole one: ${told}`);
          assert.ok(!output.includes(whole), told);
          if (one.fails === 'down') {
            assert.ok(arrivals.length >= 3 && arrivals.length <= mostWhileDown, told);
            if (code !== null) assert.match(output, /Internal Server Error|429/);
            return;
          }
          if (says) assert.match(output.replaceAll(/\s+/g, ' '), says);
          // The endpoint itself asks once: what comes again is the agent's.
          if (again === 'on and on') assert.ok(arrivals.length > agent.asks, told);
          else assert.equal(arrivals.length, 1 + again, told);
        });
      }
    });
  }
});
