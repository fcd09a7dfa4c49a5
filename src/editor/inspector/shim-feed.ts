import type { JournalEntry } from '../../shim/journal/entry.ts';

/** The shim as the inspector sees it. Whoever holds this window's lease on a shim gives one. */
export interface ShimFeed {
  state(): 'off' | 'starting' | 'on' | 'lost' | 'failed';
  /** One sentence on why it is lost or failed, where one is known. */
  problem(): string | undefined;
  /** What is kept, in order of the numbers. An entry that has changed is another object; nothing is written into one. */
  entries(): readonly JournalEntry[];
  /** Told after any change of what is above, a few times a second at most. The shim is followed while somebody is told. */
  onChange(listener: () => void): { dispose(): void };
  /** Asks the user what has to be asked, and starts it. */
  switchOn(): Promise<void>;
  /** Ends one connection; false when it had ended before. */
  close(entry: number): Promise<boolean>;
  /** Diagnoses the way to a host that a connection went to. */
  diagnose(host: string, port: number): Promise<void>;
}
