/** What using the shim, and not using it any more, makes of an agent's file. Pure. */
import { entriesIn, mergedExclusions } from '../environment/exclusions.ts';
import type { AgentWithFile, ShimAddress } from './agent.ts';
import type { AgentRecord, Sum, WrittenEntry } from './agent-record.ts';
import type { Entry, EntryFormat, EntryKey, EntryValue } from './formats/entry-format.ts';
import { makeEdits, NotEditable, stepBack, type StepBack, type TextEdit } from './formats/text-edit.ts';

/** The file's text as it will be, and what to remember. Equal texts mean that nothing is left to do. */
export interface UsePlan {
  before: string | undefined;
  after: string;
  made: Omit<AgentRecord, 'agent' | 'file' | 'writtenAt'>;
}

/** Why a file is not written. */
export interface Refusal {
  /** `unreadable`: not understood from `line` on, or not of the form that is edited. `nothing`: no place for a proxy in it. */
  refused: 'unreadable' | 'nothing';
  line?: number;
}

/**
 * Plans the entries of an agent. Former exclusions stay in front of the shim's. A file whose entries, read again, are not
 * exactly those that were planned is not written.
 *
 * @param text undefined where there is no file.
 */
export function planUse(agent: AgentWithFile, text: string | undefined, address: ShimAddress, sum: Sum): UsePlan | Refusal {
  const { format } = agent;
  const made = { created: text === undefined, back: [] as StepBack[], entries: [] as WrittenEntry[], containers: [] as EntryKey[] };
  let now = text ?? '';
  try {
    const wanted = entriesFor(agent, now, address).map((entry) => withFormerExclusions(format, now, entry));
    if (wanted.length === 0) return { refused: 'nothing' };
    for (const { key, value } of wanted) {
      const former = format.read(now, key);
      // Something that no entry can be would be lost.
      if (former === null) return { refused: 'unreadable' };
      if (same(former, value)) continue;
      const missing = containersOf(key).filter((one) => format.container(now, one) === 'missing');
      now = edited(now, format.set(now, key, value), made.back);
      made.containers.push(...missing);
      made.entries.push({ key, sum: sum(JSON.stringify(value)), ...(former !== undefined && { former }) });
    }
    if (!wanted.every(({ key, value }) => same(format.read(now, key), value))) return { refused: 'unreadable' };
  } catch (error) {
    return refusal(error);
  }
  return { before: text, after: now, made: { ...made, sum: sum(now) } };
}

function entriesFor(agent: AgentWithFile, text: string, address: ShimAddress): Entry[] {
  return [...agent.entries(address, text), ...((address.endpoint && agent.endpointEntries?.(address.endpoint)) ?? [])];
}

/** Whether what was written leads an agent to the endpoint. */
export function leadsToEndpoint({ endpointEntries }: AgentWithFile, { entries }: Pick<AgentRecord, 'entries'>): boolean {
  const keys = (endpointEntries?.({ url: '', token: '' }) ?? []).map(({ key }) => key.join('\0'));
  return entries.some(({ key }) => keys.includes(key.join('\0')));
}

/** What a file becomes when the entries of a record are taken back; `after` is undefined where it is to go. */
export interface UndoPlan {
  after: string | undefined;
  /** Entries that somebody has changed since, and which stay. */
  kept: readonly EntryKey[];
}

/**
 * Takes back what a record says. Nobody has touched the file since: every byte is as before. Somebody has: the entries
 * that still are what was written become what they were, and nothing else changes.
 */
export function planUndo(format: EntryFormat, record: AgentRecord, text: string, sum: Sum): UndoPlan | Refusal {
  if (sum(text) === record.sum) return { after: record.created ? undefined : stepBack(text, record.back), kept: [] };
  const kept: EntryKey[] = [];
  let now = text;
  try {
    for (const { key, sum: written, former } of record.entries.toReversed()) {
      const is = (one: EntryKey): boolean => {
        const value = format.read(now, one);
        return value !== undefined && value !== null && sum(JSON.stringify(value)) === written;
      };
      const there = is(key) ? key : format.others?.(now, key).find(is);
      if (there) now = edited(now, former === undefined ? format.remove(now, there) : format.set(now, there, former), []);
      else if (format.read(now, key) !== undefined) kept.push(key);
      for (const container of there ? containersOf(there).toReversed() : []) {
        const ours = record.containers.some((one) => one.length === container.length && one[0] === container[0] && one.at(-1) === container.at(-1));
        if (ours && format.container(now, container) === 'empty') now = edited(now, format.remove(now, container), []);
      }
    }
  } catch (error) {
    return refusal(error);
  }
  return { after: now, kept };
}

function edited(text: string, edits: readonly TextEdit[], back: StepBack[]): string {
  const made = makeEdits(text, edits);
  back.push(...made.back);
  return made.text;
}

/** The things around an entry, the outermost first. */
function containersOf(key: EntryKey): EntryKey[] {
  return key.slice(1).map((_, index) => key.slice(0, index + 1));
}

function withFormerExclusions(format: EntryFormat, text: string, entry: Entry): Entry {
  const { key, value } = entry;
  if (!/^no_?proxy$/i.test(key.at(-1) ?? '')) return entry;
  const former = format.read(text, key);
  if (typeof former === 'string' && typeof value === 'string') return { key, value: mergedExclusions(former, [value]) };
  if (typeof former !== 'object' || former === null || typeof value !== 'object') return entry;
  return { key, value: [...new Set([...former, ...value.flatMap(entriesIn)])] };
}

function same(one: EntryValue | null | undefined, other: EntryValue): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function refusal(error: unknown): Refusal {
  if (error instanceof NotEditable) return { refused: 'unreadable', line: error.line };
  throw error;
}
