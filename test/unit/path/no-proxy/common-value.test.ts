import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { dialects, usualClients } from '../../../../src/path/dialects/index.ts';
import { asMeant, commonValue, listsOf, studyExclusions, type Cell } from '../../../../src/path/no-proxy/common-value.ts';
import { misreadings, variableReaders } from '../../../../src/path/no-proxy/misreadings.ts';
import { wayOf, type ExclusionPlace } from '../../../../src/path/no-proxy/place.ts';
import { findClient } from '../../../../src/path/routes.ts';

const proxy = 'http://192.0.2.1:3128';
const proxies = { GLOBAL_AGENT_HTTP_PROXY: proxy, HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, https_proxy: proxy };
const openRouter = new URL('https://openrouter.ai/api/v1');

function placeOf(list: string | { lower?: string; upper?: string }, clients: readonly string[] = usualClients): ExclusionPlace {
  const { lower, upper } = typeof list === 'string' ? { lower: list, upper: list } : list;
  return {
    clients: clients.map(findClient),
    environment: { ...proxies, ...(lower !== undefined && { no_proxy: lower }), ...(upper !== undefined && { NO_PROXY: upper }) },
    editorSettings: {},
    platform: 'linux',
    list: 'variables',
  };
}

function valueOf(place: ExclusionPlace, gateway = openRouter): string | undefined {
  return commonValue(studyExclusions([place], listsOf(place), gateway))?.join(',');
}

describe('one exclusion list that means the same to all clients', () => {
  const cases: readonly [what: string, list: string, clients: readonly string[], value: string][] = [
    ['a good list stays', 'localhost,127.0.0.1,::1', ['curl', 'python-httpx'], 'localhost,127.0.0.1,::1'],
    ['loopback is added for those who need it', 'example.com', ['curl'], 'example.com,localhost,127.0.0.1,::1'],
    ['and not for those who do not', 'example.com', ['go'], 'example.com'],
    // axios takes every loopback spelling for the one that is listed.
    ['names get the dot that exact clients want', 'example.com', ['axios'], 'example.com,.example.com,localhost'],
    ['and nothing is added that the rest says', '*.corp.example', ['go', 'curl'], '*.corp.example,corp.example,localhost,127.0.0.1,::1'],
    ['both forms where each has a reader', '*.example.com', ['curl', 'go'], '*.example.com,example.com,localhost,127.0.0.1,::1'],
    ['blanks become commas', 'a.example b.example', ['go'], 'a.example,b.example'],
    ['what is odd becomes clean', 'HTTPS://A.Example/,b.example.', ['go'], 'a.example,b.example'],
    ['a small range is written out', '10.1.2.0/31', ['go', 'wget'], '10.1.2.0/31,10.1.2.0,10.1.2.1,localhost,127.0.0.1,::1'],
    ['a large one is not', '10.0.0.0/8', ['go', 'python-httpx'], '10.0.0.0/8,localhost,127.0.0.1,::1'],
    ['brackets that break a client go', '[::1]', ['python-httpx'], '::1,localhost,127.0.0.1'],
    ['a port goes beside its host', 'a.example:443', ['go', 'curl'], 'a.example:443,a.example,localhost,127.0.0.1,::1'],
    ['what nobody can tell is kept', '<local>,a.example', ['go'], '<local>,a.example'],
  ];
  for (const [what, list, clients, value] of cases) it(what, () => assert.equal(valueOf(placeOf(list, clients)), value));

  it('asks nothing where no proxy is used', () => {
    assert.equal(valueOf({ ...placeOf('example.com'), environment: { NO_PROXY: 'example.com' } }), undefined);
  });

  it('joins what only one of the variables has', () => {
    assert.equal(valueOf(placeOf({ lower: 'a.example', upper: 'b.example' }, ['go'])), 'a.example,b.example');
  });

  it('keeps a port that the gateway is not meant by', () => {
    const gateway = new URL('https://gw.example:8443/v1');
    const place = placeOf('gw.example:443', ['curl', 'go']);
    const value = valueOf(place, gateway) ?? '';
    for (const client of place.clients) assert.equal(wayOf(client, place, gateway, value), 'proxied');
  });

  it('says so, by kind, with the clients that differ', () => {
    const place = placeOf('*.corp.example,10.0.0.0/8,localhost,127.0.0.1,::1', ['curl', 'go', 'python-httpx']);
    const met = misreadings(studyExclusions([place], listsOf(place), openRouter), place);
    assert.deepEqual(met.map(({ kind, entries, clients }) => [kind, entries, clients]), [
      ['wildcard', ['*.corp.example'], ['curl', 'Python httpx']],
      ['range', ['10.0.0.0/8'], ['Python httpx']],
    ]);
  });

  const kinds: readonly [kind: string, list: string, client: string][] = [
    ['everything', '*', 'wget'],
    ['port', 'a.example:443', 'curl'],
    ['leading-dot', '.a.example', 'global-agent'],
    ['below', 'a.example', 'axios'],
    ['ipv6', '2001:db8::7', 'npm'],
    ['separator', 'a.example b.example', 'go'],
    ['spelling', 'https://a.example/', 'curl'],
    ['breaks', '[2001:db8::7]', 'python-httpx'],
    ['too-wide', 'ter.ai', 'python-requests@2.32.3'],
    ['loopback-missing', 'a.example', 'curl'],
  ];
  for (const [kind, list, client] of kinds) {
    it(`${kind}: ${client} with ${list}`, () => {
      const place = placeOf(list, [client]);
      const met = misreadings(studyExclusions([place], listsOf(place), openRouter), place);
      assert.ok(met.some((one) => one.kind === kind), `found: ${met.map((one) => one.kind).join(', ') || 'nothing'}`);
      if (kind === 'too-wide') assert.ok(met.some((one) => one.kind === kind && one.gateway));
    });
  }

  it('knows which variable is read by playing names that only one has', () => {
    assert.deepEqual(variableReaders(placeOf('', ['curl', 'go'])), { lower: ['curl'], upper: ['Go'] });
  });

  const label = fc.constantFrom('a', 'api', 'corp', 'example', 'ter', 'router');
  const name = fc.array(label, { minLength: 2, maxLength: 3 }).map((labels) => `${labels.join('.')}.ai`);
  const entry = fc.oneof(
    name,
    name.map((one) => `.${one}`),
    name.map((one) => `*.${one}`),
    name.map((one) => one.toUpperCase()),
    name.map((one) => `${one}.`),
    fc.tuple(name, fc.constantFrom('80', '443', '8443')).map(([one, port]) => `${one}:${port}`),
    name.map((one) => `https://${one}/`),
    fc.constantFrom(
      '*', 'ter.ai', 'openrouter.ai', '.openrouter.ai', 'openrouter.ai:8443', '<local>', '10.*', '192.168.', '[::1]', '::1',
      '127.0.0.1', 'localhost', '10.0.0.0/8', '10.1.2.0/30', '2001:db8::7', '[2001:db8::7]', '2001:db8::/32', '127.0.0.0/8',
    ),
  );
  const list = fc.tuple(fc.array(entry, { maxLength: 4 }), fc.constantFrom(',', ', ', ' ')).map(([entries, by]) => entries.join(by));
  const clients = fc.uniqueArray(fc.constantFrom(...dialects.map(({ id }) => id)), { minLength: 1, maxLength: 4 });
  const gateway = fc.constantFrom('https://openrouter.ai/api/v1', 'http://127.0.0.1:4000/v1', 'https://gw.corp.ai:8443/v1', 'http://10.1.2.3/v1');

  it('is settled, never sends the gateway astray, and leaves nobody behind who could agree', function () {
    this.timeout(600_000);
    fc.assert(
      fc.property(list, fc.option(list, { nil: undefined }), clients, gateway, (lower, upper, ids, url) => {
        const place = placeOf({ lower, ...(upper !== undefined && { upper }) }, ids);
        const study = studyExclusions([place], listsOf(place), new URL(url));
        const words = commonValue(study);
        if (!words) return;
        const value = words.join(',');
        const after = (cell: Cell, text: string): boolean => asMeant(cell, wayOf(cell.client, place, cell.probe.url, text));
        const way = (cell: Cell, text: string): string => wayOf(cell.client, place, cell.probe.url, text);
        const harms = (cell: Cell, before: string, more: string): boolean =>
          (after(cell, before) && !after(cell, more)) || (way(cell, more) === 'fails' && way(cell, before) !== 'fails');
        for (const cell of study.cells) {
          if (cell.probe.of === 'gateway' && asMeant(cell, cell.now)) assert.ok(after(cell, value), `${cell.client.dialect.id}: the gateway by ${value}`);
          // Nobody is worse off for a host that is meant to be left out.
          if (cell.meant === 'direct' && cell.plain && cell.probe.of !== 'gateway' && cell.now === 'direct' && !after(cell, value)) {
            const harmless = !study.cells.some((one) => harms(one, value, `${value},${cell.probe.url.hostname}`));
            assert.ok(!harmless, `${cell.client.dialect.id}: ${cell.probe.url.href} by ${value}`);
          }
        }
        // No other spelling of any entry helps one client without harm to another.
        const wrong = study.cells.filter((cell) => !after(cell, value));
        for (const { spellings } of study.groups) {
          for (const spelling of spellings) {
            const more = [...words, ...spelling].join(',');
            const helps = wrong.some((cell) => after(cell, more));
            if (helps) assert.ok(study.cells.some((cell) => harms(cell, value, more)), `${spelling.join()} would help beside ${value}`);
          }
        }
        const again = placeOf(value, ids);
        assert.equal(valueOf(again, new URL(url)), value, 'applied twice');
      }),
      // Each value is a search of its own; `numRuns` of a longer run is taken as it is.
      { numRuns: fc.readConfigureGlobal()?.numRuns ?? 25 },
    );
  });
});
