/** Rows for a gateway in a real workbench: each form generated, previewed, applied, verified and taken back to the byte. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { startMockController, type MockController } from '../../src/lab/clash/mock-controller.ts';
import { temporaryFolder } from '../workbench/lifetime.js';
import { openWindow, type OpenWindow } from '../workbench/window.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { waitForStoredState } from './editor-storage.ts';
import { until } from './shim-window.ts';

const row = 'DOMAIN-SUFFIX,openrouter.ai,OPENROUTER-STABLE';
const password = 'hunter2hunter2';
const configuration = [
  '# mine',
  'mixed-port: 7890 # here',
  'x-base: &base { interval: 300 }',
  'proxies:',
  `  - { name: "🇭🇰 HK-01", type: ss, server: 192.0.2.1, port: 443, cipher: aes-128-gcm, password: "${password}" }`,
  '  - { name: JP, type: http, server: 192.0.2.2, port: 443 }',
  'proxy-groups:',
  '  # the usual one',
  '  - { name: PROXY, type: select, proxies: [JP], <<: *base }',
  'rules:',
  "  - 'DOMAIN-SUFFIX,ads.example,REJECT'",
  '  # the country',
  "  - 'GEOIP,CN,DIRECT'",
  "  - 'MATCH,PROXY'",
  '',
].join('\r\n');
const verge = 'prepend: []\n\nappend: []\n\ndelete: []\n';

describe('rows for a gateway, in a real workbench', function () {
  this.timeout(300_000);
  let window: OpenWindow;
  let workbench: Workbench;
  let controller: MockController;
  const home = temporaryFolder('home');
  const profiles = path.join(home, '.local', 'share', 'io.github.clash-verge-rev.clash-verge-rev');

  before(async () => {
    fs.mkdirSync(path.join(profiles, 'profiles'), { recursive: true });
    fs.writeFileSync(path.join(profiles, 'profiles.yaml'), [
      'current: Labc', 'items:',
      '- { uid: Labc, type: local, name: Mine, file: Labc.yaml, option: { rules: rabc, groups: gabc } }',
      '- { uid: rabc, type: rules, file: rabc.yaml }', '- { uid: gabc, type: groups, file: gabc.yaml }', '- { uid: Script, type: script, file: Script.js }', '',
    ].join('\n'));
    controller = await startMockController({ mixedPort: 9 });
    window = await openWindow({
      env: { HOME: home, XDG_DATA_HOME: path.join(home, '.local', 'share') },
      settings: {
        'gatehouse.clash.controller': controller.url,
        'workbench.reduceMotion': 'on',
        'workbench.quickOpen.closeOnFocusLost': false,
        'files.autoSave': 'off',
      },
    });
    ({ workbench } = window);
    window.page.setDefaultTimeout(90_000);
    // What is there from the start is found by its name.
    for (const name of ['config.yaml', 'override.yaml', 'mine.stoverride', 'generated.yaml']) fs.writeFileSync(path.join(window.profile.workspaceFolder, name), '');
    await window.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  });
  beforeEach(() => clear());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot(`clash-rows-failed-${this.currentTest.title.replace(/\W+/g, '-').slice(0, 40)}`);
  });
  after(async () => {
    await window?.close();
    await controller?.close();
  });

  const dialog = () => window.page.locator('.monaco-dialog-box');
  const toast = (text: string | RegExp) => window.page.locator('.notification-toast', { hasText: text });
  const press = (label: string) => dialog().locator('a.monaco-button, button', { hasText: label }).first().click();

  async function clear(): Promise<void> {
    await workbench.runCommand('Notifications: Clear All Notifications');
    await until('no toast is left', async () => (await window.page.locator('.notification-toast').count()) === 0);
  }

  async function open(name: string, text: string): Promise<string> {
    const file = path.join(window.profile.workspaceFolder, name);
    fs.writeFileSync(file, text);
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Go to File...');
    await window.page.locator('.quick-input-widget input.input').fill(name);
    await workbench.pick(new RegExp(name));
    await window.page.locator('.tab.active', { hasText: name }).waitFor();
    // The editor may show what the file held before, until it hears of the change.
    await window.page.locator('.view-line', { hasText: /DOMAIN|GEOIP/ }).first().waitFor();
    return file;
  }

  /** Answers the questions up to the preview. */
  async function generate({ form, nodes, place }: { form: string; nodes?: string; place: string | RegExp }): Promise<void> {
    const { page } = window;
    await workbench.runCommand('Gatehouse: Generate Clash Rows for a Gateway');
    await page.locator('.quick-input-widget .quick-input-list-row', { hasText: 'OpenRouter' }).first().waitFor();
    await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    await workbench.pick(form);
    if (nodes === undefined) await workbench.pick('All Nodes');
    else {
      await workbench.pick('Chosen Nodes');
      await page.locator('.quick-input-widget .quick-input-list-row', { hasText: nodes }).first().click();
      await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    }
    const name = page.locator('.quick-input-widget input.input');
    await until('the name is asked for', async () => (await name.inputValue()) === 'OPENROUTER-STABLE');
    await name.press('Enter');
    await workbench.pick(place);
  }

  async function takeBack(): Promise<void> {
    await clear();
    await workbench.runCommand('Gatehouse: Take Clash Rows Back');
    await toast(/Taken back|Changed since/).waitFor();
  }

  /** A file is emptied before it is written. */
  async function holdsAgain(file: string, text: string): Promise<void> {
    await until(`${file} is as it was`, () => fs.readFileSync(file).equals(Buffer.from(text)));
  }

  const cases: [what: string, name: string, text: string, form: string, holds: RegExp, rules: (text: string) => unknown][] = [
    ['a plain configuration', 'config.yaml', configuration, 'Plain configuration', /\r\n {2}- \{ name: OPENROUTER-STABLE, /, (text) => (parse(text, { merge: true }) as { rules: string[] }).rules[1]],
    ['a Party override', 'override.yaml', '# mine\n+rules:\n  - DOMAIN,x.example,DIRECT', 'Clash Party override', /\+proxy-groups:/, (text) => (parse(text) as Record<string, string[]>)['+rules']?.[0]],
    ['a Stash override', 'mine.stoverride', 'name: Mine\nrules:\n  - DOMAIN,x.example,DIRECT\n', 'Stash override', /proxy-groups:/, (text) => (parse(text) as Record<string, string[]>)['rules']?.[0]],
  ];
  for (const [what, name, text, form, holds, rowOf] of cases) {
    it(`${what}: previewed, applied, taken back`, async () => {
      const file = await open(name, text);
      await generate({ form, ...(name === 'config.yaml' && { nodes: 'JP' }), place: 'The Open File' });
      await dialog().waitFor();
      const shown = (await window.page.locator('.monaco-diff-editor').innerText()).replaceAll('\u00a0', ' ');
      assert.match(shown, /DOMAIN-SUFFIX,openrouter\.ai,OPENROUTER-STABLE/);
      assert.ok(!shown.includes(password), 'passwords are masked');
      await workbench.screenshot(`clash-rows-${name}`);
      assert.equal(fs.readFileSync(file, 'utf8'), text, 'nothing is written before the user agrees');
      await press('Write');
      await toast('Written').waitFor();
      await until('it is written', () => fs.readFileSync(file, 'utf8').includes(row));
      const after = fs.readFileSync(file, 'utf8');
      assert.equal(rowOf(after), row);
      assert.match(after, holds);
      await takeBack();
      await holdsAgain(file, text);
    });
  }

  it('the pair of the profile that is active in Clash Verge, both or none', async () => {
    const files = ['gabc.yaml', 'rabc.yaml'].map((name) => path.join(profiles, 'profiles', name));
    for (const file of files) fs.writeFileSync(file, verge);
    await workbench.runCommand('View: Close All Editors');
    await generate({ form: 'Clash Verge: Rules and Groups of a profile', place: /Clash Verge: the profile Mine/ });
    await dialog().waitFor();
    await press('Cancel');
    await toast('Nothing was changed.').waitFor();
    for (const file of files) assert.equal(fs.readFileSync(file, 'utf8'), verge);
    await clear();
    await generate({ form: 'Clash Verge: Rules and Groups of a profile', place: /Clash Verge: the profile Mine/ });
    await dialog().waitFor();
    await press('Write');
    await until('both are written', () => files.every((file) => fs.readFileSync(file, 'utf8').endsWith('delete: []\n') && fs.readFileSync(file, 'utf8') !== verge));
    const [groups, rules] = files.map((file) => parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown[]>);
    assert.deepEqual(rules, { prepend: [row], append: [], delete: [] });
    assert.equal((groups?.['prepend']?.[0] as { name: string }).name, 'OPENROUTER-STABLE');
    await takeBack();
    for (const file of files) await holdsAgain(file, verge);
  });

  it('the script of Clash Verge', async () => {
    const file = path.join(profiles, 'profiles', 'Script.js');
    const own = 'function main(config, profileName) {\n  return config;\n}\n';
    fs.writeFileSync(file, own);
    await generate({ form: 'Clash Verge: Script', place: /the Script for all profiles/ });
    await dialog().waitFor();
    await press('Write');
    await until('it is written', () => fs.readFileSync(file, 'utf8').includes(row));
    assert.ok(fs.readFileSync(file, 'utf8').startsWith(own));
    await takeBack();
    await holdsAgain(file, own);
  });

  it('is verified, says what is wrong, and leaves alone what was changed since', async () => {
    const file = await open('config.yaml', configuration);
    await generate({ form: 'Plain configuration', nodes: 'JP', place: 'The Open File' });
    await dialog().waitFor();
    await press('Write');
    await toast('Written').waitFor();
    await until('it is written', () => fs.readFileSync(file, 'utf8').endsWith("MATCH,PROXY'\r\n"));
    const written = fs.readFileSync(file, 'utf8');
    await clear();
    controller.state.rules = [{ type: 'GeoIP', payload: 'CN', target: 'DIRECT' }, { type: 'Match', payload: '', target: 'PROXY' }];
    controller.state.proxies = [{ name: 'JP', type: 'Http', alive: true }];
    await workbench.runCommand('Gatehouse: Verify Clash Rows');
    await toast(/it has not loaded the change/).waitFor();
    await clear();
    controller.state.rules = [{ type: 'DomainSuffix', payload: 'openrouter.ai', target: 'OPENROUTER-STABLE' }, ...controller.state.rules];
    controller.state.proxies = [...controller.state.proxies, { name: 'OPENROUTER-STABLE', type: 'Fallback', members: ['JP'], now: 'JP' }];
    await workbench.runCommand('Gatehouse: Verify Clash Rows');
    await toast(/In force: the rows for OPENROUTER-STABLE are number 1 in the core/).waitFor();
    await workbench.screenshot('clash-rows-verified');
    assert.ok(controller.calls.every(({ method }) => method === 'GET'), 'only reads');
    fs.writeFileSync(file, `${written}# mine\r\n`);
    await takeBack();
    assert.equal(fs.readFileSync(file, 'utf8'), `${written}# mine\r\n`);
    fs.writeFileSync(file, written);
    await takeBack();
    await holdsAgain(file, configuration);
  });

  it('warns when a refresh by the app has moved or removed the rows, and puts them right', async () => {
    const file = await open('config.yaml', configuration);
    const group = { name: 'OPENROUTER-STABLE', type: 'Fallback', members: ['JP'], now: 'JP' };
    const others = [{ type: 'GeoIP', payload: 'CN', target: 'DIRECT' }, { type: 'Match', payload: '', target: 'PROXY' }];
    const own = { type: 'DomainSuffix', payload: 'openrouter.ai', target: 'OPENROUTER-STABLE' };
    controller.state.proxies = [{ name: 'JP', type: 'Http', alive: true }, group];
    controller.state.rules = [own, ...others];
    await generate({ form: 'Plain configuration', nodes: 'JP', place: 'The Open File' });
    await dialog().waitFor();
    await press('Write');
    await toast('Written').waitFor();
    const written = fs.readFileSync(file, 'utf8');
    await clear();
    await workbench.runCommand('Gatehouse: Verify Clash Rows');
    await toast(/In force/).waitFor();
    await clear();

    // The app merges anew: the row is below one that resolves.
    const moved = written.replace(/ {2}- 'DOMAIN-SUFFIX,openrouter\.ai,[^\n]*\n/, '').replace(/( {2}- 'GEOIP,CN,DIRECT'\r\n)/, `$1  - '${row}'\r\n`);
    assert.notEqual(moved, written);
    fs.writeFileSync(file, moved);
    controller.state.rules = [others[0]!, own, others[1]!];
    await toast(/no longer in force, as after a refresh/).waitFor();
    assert.match(await toast(/no longer in force/).innerText(), /Merging has moved it/);
    await workbench.screenshot('clash-rows-moved');
    await toast(/no longer in force/).locator('a.monaco-button, button', { hasText: 'Put Them Right' }).click();
    await dialog().waitFor();
    assert.equal(fs.readFileSync(file, 'utf8'), moved, 'nothing is written before the user agrees');
    await press('Write');
    await until('the rows stand on top', () => /DOMAIN-SUFFIX,openrouter\.ai[^]*GEOIP,CN/.test(fs.readFileSync(file, 'utf8')));
    assert.equal((parse(fs.readFileSync(file, 'utf8'), { merge: true }) as { rules: string[] }).rules.filter((one) => one === row).length, 1);
    controller.state.rules = [own, ...others];
    await toast(/are in force again/).waitFor();
    await clear();

    // It writes the file anew from the subscription alone.
    const refreshed = configuration.replace('# mine', '# refreshed');
    fs.writeFileSync(file, refreshed);
    controller.state.rules = others;
    controller.state.proxies = [{ name: 'JP', type: 'Http', alive: true }];
    await toast(/no longer in force/).locator('a.monaco-button, button', { hasText: 'Put Them Right' }).click();
    await dialog().waitFor();
    await press('Write');
    await until('the rows are there again', () => fs.readFileSync(file, 'utf8').includes(row));
    assert.ok(fs.readFileSync(file, 'utf8').startsWith('# refreshed'));
    controller.state.rules = [own, ...others];
    controller.state.proxies = [{ name: 'JP', type: 'Http', alive: true }, group];
    await toast(/are in force again/).waitFor();
    await takeBack();
    await holdsAgain(file, refreshed);
    assert.ok(controller.calls.every(({ method }) => method === 'GET'), 'only reads');
  });

  it('goes on watching in a window that is opened later', async () => {
    const file = await open('config.yaml', configuration);
    const own = { type: 'DomainSuffix', payload: 'openrouter.ai', target: 'OPENROUTER-STABLE' };
    const others = [{ type: 'GeoIP', payload: 'CN', target: 'DIRECT' }, { type: 'Match', payload: '', target: 'PROXY' }];
    controller.state.rules = [own, ...others];
    await generate({ form: 'Plain configuration', nodes: 'JP', place: 'The Open File' });
    await dialog().waitFor();
    await press('Write');
    await toast('Written').waitFor();
    await clear();
    await workbench.runCommand('Gatehouse: Verify Clash Rows');
    await toast(/In force/).waitFor();
    await clear();
    await waitForStoredState(window.page, 'gatehouse.gatehouse', '"inForce"');

    // The app merges anew while no window is open.
    await window.page.goto('about:blank');
    controller.state.rules = [others[0]!, own, others[1]!];
    await window.page.goto(window.server.url);
    await workbench.ready();
    await toast(/no longer in force, as after a refresh/).waitFor();
    assert.ok(controller.calls.every(({ method }) => method === 'GET'), 'only reads');
    controller.state.rules = [own, ...others];
    // As the app writes it once more; the minute's look would tell as well.
    fs.writeFileSync(file, fs.readFileSync(file));
    await toast(/are in force again/).waitFor({ timeout: 120_000 });
    await takeBack();
    await holdsAgain(file, configuration);
  });

  it('names the form that stays where an app writes the file anew', async () => {
    await open('generated.yaml', `# Generated by Clash Verge\n${configuration}`);
    await clear();
    await workbench.runCommand('Gatehouse: Generate Clash Rows for a Gateway');
    await window.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    await window.page.locator('.quick-input-widget .quick-input-list-row', { hasText: 'Rules and Groups of a profile' }).waitFor();
    assert.match((await workbench.picks())[0] ?? '', /Clash Verge: Rules and Groups of a profile/);
    await window.page.keyboard.press('Escape');
  });
});
