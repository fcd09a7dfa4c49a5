import assert from 'node:assert/strict';
import type { SpokenProtocol } from '../../../../../src/gateways/gateway.ts';
import { scenarios, startLab, type Lab } from '../../../../../src/lab/lab.ts';
import type { Chain } from '../../../../../src/shim/endpoint/chains/chain.ts';
import { runShim } from '../../running-shim.ts';
import { asking, labGateway, labKey, labModel, sendTo, shortClocks, type Got } from './endpoint-stage.ts';
import { heard, type Heard } from './heard.ts';

const protocols: readonly SpokenProtocol[] = ['chat-completions', 'responses', 'messages'];
/** Where in its chain the scenario strikes. */
const positions = ['alone', 'first', 'second'] as const;
type Position = (typeof positions)[number];

interface Row {
  scenario: string;
  protocol: SpokenProtocol;
  stream: boolean;
  position: Position;
  /** What the targets speak, where it is not the caller's protocol. */
  speaks?: SpokenProtocol;
}

/** What the gateway says when all is well. */
const whole = 'This answer comes from the practice gateway on this machine. No model wrote it and nothing was spent.';
/** All clocks of a request together, and what a busy machine adds. */
const patienceMs = 60_000;
const atOnce = 12;

/** Scenarios of the certificate need TLS, which the shim must trust. */
const overTls = ['tls-untrusted', 'tls-expired', 'tls-wrong-host'];
/** An answer of these has no text, or one that is not as usual. */
const odd: Readonly<Record<string, string>> = { 'empty-answer': '' };

describe('what the caller sees of each scenario', function () {
  this.timeout(600_000);
  const labs = new Map<string, Lab>();

  before(async () => {
    for (const { name } of scenarios) labs.set(name, await startLab({ scenario: name, delayMs: 300 }));
  });
  after(async () => {
    await Promise.all([...labs.values()].map((lab) => lab.close()));
  });

  const play = async (row: Row): Promise<{ got: Got; heard: Heard; attempts: number }> => {
    const lab = (name: string): Lab => labs.get(name) as Lab;
    const struck = lab(row.scenario);
    const order = row.position === 'alone' ? ['struck'] : row.position === 'first' ? ['struck', 'healthy'] : ['down', 'struck', 'healthy'];
    const chain: Chain = { alias: 'gatehouse/table', targets: order.map((gateway) => ({ gateway, model: labModel })) };
    const speaks = row.speaks ? { speaks: [row.speaks] } : {};
    const running = await runShim();
    running.shim.endpoint({
      gateways: [
        labGateway('struck', { baseUrl: overTls.includes(row.scenario) ? struck.tlsBaseUrl : struck.baseUrl }, speaks),
        labGateway('healthy', lab('healthy'), speaks),
        labGateway('down', lab('gateway-error'), speaks),
      ],
      chains: [chain],
      keys: Object.fromEntries(['struck', 'healthy', 'down'].map((id) => [id, { gateway: id, value: labKey }])),
      clocks: shortClocks,
    });
    try {
      const { path, body } = asking(row.protocol, row.stream, chain.alias);
      const got = await Promise.race([
        sendTo(running.shim.port, path, body),
        new Promise<never>((_, reject) => setTimeout(() => reject(new Error(`HANGS: ${JSON.stringify(row)}`)), patienceMs).unref()),
      ]);
      return { got, heard: heard(row.protocol, row.stream, got), attempts: Number(got.headers['x-gatehouse-attempts']) };
    } finally {
      await running.shim.stop();
    }
  };

  it('never is a hang, and never half an answer that looks whole', async () => {
    await all(scenarios.flatMap(({ name: scenario }) =>
      protocols.flatMap((protocol) => [true, false].flatMap((stream) => positions.map((position): Row => ({ scenario, protocol, stream, position })))),
    ));
  });

  it('nor is it where the targets speak another protocol', async () => {
    await all(scenarios.flatMap(({ name: scenario }) =>
      protocols.flatMap((protocol) =>
        protocols.filter((one) => one !== protocol).flatMap((speaks) => [true, false].map((stream): Row => ({ scenario, protocol, stream, position: 'first', speaks }))),
      ),
    ));
  });

  const all = async (rows: readonly Row[]): Promise<void> => {
    const seen = new Map<Row, string>();
    const wrong: string[] = [];
    const waiting = [...rows];
    const worker = async (): Promise<void> => {
      for (let row = waiting.shift(); row; row = waiting.shift()) {
        try {
          const { got, heard: said, attempts } = await play(row);
          const text = odd[row.scenario] ?? whole;
          seen.set(row, said.how === 'complete' ? `whole (${attempts})` : said.how === 'torn' ? 'torn' : `${said.status === 200 ? 'event' : said.status} ${said.code} (${attempts})`);
          if (said.how === 'complete' && said.text !== text && !(row.position !== 'alone' && said.text === whole)) wrong.push(`${JSON.stringify(row)}: taken for whole: "${said.text}"`);
          if (said.how === 'torn') wrong.push(`${JSON.stringify(row)}: torn without a word`);
          if (said.how === 'error' && /^NO /.test(said.code)) wrong.push(`${JSON.stringify(row)}: ${said.code}: ${got.status} ${got.text.slice(0, 200)}`);
        } catch (error) {
          wrong.push(String(error));
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    print(rows, seen);
    assert.deepEqual(wrong, []);
    assert.equal(seen.size, rows.length);
  };
});

/** One line for each scenario and protocol: what was seen streamed and whole, at each place. */
function print(rows: readonly Row[], seen: ReadonlyMap<Row, string>): void {
  console.log(`    ${rows.length} rows: scenario, protocol of the caller (and of the targets), what was seen ${[...new Set(rows.map(({ position }) => position))].join(' | ')}`);
  const lines = new Map<string, { streamed: string[]; whole: string[] }>();
  for (const row of rows) {
    const name = `${row.scenario.padEnd(22)} ${`${row.protocol}${row.speaks ? ` > ${row.speaks}` : ''}`.padEnd(row.speaks ? 36 : 17)}`;
    const line = lines.get(name) ?? { streamed: [], whole: [] };
    line[row.stream ? 'streamed' : 'whole'].push(seen.get(row) ?? '?');
    lines.set(name, line);
  }
  for (const [name, { streamed, whole: asDocument }] of lines) console.log(`      ${name} streamed: ${streamed.join(' | ')}   whole: ${asDocument.join(' | ')}`);
}
