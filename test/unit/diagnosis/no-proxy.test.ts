import * as assert from 'node:assert/strict';
import * as vm from 'node:vm';
import { execFileSync } from 'node:child_process';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Finding, Fix } from '../../../src/diagnosis/finding.ts';
import { mayWrite, type SettingEntriesChange } from '../../../src/diagnosis/fixes/change.ts';
import { planSetting } from '../../../src/diagnosis/fixes/setting-plan.ts';
import { exclusionSnippet } from '../../../src/diagnosis/rules/no-proxy-fix.ts';
import { judgeLoopback } from '../../../src/diagnosis/rules/loopback.ts';
import { judgeProxyEnvironment } from '../../../src/diagnosis/rules/proxy-environment.ts';
import { renderHtml } from '../../../src/diagnosis/render/html.ts';
import { renderMarkdown } from '../../../src/diagnosis/render/markdown.ts';
import { renderTerminal } from '../../../src/diagnosis/render/terminal.ts';
import { tableText } from '../../../src/diagnosis/render/table-text.ts';
import { isTable } from '../../../src/diagnosis/views/fix-proofs.ts';
import { viewsOf } from '../../../src/diagnosis/views/index.ts';
import type { ClientInUse } from '../../../src/path/clients-in-use.ts';
import type { EditorSetting, ProxySettings } from '../../../src/path/proxy-settings.ts';
import { environment, factsOf, here, resultOf, routeOf, settingsOf } from './samples.ts';
import { diagnosed, subjectOf } from './subjects.ts';

const proxy = 'http://192.0.2.1:3128';
const proxies = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, https_proxy: proxy };
const both = (list: string): Record<string, string> => ({ ...proxies, NO_PROXY: list, no_proxy: list });
const tool = (...clients: string[]): ClientInUse[] => clients.map((client) => ({ client, why: 'tool', runs: 'terminal' }));
const editor: ClientInUse[] = ['vscode-exthost-http', 'vscode-exthost-fetch'].map((client) => ({ client, why: 'editor', runs: 'editor' }));
const loopback = 'localhost,127.0.0.1,::1';

function found(settings: Partial<ProxySettings>, clients: readonly ClientInUse[], facts: Parameters<typeof factsOf>[0] = {}): readonly Finding[] {
  return judgeProxyEnvironment({ ...settingsOf(settings), clients }, factsOf(facts)).findings;
}

/** Those about exclusion lists, in short. */
function short(findings: readonly Finding[]): string[] {
  return findings.filter(({ id }) => /^no-proxy-|case-disagrees/.test(id)).map(({ severity, id }) => `${severity} ${id}`);
}

describe('findings about NO_PROXY for the clients in use', () => {
  const gw = (baseUrl: string): Parameters<typeof factsOf>[0] => ({ gateway: { id: 'custom', title: 'gw', baseUrl, userDefined: true } });
  const cases: readonly [what: string, list: string, clients: string[], facts: Parameters<typeof factsOf>[0], findings: string[]][] = [
    ['a list that all understand', loopback, ['curl', 'python-httpx', 'go'], {}, []],
    ['no list, and no client that needs one', '', ['go'], {}, []],
    ['no list', '', ['curl'], {}, ['info no-proxy-loopback-missing']],
    ['no list, and the gateway is here', '', ['curl'], here, ['warning no-proxy-loopback-missing']],
    ['a wildcard for others', `*.corp.example,${loopback}`, ['curl', 'go'], {}, ['info no-proxy-wildcard']],
    ['a wildcard for the gateway', `*.corp.example,${loopback}`, ['curl', 'go'], gw('https://llm.corp.example/v1'), ['warning no-proxy-wildcard']],
    ['a range that holds loopback', '127.0.0.0/8,localhost,::1', ['python-httpx'], {}, ['warning no-proxy-range']],
    ['loopback that is listed and not understood', 'localhost 127.0.0.1 ::1', ['curl'], {}, ['warning no-proxy-separator']],
    ['an ending that takes the gateway with it', `ter.ai,${loopback}`, ['python-requests@2.32.3'], {}, ['warning no-proxy-too-wide']],
    ['every host, but not for this one', '*', ['wget'], {}, ['warning no-proxy-everything']],
    ['an entry that breaks a client', `[2001:db8::7],${loopback}`, ['python-httpx'], {}, ['warning no-proxy-breaks']],
    ['what looks like a password', `u:hunter2@x,*.corp.example,${loopback}`, ['curl'], {}, ['info no-proxy-wildcard']],
  ];
  for (const [what, list, clients, facts, findings] of cases) {
    it(`${what}: ${findings.join(', ') || 'nothing'}`, () => {
      const seen = found({ environments: [environment(list === '' ? proxies : both(list))] }, tool(...clients), facts);
      assert.deepEqual(short(seen), findings);
      assert.doesNotMatch(JSON.stringify(seen), /hunter2/);
      for (const { fixes } of seen) for (const { proof } of fixes) assert.ok(proof === undefined || isTable(proof));
    });
  }

  it('says nothing where no proxy is used, or nobody looked for clients', () => {
    assert.deepEqual(short(found({ environments: [environment({ NO_PROXY: '*.x.example' })] }, tool('curl'))), []);
    assert.deepEqual(short(judgeProxyEnvironment(settingsOf({ environments: [environment(both('*.x.example'))] }), factsOf()).findings), []);
  });

  it('says which client reads which variable, and warns when the gateway depends on it', () => {
    const variables = { ...proxies, no_proxy: loopback, NO_PROXY: `openrouter.ai,${loopback}` };
    const [first] = found({ environments: [environment(variables)] }, tool('curl', 'go'));
    assert.equal(`${first?.severity} ${first?.id}`, 'warning proxy-variable-case-disagrees');
    assert.match(first?.detail ?? '', /no_proxy is read by curl\. NO_PROXY is read by Go\./);
    assert.match(first?.fixes[0]?.snippet ?? '', /'localhost,127\.0\.0\.1,::1,openrouter\.ai'/);
  });

  it('keeps one finding about loopback in a terminal, with the list that cures it', () => {
    const facts = factsOf();
    const evidence = { ...settingsOf({ environments: [environment(proxies)] }), clients: tool('curl') };
    const spellings = [{ url: 'http://127.0.0.1/', routes: [routeOf('curl', 'proxy')] }];
    const { findings } = diagnose(facts, [
      resultOf('proxy-environment', 'settings', judgeProxyEnvironment(evidence, facts), evidence),
      resultOf('loopback', 'settings', judgeLoopback({ spellings }, facts), { spellings }),
    ]);
    const about = findings.filter(({ id }) => id.includes('loopback'));
    assert.deepEqual(about.map(({ id }) => id), ['loopback-proxied']);
    assert.deepEqual(about[0]?.fixes.map(({ id }) => id), ['one-exclusion-list']);
  });
});

describe('the fix for NO_PROXY', () => {
  const facts = { context: 'extension-host' as const, contextLabel: 'extension host' };
  const list = `*.corp.example,10.0.0.0/8,${loopback}`;
  const inEditor = (variables: Record<string, string>, setting: readonly string[] = []): Partial<ProxySettings> => {
    const entry: EditorSetting = { id: 'http.noProxy', value: setting, scope: setting.length > 0 ? 'user' : 'default' };
    return { environments: [environment(both(list)), environment(variables, 'integrated-terminal')], editor: [entry] };
  };
  const fixOf = (findings: readonly Finding[], where: RegExp): Fix | undefined =>
    findings.find(({ title, id }) => id.startsWith('no-proxy-') && where.test(title))?.fixes[0];

  it('writes the terminal variables of the editor, and the finding is then gone', () => {
    const clients = [...editor, ...tool('curl', 'go')];
    const fix = fixOf(found(inEditor(both(list)), clients, facts), /integrated terminal/);
    const [change] = fix?.changes ?? [];
    assert.ok(change && mayWrite(change) && change.kind === 'setting-entries');
    assert.equal(change.id, 'terminal.integrated.env.linux');
    const { entries } = change as SettingEntriesChange;
    assert.equal(entries['NO_PROXY'], entries['no_proxy']);
    assert.match(entries['NO_PROXY'] ?? '', /^\*\.corp\.example,corp\.example,|^\*\.corp\.example,\.corp\.example,/);
    const after = planSetting(change, undefined).after as Record<string, string>;
    const again = found(inEditor({ ...both(list), ...after }), clients, facts);
    assert.deepEqual(again.filter(({ title, id }) => id.startsWith('no-proxy-') && title.includes('integrated terminal')), []);
  });

  it('writes http.noProxy for the editor itself, which reads no ranges but is told what it can be told', () => {
    const before = found(inEditor(both(list), ['*.corp.example', 'mine.example']), editor, facts);
    const fix = fixOf(before, /extension host/);
    const [change] = fix?.changes ?? [];
    assert.ok(change && mayWrite(change) && change.kind === 'setting-items');
    const after = planSetting(change, ['*.corp.example', 'mine.example']).after as string[];
    assert.deepEqual(after.slice(0, 2), ['*.corp.example', 'mine.example']);
    const again = found(inEditor(both(list), after), editor, facts);
    assert.equal(fixOf(again, /extension host/), undefined);
    assert.ok(!again.some(({ id }) => id === 'no-proxy-wildcard'));
  });

  it('is offered only where it helps somebody', () => {
    const [range] = found({ environments: [environment(both(`10.0.0.0/8,${loopback}`))] }, tool('python-httpx')).filter(({ id }) => id === 'no-proxy-range');
    assert.ok(range);
    assert.deepEqual(range.fixes, []);
  });

  it('shows before and after, and who can not be told', () => {
    const [first] = found({ environments: [environment(both(list))] }, tool('curl', 'python-httpx')).filter(({ id }) => id.startsWith('no-proxy-'));
    const proof = first?.fixes[0]?.proof;
    assert.ok(proof);
    assert.deepEqual(proof.columns, ['URL', 'Meant', 'curl', 'Python httpx']);
    const row = (url: string): string[] => proof.rows.find(([cell]) => cell?.text === url)?.map(({ text, mark }) => (mark ? `${text} ${mark}` : text)) ?? [];
    assert.deepEqual(row('https://host.corp.example/'), ['https://host.corp.example/', 'direct', 'proxied → direct good', 'proxied → direct good']);
    assert.deepEqual(row('https://notcorp.example/'), ['https://notcorp.example/', 'proxied', 'proxied', 'proxied']);
    assert.deepEqual(row('https://10.255.255.255/'), ['https://10.255.255.255/', 'direct', 'direct', 'proxied differs']);
    assert.match(proof.remarks.join(' '), /Python httpx can not be told to go direct.*10\.255\.255\.255/);
    const text = tableText(proof).map((line) => line.text).join('\n');
    assert.match(text, /proxied !: Python httpx/);
    assert.doesNotMatch(text, /notcorp/);
  });

  it('shows its proof on every surface, once', async () => {
    const subject = { ...subjectOf('https://llm.corp.example/v1', { environment: both(`${list} x.example`) }), clientsInUse: tool('curl', 'go') };
    const { report } = await diagnosed(subject, { only: ['proxy-environment'] });
    assert.ok(report.findings.filter(({ fixes }) => fixes.some(({ id }) => id === 'one-exclusion-list')).length > 1);
    const title = 'One exclusion list for all: terminal';
    assert.equal(viewsOf(report).tables.filter((table) => table.title === title).length, 1);
    for (const [name, text] of [
      ['markdown', renderMarkdown(report)],
      ['html', renderHtml(report)],
      ['terminal', renderTerminal(report, { color: false, width: 100 })],
    ] as const) {
      assert.equal(text.split(title).length, 2, name);
      assert.match(text, /proxied → direct/, name);
    }
  });

  it('is left out of views where a stored report has something else in its place', async () => {
    const { report } = await diagnosed(subjectOf('https://llm.corp.example/v1'), { only: ['proxy-environment'] });
    for (const proof of [null, 1, 'x', {}, { id: 'x', title: 'x', columns: [], rows: [[null]], remarks: [] }]) {
      const fix = { id: 'x', title: 'x', detail: 'x', proof: proof as never };
      const finding: Finding = { id: 'x', leg: 'settings', severity: 'info', title: 'x', detail: 'x', probes: [], fixes: [fix] };
      assert.deepEqual(viewsOf({ ...report, findings: [finding] }).tables, []);
    }
  });

  it('lets clients that do the same share a column', () => {
    const [first] = found({ environments: [environment(both(list))] }, tool('curl', 'git', 'go')).filter(({ id }) => id.startsWith('no-proxy-'));
    assert.deepEqual(first?.fixes[0]?.proof?.columns, ['URL', 'Meant', 'curl and git', 'Go']);
  });

  for (const value of ['localhost,*.example.com', "a'b\\c$(touch x)`y`"]) {
    it(`is the same text to a shell: ${value}`, function () {
      if (process.platform === 'win32') this.skip();
      const [, exported = '', second = ''] = exclusionSnippet(value).split('\n');
      assert.equal(execFileSync('sh', ['-c', `${exported}\n${second}\nprintf %s "$no_proxy"`], { encoding: 'utf8' }), value);
      const fish = /^set -gx NO_PROXY '(.*)'$/m.exec(exclusionSnippet(value))?.[1] ?? '';
      assert.equal(vm.runInNewContext(`'${fish}'`), value, 'fish and JavaScript read \\\\ and \\\' alike');
    });
  }
});
