import { t } from '@vscode/l10n';
import type { ClashConfiguration, ClashForm } from '../configuration/model.ts';
import { readConfiguration } from '../configuration/read.ts';
import { recognise } from '../configuration/recognise.ts';
import { applyEdits, type TextEdit } from '../text-edit.ts';
import { findForm } from './forms/index.ts';
import type { FragmentFile, FragmentFormId } from './fragment.ts';
import { groupNameProblem } from './group-name.ts';
import { listInsertion } from './list-insertion.ts';
import { ownedWords, owningApp } from './owning-app.ts';
import { placed, refused, type Placement } from './placement.ts';
import { rowsIntoList, rowsIntoRules } from './rows-placement.ts';
import { gatewayRows } from './rows.ts';
import { placeIntoScript } from './script-placement.ts';
import { patternMembers, stableGroup } from './stable-group.ts';
import type { FragmentWish } from './wish.ts';

/** A file that a fragment goes into. */
export interface PlacementTarget {
  readonly text: string;
  /** Where it lies; undefined for one that was never saved. */
  readonly path: string | undefined;
  /** Which of Verge's pair it is, where neither its content nor its name tells. */
  readonly half?: 'rules' | 'groups';
}

/**
 * The edits that put a fragment into a file, in the file's own style; nothing of it but what they name changes. Done
 * twice, the second time finds everything there. What has come of the edits is read again before they are given, so that
 * a way of writing which is not understood leads to a refusal.
 */
export function placeFragment(target: PlacementTarget, form: FragmentFormId, wish: FragmentWish): Placement {
  const name = groupNameProblem(wish.group);
  if (name !== undefined) return refused(name);
  if (gatewayRows(wish.hosts).length === 0) return refused(t('These gateways run on this machine or in a private network, which no node reaches: they need no row.'));
  const { text, path } = target;
  const owner = owningApp(path, text);
  if (owner && form !== 'verge-script') return refused(ownedWords(owner, findForm(owner.form)?.title() ?? owner.form), owner.form);
  if (form === 'verge-script') return placeIntoScript(text, wish);
  if (holdsNothing(text)) return intoEmpty(target, form, wish);
  const known = clashForm(target, form);
  if (known === undefined) return refused(t('This does not look like a file of Clash. Nothing is put into it.'));
  const configuration = readConfiguration(text, { form: known });
  const fault = configuration.faults.find(({ kind }) => kind !== 'wrong-shape');
  if (fault) return refused(fault.kind === 'encrypted' ? t('The file is encrypted. Put the rows into it where it is made.') : t('The file can not be read as YAML: {0}. Correct that first.', fault.detail));
  const placement = intoYaml(configuration, target, form, wish);
  return placement.kind === 'edits' && !isWhole(configuration, placement.edits, target, form, wish) ? refused(styleWords()) : placement;
}

/** Blank lines and comments alone. Line by line: one pattern over all of them can need time without end. */
function holdsNothing(text: string): boolean {
  return text.replace(/^\uFEFF/, '').split('\n').every((line) => /^[ \t\r]*(?:#|$)/.test(line));
}

/** Names that only a whole configuration has. */
const wholeNames = /^["']?(?:proxies|proxy-providers|port|mixed-port|socks-port|external-controller)["']? *:/m;

/** What kind of file it is. One that could be several kinds, as one that holds little yet, is what it is said to be. */
function clashForm({ text, path }: PlacementTarget, form: FragmentFormId): ClashForm | undefined {
  const known = recognise(text, path);
  const open = (known === undefined || known === 'configuration') && !wholeNames.test(text);
  // Nodes alone are a provider's; with a list of rules, were it empty, it is more than that.
  if (form === 'plain' && known === 'proxy-set' && /^["']?(?:rules|proxy-groups)["']? *:/m.test(text)) return 'configuration';
  if (form === 'party' && open) return 'party-override';
  if (form === 'stash' && open) return 'stash-override';
  if (form === 'verge-files' && known === undefined && /^(?:prepend|append|delete) *:/m.test(text) && !/^(?!(?:prepend|append|delete) *:)[^\s#-][^\n]*:/m.test(text)) return 'verge-rules';
  return known;
}

function intoYaml(configuration: ClashConfiguration, target: PlacementTarget, form: FragmentFormId, wish: FragmentWish): Placement {
  switch (configuration.form) {
    case 'configuration':
      return form === 'plain' ? intoConfiguration(configuration, wish) : mismatch('plain');
    case 'verge-rules':
    case 'verge-groups':
    case 'verge-proxies':
      return form === 'verge-files' ? intoVerge(configuration, target, wish) : mismatch('verge-files');
    case 'verge-merge':
      return refused(t('A merge file of Clash Verge puts its lists in the place of the profile\'s: with rules in it, all others would be gone. Use the files Rules and Groups of the profile, or the Script.'), 'verge-files');
    case 'party-override':
      return form === 'party' ? intoOverride(configuration, wish, '+') : mismatch('party');
    case 'stash-override':
      return form === 'stash' ? intoOverride(configuration, wish, '') : mismatch('stash');
    case 'rule-set':
    case 'proxy-set':
      return refused(t('This file is a list that a configuration loads: it has no rows that lead anywhere. Choose the configuration itself.'), 'plain');
    default:
      return configuration.form satisfies never;
  }
}

function intoConfiguration(configuration: ClashConfiguration, wish: FragmentWish): Placement {
  const { text, top, proxies, groups, proxyProviders, rules } = configuration;
  const names = proxies.map(({ name }) => name.value);
  const name = groupNameProblem(wish.group, names);
  if (name !== undefined) return refused(name);
  const own = groups.some((one) => one.name.value === wish.group);
  const members = own ? wish.members : membersHere(wish, [...names, ...groups.map((one) => one.name.value)], proxyProviders.length > 0);
  if (typeof members === 'string') return refused(members);
  const group = own ? [] : listInsertion(text, top, 'proxy-groups', { group: stableGroup({ ...wish, members }) });
  const rows = rowsIntoRules(text, top, rules, wish);
  if (!group || !rows) return refused(styleWords());
  return placed(inPlace(top, [['proxy-groups', [group].flat()], ['rules', rows]]), own ? [keptWords(wish.group)] : []);
}

function intoVerge(configuration: ClashConfiguration, { path, half }: PlacementTarget, wish: FragmentWish): Placement {
  const { text, top } = configuration;
  const which = half ?? halfOf(text, path);
  if (which === undefined) return refused(t('The lists of this file are empty, so that nothing tells whether it is the file Rules or the file Groups of the profile.'), 'verge-files');
  if (which === 'groups') return intoGroupList(configuration, wish, 'prepend', vergeRest(text, top));
  const rows = rowsIntoList(text, top, 'prepend', wish);
  return rows ? placed(rows.length > 0 ? [...rows, ...vergeRest(text, top)] : []) : refused(styleWords());
}

/** The app reads such a file only with all three lists in it (src-tauri/src/enhance/seq.rs). */
function vergeRest(text: string, top: ClashConfiguration['top']): TextEdit[] {
  const missing = ['append', 'delete'].filter((name) => !top?.entries.has(name));
  if (missing.length === 0) return [];
  const end = /\r\n/.test(text) ? '\r\n' : '\n';
  // Behind a new list at the end, which brings its own line break.
  const broken = text.endsWith('\n') || !top?.entries.has('prepend') ? '' : end;
  return [{ start: text.length, end: text.length, text: `${broken}${missing.map((name) => `${name}: []${end}`).join('')}` }];
}

function intoOverride(configuration: ClashConfiguration, wish: FragmentWish, mark: '+' | ''): Placement {
  const groups = intoGroupList(configuration, wish, `${mark}proxy-groups`, [], mark === '' ? ['name', 'type', 'include-all', 'filter', 'interval'] : undefined);
  const rows = rowsIntoList(configuration.text, configuration.top, `${mark}rules`, wish);
  if (groups.kind === 'refused' || !rows) return groups.kind === 'refused' ? groups : refused(styleWords());
  return placed(inPlace(configuration.top, [[`${mark}proxy-groups`, groups.kind === 'edits' ? groups.edits : []], [`${mark}rules`, rows]]), groups.remarks);
}

/** Edits of lists that are there before those that begin one: at the end of a text both may come to stand at one place. */
function inPlace(top: ClashConfiguration['top'], lists: readonly (readonly [name: string, edits: readonly TextEdit[]])[]): TextEdit[] {
  const isThere = ([name]: readonly [string, unknown]): boolean => top?.entries.has(name) === true;
  return [...lists.filter(isThere), ...lists.filter((one) => !isThere(one))].flatMap(([, edits]) => edits);
}

function intoGroupList({ text, top }: ClashConfiguration, wish: FragmentWish, name: string, rest: readonly TextEdit[], keys?: readonly string[]): Placement {
  const there = [name, 'append'].flatMap((key) => top?.entries.get(key)?.value ?? []).some((one) => typeof one === 'object' && one !== null && (one as { name?: unknown }).name === wish.group);
  if (there) return placed([], [keptWords(wish.group)]);
  const group = stableGroup({ ...wish, members: patternMembers(wish.members) }).filter(([key]) => keys?.includes(key) ?? true);
  const insertion = listInsertion(text, top, name, { group });
  return insertion ? placed([insertion, ...rest]) : refused(styleWords());
}

/** A file with nothing in it but comments gets all of the form, behind them. */
function intoEmpty({ text, path, half }: PlacementTarget, form: FragmentFormId, wish: FragmentWish): Placement {
  const files: readonly FragmentFile[] = findForm(form)?.files(wish) ?? [];
  const which = half ?? halfOfName(path);
  const file = files.length === 1 ? files[0] : files.find(({ holds }) => holds === which);
  if (!file) return refused(t('The lists of this file are empty, so that nothing tells whether it is the file Rules or the file Groups of the profile.'), form);
  const broken = text === '' || text === '\uFEFF' || text.endsWith('\n') ? '' : '\n';
  return placed([{ start: text.length, end: text.length, text: `${broken}${file.text}` }]);
}

function halfOf(text: string, path: string | undefined): 'rules' | 'groups' | undefined {
  const known = recognise(text, path);
  return known === 'verge-rules' ? 'rules' : known === 'verge-groups' ? 'groups' : halfOfName(path);
}

/** Verge names these files by a letter and a random rest (src-tauri/src/config/prfitem.rs). */
function halfOfName(path: string | undefined): 'rules' | 'groups' | undefined {
  const name = (path ?? '').replaceAll('\\', '/').split('/').at(-1)?.toLowerCase() ?? '';
  if (name.includes('rule') || /^r\w+\.ya?ml$/.test(name)) return 'rules';
  return name.includes('group') || /^g\w+\.ya?ml$/.test(name) ? 'groups' : undefined;
}

/** Members that the core would take here, or why it takes none: a name that it does not know keeps it from starting. */
function membersHere({ members }: FragmentWish, names: readonly string[], providers: boolean): FragmentWish['members'] | string {
  if ('filter' in members) {
    if (providers || members.filter === undefined || names.length === 0) return members;
    const patterns = members.filter.split('`').map((part) => new RegExp(part.replace(/\(\?[imsnx]+\)/g, ''), 'i'));
    if (names.some((name) => patterns.some((pattern) => pattern.test(name)))) return members;
    return t('The pattern finds no node of this file: the group would be empty, and the core would send the gateway direct.');
  }
  const unknown = members.nodes.filter((name) => !names.includes(name));
  if (unknown.length === 0) return members;
  if (providers) return patternMembers(members);
  return t('This file has no node {0}, and the core does not start with a group that names one it does not know.', unknown.map((name) => `"${name}"`).join(', '));
}

/** Whether the text reads as before and everything is found in it now. */
function isWhole(before: ClashConfiguration, edits: readonly TextEdit[], target: PlacementTarget, form: FragmentFormId, wish: FragmentWish): boolean {
  const text = applyEdits(before.text, edits);
  const after = readConfiguration(text, { form: before.form });
  if (after.faults.length > before.faults.length || after.faults.some(({ kind }) => kind !== 'wrong-shape')) return false;
  if (after.groups.length < before.groups.length || [...(before.top?.entries.keys() ?? [])].some((key) => !after.top?.entries.has(key))) return false;
  return intoYaml(after, { ...target, text }, form, wish).kind === 'there';
}

function mismatch(form: FragmentFormId): Placement {
  return refused(t('This file takes the form "{0}".', findForm(form)?.title() ?? form), form);
}

function keptWords(group: string): string {
  return t('The group {0} is there already and is used as it is.', group);
}

function styleWords(): string {
  return t('The lists of this file are written in a way that can not be added to safely, such as by an alias. Put the rows in by hand.');
}
