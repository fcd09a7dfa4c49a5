import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands, settings } from '../../src/editor/ids.ts';

describe('a workspace, trusted or not', () => {
  const expectTrust = process.env['GATEHOUSE_HOST_TRUSTED'] === 'true';

  it('has the trust that this run asked for', () => {
    assert.equal(vscode.workspace.isTrusted, expectTrust);
  });

  it('gets an active extension with its commands either way', async () => {
    const extension = vscode.extensions.getExtension('gatehouse.gatehouse');
    assert.ok(extension, 'the extension is not loaded');
    await extension.activate();
    const present = await vscode.commands.getCommands(true);
    assert.deepEqual(
      Object.values(commands).filter((id) => !present.includes(id)),
      [],
    );
  });

  it('cannot redirect the gateway or switch monitoring or the endpoint on', () => {
    const file = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, '.vscode', 'settings.json');
    const effective = (id: string): unknown => vscode.workspace.getConfiguration(undefined, file).get(id);
    assert.notEqual(effective(settings.gateway), 'custom');
    assert.notEqual(effective(settings.customBaseUrl), 'http://192.0.2.1/hostile');
    assert.notEqual(effective(settings.monitoringEnabled), true);
    assert.notEqual(effective(settings.shimEndpointEnabled), true);
    assert.deepEqual(effective(settings.shimChains), []);
  });
});
