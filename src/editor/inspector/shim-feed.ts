import type { SpendingCap } from '../../shim/endpoint/chains/chain.ts';
import type { RequestEntry } from '../../shim/endpoint/journal/request-entry.ts';
import type { Ledger } from '../../shim/endpoint/spend/ledger.ts';
import type { JournalEntry } from '../../shim/journal/entry.ts';

/** The shim as the inspector sees it. Whoever holds this window's lease on a shim gives one. */
export interface ShimFeed {
  state(): 'off' | 'starting' | 'on' | 'lost' | 'failed';
  /** One sentence on why it is lost or failed, where one is known. */
  problem(): string | undefined;
  /** What is kept, in order of the numbers. An entry that has changed is another object; nothing is written into one. */
  entries(): readonly JournalEntry[];
  /** The endpoint's requests, likewise, without those that were cleared. */
  requests(): readonly RequestEntry[];
  /** Leaves out what has ended until now; the shim keeps it. */
  clearRequests(): void;
  /** What the endpoint has spent and may spend; undefined while there is no shim to ask. */
  spending(): Promise<{ ledger: Ledger; caps: readonly SpendingCap[] } | undefined>;
  /** Told after any change of what is above, a few times a second at most. The shim is followed while somebody is told. */
  onChange(listener: () => void): { dispose(): void };
  /** Asks the user what has to be asked, and starts it. */
  switchOn(): Promise<void>;
  /** Ends one connection; false when it had ended before. */
  close(entry: number): Promise<boolean>;
  /** Diagnoses the way to a host that a connection went to. */
  diagnose(host: string, port: number): Promise<void>;
  /** Diagnoses a gateway by its id; false where none of this id is set up here. */
  diagnoseGateway(id: string): Promise<boolean>;
}
