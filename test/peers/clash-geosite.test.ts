/** Rows with named lists of domains: what a real core matches by a file of its own, beside what is read out of that file. */
import assert from 'node:assert/strict';
import { readConfiguration } from '../../src/clash/configuration/read.ts';
import { readGeosite } from '../../src/clash/geosite-beside.ts';
import { explainConnection } from '../../src/clash/rules/evaluate.ts';
import { nothingKnown } from '../../src/clash/rules/nothing-known.ts';
import { randomness } from '../unit/clash/lint/corpus.ts';
import { geositeAnswers, geositeSample } from '../unit/clash/rules/geosite-cases.ts';
import { geositeFile } from '../unit/clash/rules/geosite-writer.ts';
import { askCore, ready } from './clash-rules/ask-core.ts';
import { startClashCore } from './rigs/clash-core.ts';

const firstPort = 20_000;

interface Asked {
  readonly code: string;
  readonly host: string;
}

/** Has a core and the evaluator say which of the codes, each at a port of its own, hold their hosts. */
async function both(lists: Readonly<Record<string, readonly string[]>>, asked: readonly Asked[], more = ''): Promise<{ core: boolean[]; evaluated: (boolean | undefined)[] }> {
  const codes = [...new Set(asked.map(({ code }) => code))];
  const text = `${more}rules:\n${codes.map((code, index) => `  - 'AND,((DST-PORT,${firstPort + index}),(GEOSITE,${code})),REJECT'\n`).join('')}  - MATCH,REJECT\n`;
  const core = await startClashCore(text, { files: { 'GeoSite.dat': geositeFile(lists) } });
  try {
    await ready(core);
    const questions = asked.map(({ code, host }) => ({ way: 'connect' as const, host, port: firstPort + codes.indexOf(code) }));
    const observed = await askCore(core, questions);
    const configuration = readConfiguration(text, { form: 'configuration' });
    const geosite = await readGeosite(configuration, new Map(), core.folder);
    assert.ok(geosite);
    const knowledge = { ...nothingKnown, geosite: (code: string, host: string) => geosite.holds(code, host) };
    return {
      core: observed.map(({ rule }) => rule === 'AND' || rule === 'And'),
      evaluated: questions.map(({ host, port }) => {
        const { rule, complete } = explainConnection(configuration, { host, network: 'tcp', destinationPort: port }, knowledge);
        return complete ? rule !== undefined && rule.index < codes.length : undefined;
      }),
    };
  } finally {
    await core.stop();
  }
}

describe('named lists of domains, by a real Clash core', function () {
  this.timeout(120_000);

  it('are matched as the table of the unit tests says', async () => {
    const { core, evaluated } = await both(geositeSample, geositeAnswers.map(([code, host]) => ({ code, host })));
    assert.deepEqual(core, geositeAnswers.map(([, , holds]) => holds), geositeAnswers.filter(([, , holds], index) => core[index] !== holds).join('\n'));
    assert.deepEqual(evaluated, core);
  });

  for (const more of ['', 'geosite-matcher: mph\n', 'geodata-loader: standard\n']) {
    it(`are matched as the evaluator says, over made-up lists${more === '' ? '' : ` with ${more.trim()}`}`, async () => {
      const random = randomness(more.length + 7);
      const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T;
      const labels = ['a', 'b', 'ad', 'ads', 'x1', 'cn', 'test'] as const;
      const name = (): string => Array.from({ length: 1 + random(3) }, () => pick(labels)).join('.');
      const expressions = ['^a', 'ads?\\.', '^[a-b]+\\.', '(^|\\.)x\\d\\.', 'test$', '^ad.{1,2}t', '^(?:a|cn)\\..+'];
      const line = (): string => `${pick(['keyword:', 'domain:', 'full:', 'domain:'])}${name()}${pick(['', '', ' @ads', ' @cn', ' @ads @cn'])}`;
      const lists = Object.fromEntries(['CN', 'L1', 'L2', 'L3', 'L4'].map((list) => [list, [...Array.from({ length: 2 + random(5) }, line), ...(random(2) === 0 ? [`regexp:${pick(expressions)}`] : [])]]));
      const codes = ['cn', 'l1', 'L2', '!l3', 'l4', 'l1@ads', '!l2@cn', 'l3@ads@cn'];
      const asked = Array.from({ length: 150 }, () => {
        const host = `${name()}.${pick(labels)}`;
        return { code: pick(codes), host: random(5) === 0 ? host.toUpperCase() : host };
      });
      const { core, evaluated } = await both(lists, asked, more);
      const wrong = asked.filter((_, index) => evaluated[index] !== undefined && evaluated[index] !== core[index]);
      assert.deepEqual(wrong, [], JSON.stringify(lists));
      const known = evaluated.filter((one) => one !== undefined).length;
      assert.ok(known > 140 && core.includes(true) && core.includes(false), `${known} of ${asked.length} known`);
    });
  }
});
