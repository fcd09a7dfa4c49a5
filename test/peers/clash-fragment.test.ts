/** Every form of a fragment, merged as its app does, run by a real core: the gateway's host is led to the group by a connection. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vm from 'node:vm';
import { parse, stringify } from 'yaml';
import { findForm } from '../../src/clash/fragment/forms/index.ts';
import { fragmentFormIds, type FragmentFormId } from '../../src/clash/fragment/fragment.ts';
import { placeFragment } from '../../src/clash/fragment/place.ts';
import { keylessStatuses } from '../../src/clash/fragment/stable-group.ts';
import { verifyFragment, type Connecting } from '../../src/clash/fragment/verify.ts';
import type { Verification, VerificationFacts } from '../../src/clash/fragment/verification.ts';
import type { FragmentMembers, FragmentWish } from '../../src/clash/fragment/wish.ts';
import { applyEdits } from '../../src/clash/text-edit.ts';
import { readConfiguration } from '../../src/clash/configuration/read.ts';
import { connectThrough } from './rigs/clash-client.ts';
import { checkWithClashCore, startClashCore, type ClashCore } from './rigs/clash-core.ts';
import { startHttpNode, type ClashNode } from './rigs/clash-node.ts';
import { startClashOrigin, type ClashOrigin } from './rigs/clash-origin.ts';

type Config = Record<string, unknown>;
const group = 'OPENROUTER-STABLE';
const rulesOfProfile = ['DOMAIN,ads.example,REJECT', 'IP-CIDR,10.0.0.0/8,DIRECT', 'DOMAIN-KEYWORD,router,PROXY', 'MATCH,PROXY'];

describe('rows for a gateway, run by a real core', function () {
  this.timeout(60_000);
  let origin: ClashOrigin;
  let nodes: Record<'a' | 'b', ClashNode>;
  let base = '';

  before(async () => {
    origin = await startClashOrigin();
    nodes = { a: await startHttpNode('node a', () => origin), b: await startHttpNode('🇯🇵 b.1', () => origin) };
    base = `proxies:\n  - ${nodes.a.yaml}\n  - ${nodes.b.yaml}\nproxy-groups:\n  - { name: PROXY, type: select, proxies: ['node a'] }\nrules:\n${rulesOfProfile.map((one) => `  - ${one}\n`).join('')}`;
  });
  after(async () => {
    for (const node of Object.values(nodes ?? {})) await node.close();
    await origin?.close();
  });

  function wish(members: FragmentMembers = { nodes: ['🇯🇵 b.1'] }): FragmentWish {
    const hosts = ['openrouter.ai', 'eu.openrouter.ai'].map((host) => ({ id: 'openrouter', name: 'OpenRouter', host, port: 443, inUse: true }));
    return { hosts, testUrl: `http://127.0.0.1:${origin.port}/key`, group, members };
  }

  /** What the app makes of its profile and the fragment. */
  const merged: Record<FragmentFormId, (asked: FragmentWish) => string> = {
    plain(asked) {
      const placement = placeFragment({ text: base, path: undefined }, 'plain', asked);
      assert.equal(placement.kind, 'edits', JSON.stringify(placement));
      return placement.kind === 'edits' ? applyEdits(base, placement.edits) : '';
    },
    'verge-files'(asked) {
      const files = findForm('verge-files')?.files(asked) ?? [];
      const text = (holds: string): string => files.find((one) => one.holds === holds)?.text ?? '';
      return stringify(vergeCleaned(vergeSequence(vergeSequence(parse(base) as Config, text('rules'), 'rules'), text('groups'), 'proxy-groups')));
    },
    'verge-script'(asked) {
      const script = findForm('verge-script')?.files(asked)[0]?.text ?? '';
      return stringify(vergeCleaned(vergeScript(parse(base) as Config, script)));
    },
    party: (asked) => stringify(partyMerged(parse(base) as Config, parse(findForm('party')?.files(asked)[0]?.text ?? '') as Config)),
    stash: (asked) => stringify(stashMerged(parse(base) as Config, parse(findForm('stash')?.files(asked)[0]?.text ?? '') as Config)),
  };

  const through = (core: ClashCore): Connecting => async (host, port) => {
    const stream = await connectThrough(core.ports.mixed, host, port).catch(() => undefined);
    // The core lists a connection once it has a node.
    await sleep(50);
    return stream && { close: () => stream.close() };
  };
  async function verify(core: ClashCore, asked: FragmentWish, facts: VerificationFacts = {}): Promise<Verification> {
    return verifyFragment(asked, core.client, AbortSignal.timeout(10_000), { ...facts, connect: through(core) });
  }
  const ids = ({ problems }: Verification): string[] => problems.map(({ id }) => id);

  for (const form of fragmentFormIds) {
    for (const [what, members, expected] of [
      ['a chosen node', { nodes: ['🇯🇵 b.1'] }, ['🇯🇵 b.1']],
      ['a pattern', { filter: '(?i)NODE|never' }, ['node a']],
      ['all nodes', { filter: undefined }, ['node a', '🇯🇵 b.1']],
    ] as const satisfies readonly (readonly [string, FragmentMembers, readonly string[]])[]) {
      it(`${form}, by ${what}: the core takes it and leads the gateway through the group`, async () => {
        const configuration = merged[form](wish(members));
        const checked = await checkWithClashCore(configuration);
        assert.ok(checked.accepted, checked.said);
        const core = await startedCore(configuration);
        try {
          const found = await verify(core, wish(members), { file: readConfiguration(configuration).rules });
          assert.deepEqual([ids(found), found.took], [[], true], JSON.stringify(found));
          const running = (await core.client.proxies(AbortSignal.timeout(5_000))).get(group);
          assert.equal(running?.type, 'Fallback');
          assert.deepEqual([...(running?.members ?? [])].sort(), [...expected].sort());
          const stream = await connectThrough(core.ports.mixed, 'eu.openrouter.ai', 443);
          await sleep(50);
          const { connections } = await core.client.connections(AbortSignal.timeout(5_000));
          const own = connections.find(({ host }) => host === 'eu.openrouter.ai');
          assert.deepEqual([own?.chains.at(-1), expected.includes((own?.chains[0] ?? '') as never), own?.rule, own?.rulePayload], [group, true, 'DomainSuffix', 'openrouter.ai']);
          assert.equal(own?.destinationIp, undefined, 'no row above made the core resolve the name');
          assert.ok(nodes[own?.chains[0] === 'node a' ? 'a' : 'b'].log.some(({ host }) => host === 'eu.openrouter.ai'));
          stream.close();
        } finally {
          await core.stop();
        }
      });
    }
  }

  it('keeps the order of chosen nodes where they are named, and sorts them where a pattern finds them', async () => {
    for (const [form, members] of [['plain', ['🇯🇵 b.1', 'node a']], ['verge-script', ['🇯🇵 b.1', 'node a']], ['party', ['node a', '🇯🇵 b.1']]] as const) {
      const core = await startedCore(merged[form](wish({ nodes: ['🇯🇵 b.1', 'node a'] })));
      try {
        assert.deepEqual((await core.client.proxies(AbortSignal.timeout(5_000))).get(group)?.members, members, form);
      } finally {
        await core.stop();
      }
    }
  });

  it('counts the statuses with which a gateway speaks to somebody without a key, and no refusal of a region', async () => {
    const core = await startedCore(merged.plain(wish()));
    // An answer within one millisecond counts as none.
    nodes.a.setFault({ kind: 'delay', ms: 20 });
    try {
      for (const [status, counts] of [[200, true], [401, true], [404, true], [405, true], [429, true], [302, false], [403, false], [451, false], [502, false]] as const) {
        origin.setHealth(status);
        const url = `http://127.0.0.1:${origin.port}/generate_204`;
        await core.client.delay('node a', url, 3_000, AbortSignal.timeout(10_000), keylessStatuses);
        // The call itself gives the time whatever the status; what the group goes by is the node's state.
        const node = (await core.client.proxies(AbortSignal.timeout(5_000))).get('node a');
        assert.equal(node?.healthByUrl.get(url)?.alive, counts, String(status));
      }
    } finally {
      origin.setHealth(204);
      nodes.a.setFault({ kind: 'none' });
      await core.stop();
    }
  });

  it('a name that the subscription no longer has takes no group and no core down', async () => {
    for (const form of fragmentFormIds.filter((one) => one !== 'plain')) {
      const { accepted, said } = await checkWithClashCore(merged[form](wish({ nodes: ['gone', 'node a'] })));
      assert.ok(accepted, `${form}: ${said}`);
    }
  });

  describe('verify says exactly what is wrong', () => {
    const good = (): string => merged.plain(wish());
    const cases: [what: string, configuration: () => string, ids: string[], facts?: (() => VerificationFacts) | undefined][] = [
      ['the file was changed and not loaded', () => base, ['not-reloaded', 'group-missing', 'led-elsewhere'], () => ({ file: readConfiguration(good()).rules })],
      ['another profile runs', () => `proxies:\n  - ${nodes.a.yaml}\nrules:\n  - DOMAIN,x.example,DIRECT\n  - MATCH,node a\n`, ['other-profile', 'group-missing', 'led-elsewhere'], () => ({ file: readConfiguration(good()).rules })],
      ['merging put rows above', () => good().replace('rules:\n', 'rules:\n  - DOMAIN-KEYWORD,openrouter,PROXY\n'), ['row-below', 'led-elsewhere']],
      ['merging put a row above that resolves', () => good().replace('rules:\n', 'rules:\n  - IP-CIDR,192.0.2.0/24,PROXY\n'), ['row-below'], undefined],
      ['the pattern finds no node', () => good().replace(/proxies:\n\s+- 🇯🇵 b\.1|proxies: \[[^\]]*🇯🇵 b\.1[^\]]*\](?=, url)/u, (found) => (found.includes('[') ? 'include-all: true, filter: nothing' : 'include-all: true\n    filter: nothing')), ['group-empty']],
      ['the mode asks no rule', () => `mode: global\n${good()}`, ['mode']],
      ['the group is another one', () => good().replaceAll(group, 'OTHER'), ['rows-missing', 'group-missing', 'led-elsewhere']],
    ];
    for (const [what, configuration, expected, facts] of cases) {
      it(what, async () => {
        const text = configuration();
        const core = await startedCore(text);
        try {
          const found = await verify(core, wish(), facts ? facts() : { file: readConfiguration(text).rules });
          assert.deepEqual([ids(found), found.took], [expected, false], JSON.stringify(found, null, 1));
        } finally {
          await core.stop();
        }
      });
    }
    it('a core that was asked before and after without loading anything', async () => {
      const core = await startedCore(base);
      try {
        const rules = await core.client.rules(AbortSignal.timeout(5_000));
        assert.deepEqual(ids(await verify(core, wish(), { before: rules })), ['not-reloaded', 'group-missing', 'led-elsewhere']);
      } finally {
        await core.stop();
      }
    });
    it('no node reaches the gateway: said, and the rows are in force', async () => {
      const asked = { ...wish(), testUrl: 'http://127.0.0.1:9/key' };
      nodes.b.setFault({ kind: 'refuse' });
      const core = await startedCore(merged.plain(asked));
      try {
        let found: Verification | undefined;
        for (let turn = 0; turn < 40 && !found?.problems.some(({ id }) => id === 'nodes-dead'); turn++) {
          await sleep(100);
          found = await verifyFragment(asked, core.client, AbortSignal.timeout(10_000));
        }
        assert.deepEqual([found && ids(found), found?.took], [['nodes-dead'], true]);
      } finally {
        nodes.b.setFault({ kind: 'none' });
        await core.stop();
      }
    });
  });

  it('sees after a refresh that merging has moved the rows', async () => {
    const core = await startedCore(merged.plain(wish()));
    try {
      assert.equal((await verify(core, wish())).took, true);
      fs.writeFileSync(core.configurationFile, fs.readFileSync(core.configurationFile, 'utf8').replace('rules:\n', 'rules:\n  - DOMAIN-SUFFIX,ai,PROXY\n'));
      process.kill(core.pid, 'SIGHUP');
      // A reload closes what its controller is being asked.
      const rows = async (): Promise<number | undefined> => (await core.client.rules(AbortSignal.timeout(5_000)).catch(() => undefined))?.length;
      for (let turn = 0; ((await rows()) ?? 5) === 5 && turn < 50; turn++) await sleep(100);
      assert.deepEqual(ids(await verify(core, wish())), ['row-below', 'led-elsewhere']);
    } finally {
      await core.stop();
    }
  });
});

/** The controller answers before the configuration is in force; so this waits until it is. */
async function startedCore(configuration: string): Promise<ClashCore> {
  const core = await startClashCore(configuration);
  const wanted = readConfiguration(configuration).rules.length;
  for (let turn = 0; turn < 100 && (await core.client.rules(AbortSignal.timeout(5_000))).length !== wanted; turn++) await sleep(20);
  for (let turn = 0; turn < 100 && !/Start Mixed|Mixed\(http\+socks\) proxy listening/.test(core.output()); turn++) await sleep(20);
  await sleep(50);
  return core;
}

/** Clash Verge Rev, src-tauri/src/enhance/seq.rs: in front, what is left of the profile's, behind; all three lists must be there. */
function vergeSequence(config: Config, text: string, field: string): Config {
  const lists = parse(text) as Record<'prepend' | 'append' | 'delete', unknown[]>;
  for (const name of ['prepend', 'append', 'delete'] as const) assert.ok(Array.isArray(lists[name]), `the app does not read a file without ${name}`);
  const nameOf = (item: unknown): unknown => (typeof item === 'object' && item !== null ? (item as Config)['name'] : item);
  const own = (config[field] as unknown[] | undefined) ?? [];
  return { ...config, [field]: [...lists.prepend, ...own.filter((item) => !lists.delete.includes(nameOf(item))), ...lists.append] };
}

/** Clash Verge Rev, src-tauri/src/enhance/mod.rs: names that nobody has are taken out of groups. */
function vergeCleaned(config: Config): Config {
  const namesOf = (key: string): string[] => ((config[key] as Config[] | undefined) ?? []).map((one) => String(one['name']));
  const known = new Set([...namesOf('proxies'), ...namesOf('proxy-groups'), ...Object.keys((config['proxy-providers'] as object | undefined) ?? {}), 'DIRECT', 'REJECT', 'REJECT-DROP', 'PASS']);
  const groups = ((config['proxy-groups'] as Config[] | undefined) ?? []).map((one) => (Array.isArray(one['proxies']) ? { ...one, proxies: one['proxies'].filter((name) => known.has(String(name))) } : one));
  return { ...config, 'proxy-groups': groups };
}

/** Clash Verge Rev, src-tauri/src/enhance/script.rs: the script and the call in one block, in and out as JSON. */
function vergeScript(config: Config, script: string): Config {
  const code = `try{\n${script};\nJSON.stringify(main(${JSON.stringify(config)},'profile')||'')\n} catch(err) {\n\`__error_flag__ \${err.toString()}\`\n}`;
  return JSON.parse(String(vm.runInNewContext(code))) as Config;
}

/** Clash Party: \`+key\` puts in front, \`key+\` behind, another list replaces, maps are merged. */
function partyMerged(config: Config, override: Config): Config {
  const merged: Config = { ...config };
  for (const [key, value] of Object.entries(override)) {
    const bare = key.replace(/^\+|\+$/g, '');
    const own = (merged[bare] as unknown[] | undefined) ?? [];
    if (Array.isArray(value) && key.startsWith('+')) merged[bare] = [...value, ...own];
    else if (Array.isArray(value) && key.endsWith('+')) merged[bare] = [...own, ...value];
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) merged[bare] = partyMerged((merged[bare] as Config | undefined) ?? {}, value as Config);
    else merged[bare] = value;
  }
  return merged;
}

/** Stash (stash.wiki, configuration/override): lists are put in front, maps merged, anything else replaced; its own two names are for people. */
function stashMerged(config: Config, override: Config, top = true): Config {
  const merged: Config = { ...config };
  for (const [key, value] of Object.entries(override)) {
    if (top && (key === 'name' || key === 'desc')) continue;
    if (Array.isArray(value)) merged[key] = [...value, ...((merged[key] as unknown[] | undefined) ?? [])];
    else if (typeof value === 'object' && value !== null) merged[key] = stashMerged((merged[key] as Config | undefined) ?? {}, value as Config, false);
    else merged[key] = value;
  }
  return merged;
}
