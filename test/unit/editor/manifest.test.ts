import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { commands, contextKeys, settings, statusBarItemId, views, walkthroughs } from '../../../src/editor/ids.ts';
import { gatewayIds, gateways } from '../../../src/gateways/catalogue/index.ts';
import { parseUserGateways } from '../../../src/gateways/user-gateways.ts';

const folder = path.resolve(import.meta.dirname, '..', '..', '..');
const read = (file: string): string => fs.readFileSync(path.join(folder, file), 'utf8');
const manifestText = read('package.json');
const manifest = JSON.parse(manifestText);
const { contributes } = manifest;
const english: Record<string, string> = JSON.parse(read('package.nls.json'));
const chinese: Record<string, string> = JSON.parse(read('package.nls.zh-cn.json'));

const properties: Record<string, { scope: string; default: unknown; order: number; markdownDescription?: string }> =
  Object.assign({}, ...contributes.configuration.map((section: { properties: object }) => section.properties));

function sorted(values: Iterable<string>): string[] {
  return [...new Set(values)].sort();
}

/** Every `gatehouse.` name in a when clause or an event. */
function namesIn(clauses: readonly string[]): string[] {
  return sorted(clauses.flatMap((clause) => clause.match(/gatehouse\.[\w.]+/g) ?? []));
}

describe('manifest', () => {
  it('contributes exactly the commands of the ids', () => {
    const contributed = contributes.commands.map(({ command }: { command: string }) => command);
    assert.deepEqual(sorted(contributed), sorted(Object.values(commands)));
    assert.equal(contributed.length, new Set(contributed).size);
  });

  it('has one file with one command for each id', () => {
    const files = fs.readdirSync(path.join(folder, 'src/editor/commands'));
    const list = read('src/editor/commands/index.ts');
    for (const name of Object.keys(commands)) {
      const file = `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;
      assert.ok(files.includes(file), `${file} is missing`);
      assert.match(read(`src/editor/commands/${file}`), new RegExp(`id: commands\\.${name},`));
      assert.match(list, new RegExp(`^  ${name},$`, 'm'), `${name} is not in the list of commands`);
    }
  });

  it('contributes exactly the settings of the ids, each described, with a default and a scope no workspace can use', () => {
    assert.deepEqual(sorted(Object.keys(properties)), sorted(Object.values(settings)));
    for (const [id, property] of Object.entries(properties)) {
      assert.ok(['machine', 'application'].includes(property.scope), `${id} has scope ${property.scope}`);
      assert.notEqual(property.default, undefined, id);
      assert.equal(typeof property.order, 'number', id);
      assert.match(property.markdownDescription ?? '', /^%.+%$/, id);
    }
    assert.equal(properties[settings.monitoringEnabled]?.default, false);
  });

  it('restricts every setting in untrusted workspaces', () => {
    const { restrictedConfigurations, supported } = manifest.capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    assert.deepEqual(sorted(restrictedConfigurations), sorted(Object.values(settings)));
  });

  it('offers the gateways of the catalogue and a custom one', () => {
    const { anyOf, type } = contributes.configuration[0].properties[settings.gateway];
    const [{ enum: values, enumDescriptions }, other] = anyOf;
    assert.equal(type, 'string');
    assert.deepEqual(values, [...gatewayIds, 'custom']);
    const shown = gateways.map(({ title, baseUrl }) => `${title.replace(/ (?:gateway )?on this machine$/, '')}, ${baseUrl}`);
    assert.deepEqual(enumDescriptions, [...shown, '%setting.gateway.custom%']);
    // An id from the user's own list is as good.
    assert.match('ours.v2', new RegExp(other.pattern));
  });

  it('describes the fields of a gateway of the user as they are read', () => {
    const { items } = contributes.configuration[0].properties[settings.gateways];
    const whole = {
      id: 'ours', title: 'Ours', baseUrl: 'https://llm.test/v1', protocol: 'messages', auth: 'bearer', keyVariable: 'OURS',
      keyPath: '/key', modelsPath: '/models', checkPath: '/up', statusPage: 'https://status.test', selfHosted: false,
    };
    assert.deepEqual(sorted(Object.keys(items.properties)), sorted(Object.keys(whole)));
    assert.deepEqual(parseUserGateways([whole]).problems, []);
    for (const [name, field] of Object.entries<{ enum?: unknown[]; pattern?: string; markdownDescription: string }>(items.properties)) {
      assert.match(field.markdownDescription, /^%.+%$/);
      for (const value of field.enum ?? []) assert.deepEqual(parseUserGateways([{ ...whole, [name]: value }]).problems, []);
      if (field.pattern) assert.match(String(whole[name as keyof typeof whole]), new RegExp(field.pattern));
    }
    assert.equal(items.additionalProperties, false);
  });

  it('uses only known context keys in its clauses, and all of them', () => {
    const clauses = [
      ...contributes.commands.flatMap(({ enablement }: { enablement?: string }) => enablement ?? []),
      ...contributes.menus.commandPalette.map(({ when }: { when: string }) => when),
    ];
    assert.deepEqual(namesIn(clauses), sorted(Object.values(contextKeys)));
  });

  it('names only its own commands in menus', () => {
    const named = contributes.menus.commandPalette.map(({ command }: { command: string }) => command);
    assert.deepEqual(named.filter((id: string) => !Object.values(commands).some((known) => known === id)), []);
  });

  it('has the walkthroughs of the ids, whose events, links and pictures exist', () => {
    const contributed: { id: string; steps: { media: { svg?: string; markdown?: string }; completionEvents: string[]; description: string }[] }[] =
      contributes.walkthroughs;
    assert.deepEqual(sorted(contributed.map(({ id }) => id)), sorted(Object.values(walkthroughs)));
    const known: string[] = [...Object.values(commands), ...Object.values(settings), ...Object.values(contextKeys)];
    for (const step of contributed.flatMap(({ steps }) => steps)) {
      const { svg, markdown } = step.media;
      const file = svg ?? markdown ?? '';
      assert.ok(file !== '' && fs.existsSync(path.join(folder, file)), file);
      if (svg !== undefined) assert.match(read(svg), /var\(--vscode-/);
      const linked = [english, chinese].flatMap((words) => namesIn([words[step.description.slice(1, -1)] ?? '']));
      for (const id of [...namesIn(step.completionEvents), ...linked]) assert.ok(known.includes(id), id);
    }
  });

  it('wakes up for the inspector it registers and for nothing a user has not done but start the window', () => {
    assert.deepEqual(manifest.activationEvents, ['onStartupFinished', `onWebviewPanel:${views.inspector}`]);
  });

  it('has a status bar item whose id is its own', () => {
    assert.match(statusBarItemId, /^gatehouse\./);
  });

  it('has every text in both languages, and no text that nothing uses', () => {
    const used = sorted([...manifestText.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? ''));
    assert.deepEqual(sorted(Object.keys(english)), used);
    assert.deepEqual(sorted(Object.keys(chinese)), used);
    for (const [key, text] of Object.entries({ ...english, ...chinese })) assert.notEqual(text.trim(), '', key);
  });

  it('keeps the same command links, settings and addresses in both languages', () => {
    const fixed = (text: string): string[] => (text.match(/command:[\w.]+|#[\w.]+#|`[^`]+`|https:\/\/[\w./-]+/g) ?? []).sort();
    for (const [key, text] of Object.entries(english)) assert.deepEqual(fixed(chinese[key] ?? ''), fixed(text), key);
  });

  it('has an icon of 128 by 128 pixels', () => {
    const png = fs.readFileSync(path.join(folder, manifest.icon));
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [128, 128]);
  });

  it('runs where the workspace is, and without one', () => {
    assert.deepEqual(manifest.extensionKind, ['workspace', 'ui']);
    assert.equal(manifest.capabilities.virtualWorkspaces, true);
  });
});
