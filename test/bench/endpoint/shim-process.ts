/** The shim as the product starts it, with all that its endpoint does switched on: `node shim-process.ts GATEWAY-PORT`. */
import { timingSafeEqual } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { TargetGateway } from '../../../src/shim/endpoint/chains/chain.ts';
import { LedgerFile } from '../../../src/shim/endpoint/spend/ledger-file.ts';
import { WholeJournal } from '../../../src/shim/journal/whole-journal.ts';
import { compileSooner } from '../../../src/shim/compile-sooner.ts';
import { startShim } from '../../../src/shim/shim.ts';

compileSooner();

const token = Buffer.from('bench-token');
const [gatewayPort = ''] = process.argv.slice(2);
const behaviours = ['json', 'first', 'paced', 'flood', 'burst', 'quiet'];
const gateway = (id: string): TargetGateway => ({ id, title: id, baseUrl: `http://127.0.0.1:${gatewayPort}/v1`, speaks: ['chat-completions'], auth: 'bearer' });

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-endpoint-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
process.on('SIGTERM', () => process.exit());

let port = 0;
const spending = new LedgerFile({
  folder,
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return { dispose: () => clearTimeout(timer) };
  },
});
await spending.load();
const shim = await startShim({
  port: 0,
  routing: { rules: [], client: 'curl', environment: {}, allow: ['127.0.0.1'] },
  callers: {
    accepts: () => false,
    whose: (given) => (given.length === token.length && timingSafeEqual(Buffer.from(given), token) ? 'bench' : undefined),
  },
  journal: new WholeJournal({ release: 'bench', environment: {}, port: () => port, log: () => undefined }),
  spending,
  endpoint: {
    gateways: [gateway('near'), gateway('far')],
    chains: behaviours.map((model) => ({
      alias: `gatehouse/${model}`,
      targets: ['near', 'far'].map((id) => ({ gateway: id, model, price: { inputUsd: 1, outputUsd: 2 } })),
    })),
    keys: { near: { gateway: 'near', value: 'sk-near' }, far: { gateway: 'far', value: 'sk-far' } },
    caps: [{ alias: '*', usdPerDay: 1_000 }, ...behaviours.map((model) => ({ alias: `gatehouse/${model}`, usdPerDay: 1_000 }))],
    // A thousand streams at once are more than an account gets; here they are the measure.
    maxPerTarget: 2_000,
  },
});
port = shim.port;
// Somebody looks on, as a window with the inspector does.
let told = 0;
shim.followRequests((requests) => void (told += JSON.stringify(requests).length));
console.log(JSON.stringify({ port: shim.port, headers: { authorization: `Bearer ${token.toString()}` }, alias: 'gatehouse/' }));
