/** `gatehouse agents` as a shell starts it, with the process of a shim. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startOrAttach, type Started } from '../../../src/shim/control/start.ts';
import { cleanUp, newFolder, optionsIn } from '../shim/control/shim-place.ts';
import { runCli, type CliResult } from './run-cli.ts';

describe('gatehouse agents', function () {
  this.timeout(120_000);
  let folder: string;
  let home: string;
  let shim: Started | undefined;
  const tokens = (): Record<string, string> => (JSON.parse(fs.readFileSync(path.join(folder, 'tokens.json'), 'utf8')) as { tokens: Record<string, string> }).tokens;
  const settings = (): string => path.join(home, '.claude', 'settings.json');
  const text = '{\n  // mine\n  "apiKeyHelper": "/bin/key",\n  "env": { "NO_PROXY": "corp.test" }\n}\n';

  beforeEach(() => {
    folder = newFolder();
    home = path.join(path.dirname(folder), 'home');
    fs.mkdirSync(path.dirname(settings()), { recursive: true });
    fs.writeFileSync(settings(), text, { mode: 0o600 });
  });
  afterEach(async () => {
    shim?.attached.close();
    await cleanUp(folder, shim ? [shim.attached.greeting.pid] : []);
    shim = undefined;
  });

  const run = (...args: string[]): Promise<CliResult> => runCli(['agents', ...args], { environment: { HOME: home, GATEHOUSE_STATE: folder, LANG: 'C' } });
  const start = async (): Promise<void> => {
    shim = await startOrAttach(optionsIn(folder));
  };

  it('lists who is here, and how each stands', async () => {
    const { code, stdout } = await run();
    assert.equal(code, 0);
    assert.match(stdout, /claude-code +Claude Code +does not use the shim +\S+settings\.json/);
    const document = JSON.parse((await run('--json')).stdout) as { schemaVersion: number; shimPort: null; agents: { id: string; way: string; written: boolean }[] };
    assert.deepEqual([document.schemaVersion, document.shimPort], [1, null]);
    assert.deepEqual(document.agents.filter(({ way }) => way !== 'file').map(({ id }) => id), ['opencode', 'cline']);
  });

  it('writes nothing without a shim, without a yes, and for those without a file', async () => {
    assert.match((await run('--use', 'claude-code', '--yes')).stderr, /No shim is running/);
    await start();
    const { code, stderr } = await run('--use', 'claude-code');
    assert.deepEqual([code, /Add --yes/.test(stderr)], [2, true]);
    assert.match((await run('--use', 'opencode')).stderr, /gatehouse exec -- opencode/);
    assert.match((await run('--use', 'claude')).stderr, /Did you mean "claude-code"/);
    assert.match((await run('--undo', 'codex')).stderr, /Nothing was written for Codex CLI/);
    assert.equal(fs.readFileSync(settings(), 'utf8'), text);
  });

  it('shows the difference without a secret, writes it, and takes it back to the byte with the token', async () => {
    await start();
    const dry = await run('--use', 'claude-code', '--dry-run');
    assert.equal(dry.code, 0);
    assert.equal(fs.readFileSync(settings(), 'utf8'), text);
    const token = tokens()['claude-code'] ?? '';
    assert.match(dry.stdout, /^\+ .*127\.0\.0\.1/m);
    assert.ok(token.length > 20 && !`${dry.stdout}${dry.stderr}`.includes(token), dry.stdout);
    assert.match(dry.stderr, /Without the shim Claude Code reaches nothing/);

    const written = await run('--use', 'claude-code', '--yes');
    assert.equal(written.code, 0, written.stderr);
    assert.ok(!`${written.stdout}${written.stderr}`.includes(token));
    const now = fs.readFileSync(settings(), 'utf8');
    assert.ok(now.includes(`"https_proxy": "http://claude-code:${token}@127.0.0.1:${shim?.attached.port}"`), now);
    assert.match(now, /"NO_PROXY": "corp\.test,localhost,/);
    assert.ok(!fs.readFileSync(path.join(folder, 'agents.json'), 'utf8').includes(token));
    assert.match((await run()).stdout, /Claude Code +uses the shim /);
    assert.match((await run('--use', 'claude-code', '--yes')).stderr, /already/);

    const undone = await run('--undo', 'claude-code');
    assert.equal(undone.code, 0, undone.stderr);
    assert.equal(fs.readFileSync(settings(), 'utf8'), text);
    assert.equal(tokens()['claude-code'], undefined);
  });

  it('leads one to the endpoint when it is asked to, keeps that when it is written anew, and takes both back', async () => {
    await start();
    const written = await run('--use', 'claude-code', '--endpoint', '--yes');
    assert.equal(written.code, 0, written.stderr);
    const token = tokens()['claude-code'] ?? '';
    assert.ok(token.length > 20 && !`${written.stdout}${written.stderr}`.includes(token), written.stdout);
    assert.match(written.stderr, /At the endpoint it asks for models by the names/);
    const env = (): Record<string, string> => (JSON.parse(fs.readFileSync(settings(), 'utf8').replace('// mine', '')) as { env: Record<string, string> }).env;
    const told = ['ANTHROPIC_BASE_URL', 'ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_API_KEY'];
    assert.deepEqual(told.map((name) => env()[name]), [`http://127.0.0.1:${shim?.attached.port}`, token, '']);
    assert.match((await run('--use', 'claude-code', '--yes')).stderr, /already/);
    assert.deepEqual(told.map((name) => name in env()), [true, true, true]);
    assert.equal((await run('--undo', 'claude-code')).code, 0);
    assert.equal(fs.readFileSync(settings(), 'utf8'), text);
    const [none, alone] = [await run('--use', 'codex', '--endpoint', '--yes'), await run('--endpoint')];
    assert.deepEqual([none.code, alone.code], [1, 2]);
    assert.match(none.stderr, /gatehouse exec --endpoint -- codex/);
  });

  it('says who reaches nothing once the shim has ended', async () => {
    await start();
    await run('--use', 'claude-code', '--yes');
    await shim?.attached.stop();
    shim?.attached.close();
    const { code, stdout } = await run();
    assert.equal(code, 1);
    assert.match(stdout, /uses the shim, which does not run: it reaches nothing/);
    assert.equal((await run('--undo', 'claude-code')).code, 0);
    assert.equal(fs.readFileSync(settings(), 'utf8'), text);
  });
});
