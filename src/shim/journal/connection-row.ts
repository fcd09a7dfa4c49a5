/** A connection as people read it. All text is plain, short and in the user's language. */
export interface ConnectionRow {
  id: number;
  startedAtMs: number;
  /** The time of day where this process runs, `14:03:05`. */
  when: string;
  /** The name alone that filters by caller compare: `terminal`. */
  callerName: string;
  /** Who was given the address, and the process where it is known: `terminal, node 4711`. */
  caller: string;
  /** With its port. */
  host: string;
  /** `direct`, `by http://proxy.test:3128`, `refused`; empty before it is known. */
  route: string;
  decidedBy: string;
  duration: string;
  bytes: string;
  silence: string;
  end: string;
  live: boolean;
  failed: boolean;
}
