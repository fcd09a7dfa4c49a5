import { readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { findForm, fragmentForms } from '../clash/fragment/forms/index.ts';
import { formOfFile } from '../clash/fragment/form-of-file.ts';
import { fragmentFormIds, type FragmentForm } from '../clash/fragment/fragment.ts';
import { defaultGroupName, groupNameProblem } from '../clash/fragment/group-name.ts';
import { filterProblem } from '../clash/fragment/node-filter.ts';
import { placeFragment, type PlacementTarget } from '../clash/fragment/place.ts';
import type { Placement } from '../clash/fragment/placement.ts';
import { gatewayRows } from '../clash/fragment/rows.ts';
import type { FragmentMembers, FragmentWish } from '../clash/fragment/wish.ts';
import { applyEdits } from '../clash/text-edit.ts';
import { redactText } from '../diagnosis/redact.ts';
import { calledHosts, keylessUrl } from '../gateways/called-hosts.ts';
import type { Gateway } from '../gateways/gateway.ts';
import { deepestCode, plainText } from '../path/network-failure.ts';
import { nearest, parseArguments, UsageError, type ParsedArguments } from './arguments.ts';
import { exitCodes, type Command } from './command.ts';
import { gatewayAt, knownGateway } from './gateway-option.ts';
import type { Terminal } from './output.ts';
import { textDifference } from './text-difference.ts';

/** Shape of the document; raised when a field changes its meaning or goes. */
const schemaVersion = 1;
/** A configuration larger than this was made by a program that writes it anew. */
const maxBytes = 32 * 1024 * 1024;

/** Prints the rows and the group for gateways, and puts them into a file. */
export const clashFragment: Command = {
  name: 'clash fragment',
  synopsis: ['clash fragment --gateway ID... [--form FORM] [--group NAME] [--node NAME... | --filter RE]', ' [--into FILE [--write]] [--json]'],
  summary: () => t('Write rows and a group that lead a gateway through chosen nodes of a Clash core.'),
  options: {
    gateway: { type: 'string', value: 'ID', about: () => t('A gateway by its id; may be given several times.') },
    'base-url': { type: 'string', value: 'URL', about: () => t('A gateway of your own by its base URL; may be given several times.') },
    form: { type: 'string', value: 'FORM', about: () => t('How it is written: {0}.', fragmentFormIds.join(', ')) },
    group: { type: 'string', value: 'NAME', about: () => t('The name of the group; made of the first gateway without.') },
    node: { type: 'string', value: 'NAME', about: () => t('A node of the group; may be given several times, best first.') },
    filter: { type: 'string', value: 'RE', about: () => t('A pattern for the names of nodes, as the core has them; all nodes without.') },
    into: { type: 'string', value: 'FILE', about: () => t('Show what putting it into this file changes.') },
    half: { type: 'string', value: 'rules|groups', about: () => t('Which of the pair of Clash Verge FILE is, where its name does not tell.') },
    write: { type: 'boolean', about: () => t('With --into: write the file.') },
    json: { type: 'boolean', about: () => t('Print one JSON document.') },
  },
  notes: () => [
    ...fragmentForms.map((form) => `${form.id}: ${form.about()}`),
    t('Without --form it is what FILE takes, or plain.'),
    t('No network is used. Exit code 1 means that the file was left as it is, and says why.'),
  ],
  async run(args, terminal) {
    const parsed = parseArguments(args, clashFragment.options);
    const [extra] = parsed.positionals;
    if (extra !== undefined) throw new UsageError(t('"{0}" is not expected here.', plainText(extra, 80)));
    if (parsed.has('write') && parsed.value('into') === undefined) throw new UsageError(t('--write goes with --into alone.'));
    halfOf(parsed);
    const wish = wishOf(parsed);
    const into = parsed.value('into');
    return into === undefined ? await print(wish, formOf(parsed) ?? 'plain', parsed, terminal) : await put(wish, into, parsed, terminal);
  },
};

async function print(wish: FragmentWish, id: FragmentForm['id'], parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const files = findForm(id)?.files(wish) ?? [];
  if (parsed.has('json')) await terminal.print(`${JSON.stringify({ schemaVersion, form: id, group: wish.group, files })}\n`);
  else await terminal.print(files.map(({ name, text }) => (files.length > 1 ? `# ---- ${name}\n${text}` : text)).join('\n'));
  return exitCodes.success;
}

async function put(wish: FragmentWish, file: string, parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const there = await textOf(file);
  const half = halfOf(parsed);
  const target: PlacementTarget = { text: there ?? '', path: path.resolve(file), ...(half && { half }) };
  const form = formOf(parsed) ?? formOfFile(target);
  const placement = placeFragment(target, form, wish);
  const after = placement.kind === 'edits' ? applyEdits(target.text, placement.edits) : target.text;
  const written = parsed.has('write') && placement.kind === 'edits';
  if (written) await writeFile(file, after, 'utf8');
  if (parsed.has('json')) {
    const outcome = placement.kind === 'refused' ? { reason: placement.sentence, useForm: placement.form ?? null } : { remarks: placement.remarks };
    const document = { schemaVersion, form, group: wish.group, file, outcome: placement.kind, ...outcome, edits: placement.kind === 'edits' ? placement.edits : [], written };
    await terminal.print(`${JSON.stringify(document)}\n`);
  } else await tell(placement, file, there, after, parsed.has('write'), terminal);
  return placement.kind === 'refused' ? exitCodes.fault : exitCodes.success;
}

async function tell(placement: Placement, file: string, before: string | undefined, after: string, write: boolean, terminal: Terminal): Promise<void> {
  const say = (text: string): Promise<void> => terminal.note(`gatehouse: ${plainText(text, 1_000)}\n`);
  if (placement.kind === 'refused') {
    await say(placement.sentence);
    if (placement.form) await say(t('Print it with: {0}', `gatehouse clash fragment --form ${placement.form} [...]`));
    return;
  }
  for (const remark of placement.remarks) await say(remark);
  if (placement.kind === 'there') return await say(t('Everything stands in {0} already.', file));
  const heads = [`--- ${before === undefined ? '/dev/null' : file}`, `+++ ${file}`];
  // A configuration has passwords of nodes in it, and a terminal's text is copied.
  await terminal.print(`${redactText([...heads, ...textDifference(before ?? '', after)].map((line) => plainLine(line)).join('\n'))}\n`);
  await say(write ? t('Written. Reload the configuration in the core, or choose the profile again in the app.') : t('Nothing was written. Add --write to write it.'));
}

/** A line as it is, but for what would steer a terminal. */
function plainLine(line: string): string {
  return line.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ').slice(0, 500);
}

/** @throws UsageError */
function wishOf(parsed: ParsedArguments): FragmentWish {
  const gateways: Gateway[] = [...parsed.values('gateway').map(knownGateway), ...parsed.values('base-url').map(gatewayAt)];
  const [first] = gateways;
  if (!first) throw new UsageError(t('Say which gateway: --gateway ID or --base-url URL.'));
  const hosts = gateways.flatMap(calledHosts);
  if (gatewayRows(hosts).length === 0) throw new UsageError(t('These gateways run on this machine or in a private network, which no node reaches: they need no row.'));
  const group = parsed.value('group') ?? defaultGroupName(hosts);
  const problem = groupNameProblem(group);
  if (problem !== undefined) throw new UsageError(problem);
  return { hosts, testUrl: keylessUrl(first), group, members: membersOf(parsed) };
}

/** @throws UsageError */
function membersOf(parsed: ParsedArguments): FragmentMembers {
  const [nodes, filter] = [parsed.values('node'), parsed.value('filter')];
  if (nodes.length > 0 && filter !== undefined) throw new UsageError(t('Give --node or --filter, not both.'));
  if (nodes.length > 0) return { nodes: [...new Set(nodes)] };
  const problem = filter === undefined ? undefined : filterProblem(filter);
  if (problem !== undefined) throw new UsageError(problem);
  return { filter };
}

/** @throws UsageError that names the nearest or all. */
function formOf(parsed: ParsedArguments): FragmentForm['id'] | undefined {
  const given = parsed.value('form');
  if (given === undefined) return undefined;
  const form = findForm(given);
  if (form) return form.id;
  const near = nearest(given, fragmentFormIds);
  const shown = plainText(given, 60);
  throw new UsageError(near === undefined ? t('There is no form "{0}". There are {1}.', shown, fragmentFormIds.join(', ')) : t('There is no form "{0}". Did you mean "{1}"?', shown, near));
}

/** @throws UsageError */
function halfOf(parsed: ParsedArguments): 'rules' | 'groups' | undefined {
  const given = parsed.value('half');
  if (given === undefined || given === 'rules' || given === 'groups') return given;
  throw new UsageError(t('--half is rules or groups.'));
}

/** The text of a file, byte for byte; undefined where there is none. @throws UsageError */
async function textOf(file: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(file);
    if (bytes.length > maxBytes) throw new UsageError(t('{0} is larger than {1} bytes.', plainText(file, 200), maxBytes));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (deepestCode(error) === 'ENOENT') return undefined;
    throw new UsageError(t('{0} could not be read ({1}).', plainText(file, 200), deepestCode(error)));
  }
}
