import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { clientsInUse, knownTools, type ClientFacts } from '../../../src/path/clients-in-use.ts';
import { findDialect, usualClients } from '../../../src/path/dialects/index.ts';
import { toolsOnPath } from '../../../src/path/tools-on-path.ts';

const cases: readonly [what: string, facts: Partial<ClientFacts>, clients: string[]][] = [
  ['programs on PATH', { tools: ['git', 'curl'] }, ['curl terminal', 'git terminal']],
  ['what a program brings along', { tools: ['python3', 'python'] }, ['python-requests terminal', 'python-httpx terminal']],
  ['the editor, always', { inEditor: true, tools: ['go'] }, ['vscode-exthost-http editor', 'vscode-exthost-fetch editor', 'go terminal']],
  ['extensions, in any case of their id', { inEditor: true, tools: ['go'], extensions: ['Anthropic.claude-code'] }, ['vscode-exthost-http editor', 'vscode-exthost-fetch editor', 'go terminal', 'claude-code host']],
  ['an agent in both places', { tools: ['codex'], extensions: ['openai.chatgpt'] }, ['codex-cli host', 'codex-cli terminal']],
  ['names nobody knows', { tools: ['constructor', 'go'], extensions: ['__proto__', 'some.thing'] }, ['go terminal']],
];

describe('clients in use', () => {
  for (const [what, facts, clients] of cases) {
    it(what, () => {
      const found = clientsInUse({ inEditor: false, tools: [], extensions: [], ...facts });
      assert.deepEqual(found.map(({ client, runs }) => `${client} ${runs}`), clients);
    });
  }

  it('are the usual ones where nothing is found', () => {
    const found = clientsInUse({ inEditor: false, tools: [], extensions: [] });
    assert.deepEqual(found.map(({ client }) => client), usualClients.filter((one) => !one.startsWith('vscode')));
    assert.ok(found.every(({ why }) => why === 'usual'));
  });

  it('are all clients that are known', () => {
    const found = clientsInUse({ inEditor: true, tools: knownTools, extensions: ['saoudrizwan.claude-dev', 'google.gemini-cli-vscode-ide-companion'] });
    for (const { client } of found) assert.ok(findDialect(client), client);
  });

  it('are looked for along PATH, past folders that are gone', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tools-'));
    try {
      fs.writeFileSync(path.join(folder, 'curl'), '');
      fs.writeFileSync(path.join(folder, 'GIT.EXE'), '');
      const look = (platform: NodeJS.Platform, PATH: string): Promise<string[]> => toolsOnPath({ Path: PATH, PATH }, platform, knownTools, 60_000);
      assert.deepEqual(await look('linux', `/nowhere/at/all::${folder}`), ['curl']);
      if (process.platform !== 'win32') assert.deepEqual(await look('win32', `;${folder}`), ['curl', 'git']);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
