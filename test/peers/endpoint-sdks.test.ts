/**
 * Real SDKs ask the shim's endpoint, which has practice gateways for targets: answers in every way they have, tools,
 * pictures, thoughts, documents; targets that speak another protocol; fallbacks; errors and what breaks off; the spellings
 * of base URLs. What the user of the SDK has in hand is held to the cell, and so is how often each target was asked.
 */
import * as assert from 'node:assert/strict';
import { cellsOf, judgeArrivals, type Cell } from './endpoint-sdks/cells.ts';
import { sdkClients, type SdkClient, type Told } from './endpoint-sdks/clients.ts';
import { rigToken, startEndpointRig, type EndpointRig } from './rigs/endpoint-rig.ts';

/** Each is a process with several requests under way. */
const clientsAtOnce = 2;
const groups = ['answers', 'translated', 'fallback', 'errors', 'breaks', 'base-urls', 'tokens', 'others'] as const;

/** What a client told, or why it could not be asked. */
type Asked = { told: ReadonlyMap<string, Told> } | { missing: string };

describe('SDKs at the endpoint', function () {
  this.timeout(600_000);
  const only = process.env['GATEHOUSE_SDK'];
  const clients = sdkClients.filter(({ id }) => only === undefined || new RegExp(only).test(id));
  const cells = clients.flatMap(cellsOf);
  const asked = new Map<string, Promise<Asked>>();
  const passed = new Map<string, number>();
  let rigs: { plain: EndpointRig; other: EndpointRig } | undefined;

  before(async () => {
    const chainsOf = (some: readonly Cell[]): Record<string, Cell['targets']> => Object.fromEntries(some.map(({ alias, targets }) => [alias, targets]));
    rigs = {
      plain: await startEndpointRig(chainsOf(cells.filter(({ other }) => !other))),
      other: await startEndpointRig(chainsOf(cells.filter(({ other }) => other)), { scenario: 'healthy' }),
    };
    const waiting = [...clients];
    const next = async (): Promise<void> => {
      for (let client = waiting.shift(); client; client = waiting.shift()) {
        const asking = ask(client, cells.filter((cell) => cell.client === client), rigs as NonNullable<typeof rigs>);
        asked.set(client.id, asking);
        await asking;
      }
    };
    await Promise.all(Array.from({ length: clientsAtOnce }, next));
  });

  after(async () => {
    await rigs?.plain.stop();
    await rigs?.other.stop();
    print(clients, passed);
  });

  for (const client of clients) {
    describe(client.title, () => {
      for (const group of groups) {
        const own = cells.filter((cell) => cell.client === client && cell.group === group);
        if (own.length === 0) continue;
        it(`${group}: ${own.length} cells`, async function () {
          const answer = await asked.get(client.id);
          if (!answer || 'missing' in answer) {
            console.log(`      MISSING PEER: ${client.title}: ${answer?.missing}`);
            return this.skip();
          }
          const wrong = own.flatMap((cell) => judge(cell, answer.told, rigs as NonNullable<typeof rigs>));
          passed.set(`${client.id} ${group}`, own.length - wrong.length);
          if (wrong.length > 0) assert.fail(`${wrong.length} do not hold:\n${wrong.join('\n')}`);
        });
      }
    });
  }
});

async function ask(client: SdkClient, cells: readonly Cell[], rigs: { plain: EndpointRig; other: EndpointRig }): Promise<Asked> {
  // Those that wait for a limit begin first.
  const questions = cells.toSorted((a, b) => (b.question.limitMs ?? 0) - (a.question.limitMs ?? 0)).map(({ alias, question, base, other }) => ({ key: rigToken, ...question, name: alias, url: `${(other ? rigs.other : rigs.plain).root}${base}` }));
  try {
    await client.ready();
  } catch (error) {
    return { missing: error instanceof Error ? error.message.slice(0, 500) : String(error) };
  }
  const told = await client.ask(questions);
  return { told: new Map(told.map((one) => [one.name, one])) };
}

/** What is wrong with one cell; nothing where it holds. */
function judge(cell: Cell, told: ReadonlyMap<string, Told>, rigs: { plain: EndpointRig; other: EndpointRig }): string[] {
  const rig = cell.other ? rigs.other : rigs.plain;
  const arrivals = rig.arrivals(cell.alias);
  const one = told.get(cell.alias);
  if (!one) return [`${cell.alias}: it told nothing`];
  const wrong = judgeArrivals(cell.alias, arrivals, cell.targets.some(({ key }) => key !== undefined));
  try {
    cell.check(one, arrivals, rig);
  } catch (error) {
    wrong.push(`${cell.alias}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return wrong.slice(0, 1);
}

/** The matrix: how many cells of each client and group hold. */
function print(clients: readonly SdkClient[], passed: ReadonlyMap<string, number>): void {
  const total = [...passed.values()].reduce((sum, one) => sum + one, 0);
  console.log(`\n    ${total} cells hold: a client, a way of asking and what the targets do`);
  console.log(`      ${''.padEnd(52)}${groups.map((group) => group.padStart(11)).join('')}`);
  for (const { id, title } of clients) console.log(`      ${title.padEnd(52)}${groups.map((group) => String(passed.get(`${id} ${group}`) ?? '-').padStart(11)).join('')}`);
}
