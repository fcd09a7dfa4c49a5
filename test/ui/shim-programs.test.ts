/** What else is started in a workbench goes through the shim too: a task, and debug sessions with both consoles. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { hiddenHost } from './behind-proxy.ts';
import { newFile, textOf } from './shell.ts';
import { openShimWindow, untilMenuSays, type ShimWindow } from './shim-window.ts';

const consoles = ['integratedTerminal', 'internalConsole'] as const;

describe('programs that a workbench with the shim starts', function () {
  this.timeout(400_000);
  let at: ShimWindow;
  const files = { task: newFile(), integratedTerminal: newFile(), internalConsole: newFile() };

  before(async () => {
    at = await openShimWindow({ 'debug.internalConsoleOptions': 'neverOpen' });
    const { workspaceFolder } = at.window.profile;
    // Told by the runtime itself, which reads the variables, and by the file's name: who wrote it.
    fs.writeFileSync(path.join(workspaceFolder, 'reach.mjs'), [
      `import * as fs from 'node:fs';`,
      `const [file] = process.argv.slice(2);`,
      `let said;`,
      `try { said = await (await fetch('http://${hiddenHost}/hello')).text(); } catch (error) { said = String(error.cause ?? error); }`,
      `fs.writeFileSync(file + '.part', JSON.stringify({ said, proxy: process.env.http_proxy, own: process.env.NO_PROXY_OF_MINE }));`,
      `fs.renameSync(file + '.part', file);`,
    ].join('\n'));
    const folder = path.join(workspaceFolder, '.vscode');
    fs.mkdirSync(folder, { recursive: true });
    const task = { label: 'reach', type: 'process', command: process.execPath, args: ['reach.mjs', files.task], problemMatcher: [], presentation: { reveal: 'silent' } };
    fs.writeFileSync(path.join(folder, 'tasks.json'), JSON.stringify({ version: '2.0.0', tasks: [task] }));
    const configurations = consoles.map((console) => ({
      type: 'node', request: 'launch', name: `reach by ${console}`, program: '${workspaceFolder}/reach.mjs', args: [files[console]],
      console, runtimeExecutable: process.execPath, env: { NO_PROXY_OF_MINE: 'kept' },
    }));
    fs.writeFileSync(path.join(folder, 'launch.json'), JSON.stringify({ version: '0.2.0', configurations }));
    await at.window.workbench.runCommand('Gatehouse: Switch Shim On');
    await untilMenuSays(at.window.workbench, /on, port \d+/);
  });
  after(async () => at?.close());

  const told = async (file: string): Promise<{ said: string; proxy?: string; own?: string }> => JSON.parse(await textOf(file)) as { said: string };

  it('a task', async () => {
    await at.window.workbench.runAndPick('Tasks: Run Task', 'reach');
    const { said, proxy } = await told(files.task);
    assert.equal(said, 'hello from behind the proxy\n');
    assert.match(proxy ?? '', /^http:\/\/terminal:/);
  });

  for (const console of consoles) {
    it(`a debug session with ${console}`, async () => {
      await at.window.workbench.runAndPick('Debug: Select and Start Debugging', `reach by ${console}`);
      const { said, proxy, own } = await told(files[console]);
      assert.equal(said, 'hello from behind the proxy\n');
      assert.match(proxy ?? '', console === 'internalConsole' ? /^http:\/\/debug:/ : /^http:\/\/terminal:/);
      assert.equal(own, 'kept');
    });
  }
});
