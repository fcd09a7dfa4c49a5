/** Reads chains: the file of a team, and the setting, which has the same shape. Pure, and never throws. */
import { t } from '@vscode/l10n';
import type { Gateway } from '../../../gateways/gateway.ts';
import type { AttemptClocks, Chain, SpendingCap } from './chain.ts';
import { capsForm, chainsForm, clocksForm, fileForm, type Form, type ObjectForm } from './chain-form.ts';
import type { ChainFault, ChainProblem, JsonPath } from './chain-problem.ts';
import { checkCaps, checkChain, checkClocks, duplicateAliases } from './check-chains.ts';
import { checkForm, fault } from './check-form.ts';
import { forbiddenTexts } from './forbidden-texts.ts';
import { readJsonDocument, type Span } from './json-document.ts';

/** What a chains file says. */
export interface ChainFile {
  chains: readonly Chain[];
  caps: readonly SpendingCap[];
}

/** What became of a document. With an error in it there is no `file`: half of it would route otherwise than was meant. */
export interface ChainFileReading {
  file?: ChainFile;
  /** By their place in the text. */
  problems: readonly ChainProblem[];
}

/** Longer is no chains file, in characters. */
const maxChars = 512 * 1024;

/**
 * Reads a chains file: JSON, with comments where wanted.
 *
 * @param gateways those that targets may name.
 */
export function readChainFile(text: string, gateways: readonly Gateway[]): ChainFileReading {
  const placed = (one: ChainFault, span: Span): ChainProblem => ({ ...one, ...span, ...lineAndColumn(text, span.start) });
  if (text.length > maxChars) {
    return { problems: [placed(fault('too-large', [], t('The file has more than {0} characters. It is not read.', maxChars)), { start: 0, end: 0 })] };
  }
  const document = readJsonDocument(text);
  if ('fault' in document) {
    const words = text.trim() === '' ? t('The file is empty. Write an object with the list "chains" into it.') : t('This is not JSON: something is missing here, or too much, or there twice.');
    return { problems: [placed(fault('syntax', [], words), document.fault)] };
  }
  const loose = document.loose.map((span) => placed(fault('syntax', [], t('JSON has names and texts in double quotation marks, and plain numbers. Write it so.')), span));
  const { file, faults } = checkDocument(document.value, fileForm, gateways);
  const problems = [...loose, ...faults.map((one) => placed(one, document.spanOf(one.path, one.at)))].toSorted((a, b) => a.start - b.start);
  return { problems, ...(file && loose.length === 0 && { file }) };
}

/** A file that is nothing but its chains. */
const listForm: ObjectForm = { kind: 'object', fields: { chains: { required: true, form: chainsForm, about: '' } } };

/** Reads a list of chains that is a value already: the setting. */
export function readChainList(value: unknown, gateways: readonly Gateway[]): { chains?: readonly Chain[]; faults: readonly ChainFault[] } {
  const { file, faults } = checkDocument({ chains: value ?? [] }, listForm, gateways);
  return { faults, ...(file && { chains: file.chains }) };
}

/** Reads a list of caps that is a value already. @param aliases that there are. */
export function readCapList(value: unknown, aliases: readonly string[]): { caps?: readonly SpendingCap[]; faults: readonly ChainFault[] } {
  const faults = sifted([...forbiddenTexts(value ?? []), ...checkForm(value ?? [], capsForm, [], 'caps')]);
  if (isBroken(faults)) return { faults };
  const caps = (value ?? []) as SpendingCap[];
  const more = checkCaps(caps, aliases, []);
  return { faults: [...faults, ...more], ...(!isBroken(more) && { caps }) };
}

/** Reads clocks that are a value already. */
export function readClocks(value: unknown): { clocks?: Partial<AttemptClocks>; faults: readonly ChainFault[] } {
  const clocks = (value ?? {}) as Partial<AttemptClocks>;
  const faults = sifted([...forbiddenTexts(clocks), ...checkForm(clocks, clocksForm, [], 'clocks')]);
  const all = isBroken(faults) ? faults : [...faults, ...checkClocks(clocks, [])];
  return { faults: all, ...(!isBroken(all) && { clocks }) };
}

function checkDocument(value: unknown, form: Form, gateways: readonly Gateway[]): { file?: ChainFile; faults: ChainFault[] } {
  const faults = [...forbiddenTexts(value), ...checkForm(value, form, [])];
  const { chains, caps } = partsOf(value);
  const sound = (path: JsonPath): boolean => !faults.some((one) => one.severity === 'error' && begins(one.path, path));
  const list = Array.isArray(chains) && chains.length <= chainsForm.most ? (chains as unknown[]) : [];
  for (const [index, chain] of list.entries()) {
    if (sound(['chains', index])) faults.push(...checkChain(chain as Chain, gateways, ['chains', index]));
  }
  const aliases = list.map((chain, index) => (sound(['chains', index, 'alias']) ? aliasOf(chain) : undefined));
  faults.push(...duplicateAliases(aliases, ['chains']));
  if (caps !== undefined && sound(['caps'])) faults.push(...checkCaps(caps as SpendingCap[], aliases.filter((one) => one !== undefined), ['caps']));
  const told = sifted(faults);
  if (isBroken(told)) return { faults: told };
  return { faults: told, file: { chains: list as Chain[], caps: (caps ?? []) as SpendingCap[] } };
}

function partsOf(value: unknown): { chains?: unknown; caps?: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function aliasOf(chain: unknown): string | undefined {
  const alias: unknown = typeof chain === 'object' && chain !== null ? (chain as { alias?: unknown }).alias : undefined;
  return typeof alias === 'string' ? alias : undefined;
}

/** Of a place that holds a key or a URL nothing else is said. */
function sifted(faults: readonly ChainFault[]): ChainFault[] {
  const hidden = faults.filter(({ id }) => id === 'key-in-file' || id === 'url-in-file');
  return faults.filter((one) => hidden.includes(one) || !hidden.some((other) => begins(one.path, other.path) && one.path.length === other.path.length));
}

function isBroken(faults: readonly ChainFault[]): boolean {
  return faults.some(({ severity }) => severity === 'error');
}

function begins(path: JsonPath, beginning: JsonPath): boolean {
  return beginning.every((step, index) => path[index] === step);
}

function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}

