/** Files of agents in a home of their own: what is written, remembered, warned of and taken back. */
import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import {
  AgentRefusedError,
  agentsUsingShim,
  findAgents,
  placeOf,
  prepareUndo,
  prepareUse,
  writePrepared,
  type AgentsOf,
  type PreparedAgent,
} from '../../../../src/shim/agents/agent-use.ts';
import type { AgentWithFile, ShimAddress } from '../../../../src/shim/agents/agent.ts';
import { findAgent } from '../../../../src/shim/agents/index.ts';

const token = 'T'.repeat(43);
const now = new Date('2026-01-02T03:04:05Z');

function agentNamed(id: string): AgentWithFile {
  const agent = findAgent(id);
  assert.ok(agent?.way === 'file');
  return agent;
}

const addressFor = ({ id }: AgentWithFile, port = 17_890): ShimAddress => ({ proxy: `http://${id}:${token}@127.0.0.1:${port}`, bundleFile: null, noProxy: 'localhost,127.0.0.1' });

describe('agents of a machine', function () {
  this.timeout(20_000);
  let home: string;
  let of: AgentsOf;
  const claude = agentNamed('claude-code');
  const settings = (): string => path.join(home, '.claude', 'settings.json');
  const read = (file: string): string => fs.readFileSync(file, 'utf8');

  beforeEach(() => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-agents-'));
    of = { place: placeOf(process.platform, { PATH: path.join(home, 'bin') }, home), stateFolder: path.join(home, 'state') };
  });
  afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

  function put(file: string, text: string, mode = 0o600): void {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    fs.chmodSync(file, mode);
  }

  async function use(agent: AgentWithFile, port?: number): Promise<PreparedAgent> {
    const prepared = await prepareUse(agent, addressFor(agent, port), of, now);
    await writePrepared(prepared, of);
    return prepared;
  }

  async function undo(agent: AgentWithFile): Promise<PreparedAgent> {
    const prepared = await prepareUndo(agent, of);
    await writePrepared(prepared, of);
    return prepared;
  }

  it('are found by a program, an extension, or what they have at home', async () => {
    put(path.join(home, 'bin', 'codex'), '', 0o755);
    put(settings(), '{}');
    const standings = await findAgents({ ...of, extensions: ['Continue.continue'] });
    const found = standings.filter((one) => one.found !== undefined).map(({ agent, found: by }) => [agent.id, by]);
    assert.deepEqual(found, [['claude-code', settings()], ['codex', 'codex'], ['continue', 'continue.continue']]);
  });

  it('are written to and taken back, with the mode the file has', async () => {
    const text = '\uFEFF{\r\n  // mine\r\n  "model": "opus",\r\n}\r\n';
    put(settings(), text, 0o640);
    await use(claude);
    assert.equal(fs.statSync(settings()).mode & 0o777, 0o640);
    assert.match(read(settings()), /"https_proxy": "http:\/\/claude-code:T{43}@127\.0\.0\.1:17890"/);
    assert.deepEqual((await agentsUsingShim(of)).map(({ agent, standing }) => [agent.id, standing]), [['claude-code', { state: 'shim', port: 17_890 }]]);
    await undo(claude);
    assert.equal(read(settings()), text);
    assert.equal(fs.statSync(settings()).mode & 0o777, 0o640);
    assert.deepEqual(await agentsUsingShim(of), []);
    await assert.rejects(prepareUndo(claude, of), AgentRefusedError);
    assert.deepEqual(fs.readdirSync(path.dirname(settings())), ['settings.json']);
  });

  it('get a file for their user alone where there is none, which goes again', async () => {
    await use(claude);
    assert.equal(fs.statSync(settings()).mode & 0o777, 0o600);
    await undo(claude);
    assert.equal(fs.existsSync(settings()), false);
  });

  it('are remembered in a file for the user alone, without the token', async () => {
    put(settings(), '{"env": {"HTTPS_PROXY": "http://corp.test:1"}}');
    await use(claude);
    const memory = path.join(of.stateFolder, 'agents.json');
    assert.equal(fs.statSync(memory).mode & 0o777, 0o600);
    assert.doesNotMatch(read(memory), new RegExp(token));
    assert.match(read(memory), /http:\/\/corp\.test:1/);
  });

  it('told of another port go back to what was there before all of it', async () => {
    put(settings(), '{"env": {"HTTPS_PROXY": "http://corp.test:1"}}');
    await use(claude);
    await use(claude, 17_891);
    assert.match(read(settings()), /:17891/);
    assert.doesNotMatch(read(settings()), /:17890/);
    await undo(claude);
    assert.equal(read(settings()), '{"env": {"HTTPS_PROXY": "http://corp.test:1"}}');
  });

  it('whose file is another one by now keep the way back to the former', async () => {
    await use(claude);
    const moved = { ...of, place: placeOf(process.platform, { CLAUDE_CONFIG_DIR: path.join(home, 'other') }, home) };
    await assert.rejects(prepareUse(claude, addressFor(claude), moved, now), /Take the former back first/);
  });

  it('told twice are written once', async () => {
    await use(claude);
    const again = await prepareUse(claude, addressFor(claude), of, now);
    assert.equal(again.before, again.after);
  });

  it('whose file was changed while the question was open stay as they are', async () => {
    put(settings(), '{}');
    const prepared = await prepareUse(claude, addressFor(claude), of, now);
    put(settings(), '{"model": "opus"}');
    await assert.rejects(writePrepared(prepared, of), /changed meanwhile/);
    assert.equal(read(settings()), '{"model": "opus"}');
    await assert.rejects(prepareUndo(claude, of), /Nothing was written/);
  });

  it('keep what somebody has changed since', async () => {
    await use(claude);
    put(settings(), read(settings()).replace(/("https_proxy": )"[^"]*"/, '$1"http://mine.test:1"'));
    const { kept } = await undo(claude);
    assert.deepEqual(kept, ['env.https_proxy']);
    assert.equal(read(settings()), '{\n  "env": {\n    "https_proxy": "http://mine.test:1"\n  }\n}\n');
  });

  it('whose file is gone are forgotten', async () => {
    await use(claude);
    fs.rmSync(settings());
    await undo(claude);
    assert.equal(fs.existsSync(settings()), false);
  });

  it('are written to behind a link, which stays one', async () => {
    const real = path.join(home, 'dotfiles', 'claude.json');
    put(real, '{}');
    fs.mkdirSync(path.dirname(settings()));
    fs.symlinkSync(real, settings());
    await use(claude);
    assert.ok(fs.lstatSync(settings()).isSymbolicLink());
    assert.match(read(real), /https_proxy/);
  });

  it('are warned of others who can read the file, and of git', async () => {
    put(settings(), '{}', 0o644);
    execFileSync('git', ['init', '-q', path.dirname(settings())]);
    const { remarks } = await prepareUse(claude, addressFor(claude), of, now);
    assert.ok(remarks.some((remark) => /Other users .* chmod 600/.test(remark)), remarks.join('\n'));
    assert.ok(remarks.some((remark) => /git work tree/.test(remark)), remarks.join('\n'));
    const plain = await prepareUse(agentNamed('codex'), addressFor(agentNamed('codex')), of, now);
    assert.ok(!plain.remarks.some((remark) => /git|Other users/.test(remark)), plain.remarks.join('\n'));
  });

  it('that would lose another file of theirs are left', async () => {
    put(path.join(home, '.env'), 'GEMINI_API_KEY=k\n');
    const gemini = agentNamed('gemini-cli');
    await assert.rejects(prepareUse(gemini, addressFor(gemini), of, now), /would not any more/);
    put(path.join(home, '.gemini', '.env'), 'GEMINI_API_KEY=k\n');
    await use(gemini);
    assert.match(read(path.join(home, '.gemini', '.env')), /HTTPS_PROXY=/);
  });

  it('whose file is not understood are left, and the line is told', async () => {
    put(settings(), '{\n  "env": {\n');
    await assert.rejects(prepareUse(claude, addressFor(claude), of, now), /line 3/);
    assert.deepEqual((await findAgents(of))[0]?.standing, { state: 'unreadable', line: 3 });
    assert.equal(read(settings()), '{\n  "env": {\n');
  });

  it('are forgotten rather than misread where the memory is damaged', async () => {
    await use(claude);
    for (const text of ['', '{', '[]', '{"schemaVersion":1,"records":[{"agent":"claude-code","file":"/etc/passwd","back":[{"at":"0"}]}]}']) {
      put(path.join(of.stateFolder, 'agents.json'), text);
      await assert.rejects(prepareUndo(claude, of), AgentRefusedError);
    }
  });
});
