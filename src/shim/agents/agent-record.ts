/** What was written for an agent and what stood there before: the memory that undoing needs. Pure. */
import type { EntryKey, EntryValue } from './formats/entry-format.ts';
import type { StepBack } from './formats/text-edit.ts';

/** One entry that was written. */
export interface WrittenEntry {
  key: EntryKey;
  /** A sum of what was written, not the thing itself: a token stands in as few places as can be. */
  sum: string;
  /** What stood there before; absent where nothing did. */
  former?: EntryValue;
}

/** What was written into one agent's file. */
export interface AgentRecord {
  agent: string;
  file: string;
  /** ISO 8601, UTC. */
  writtenAt: string;
  /** There was no such file. */
  created: boolean;
  /** A sum of the whole file as it was written: while it is the same, `back` leads to every former byte. */
  sum: string;
  back: readonly StepBack[];
  entries: readonly WrittenEntry[];
  /** Things around entries that were not there before, the innermost first. */
  containers: readonly EntryKey[];
}

/** Sums a text up so that it can be known again; passed in, as nothing here computes. */
export type Sum = (text: string) => string;

/** Reads what was stored; what is no whole record of ours is left out, as half a way back could lead elsewhere. */
export function readAgentRecords(stored: unknown): AgentRecord[] {
  const { schemaVersion, records } = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<string, unknown>;
  return schemaVersion === 1 && Array.isArray(records) ? records.filter(isRecord) : [];
}

function isRecord(value: unknown): value is AgentRecord {
  if (!isObject(value)) return false;
  const texts = ['agent', 'file', 'writtenAt', 'sum'].every((name) => typeof value[name] === 'string');
  return texts && typeof value['created'] === 'boolean' && isList(value['back'], isStep) && isList(value['entries'], isEntry) && isList(value['containers'], isKey);
}

function isStep(value: unknown): boolean {
  return isObject(value) && Number.isSafeInteger(value['at']) && Number.isSafeInteger(value['length']) && typeof value['text'] === 'string';
}

function isEntry(value: unknown): boolean {
  if (!isObject(value) || !isKey(value['key']) || typeof value['sum'] !== 'string') return false;
  const { former } = value;
  return former === undefined || typeof former === 'string' || typeof former === 'boolean' || isKey(former);
}

function isKey(value: unknown): boolean {
  return isList(value, (one) => typeof one === 'string');
}

function isList(value: unknown, isOne: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
