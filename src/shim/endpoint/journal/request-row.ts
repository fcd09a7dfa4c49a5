/** A request to the endpoint as people read it. All text is plain, short and in the user's language. */
export interface RequestRow {
  id: number;
  startedAtMs: number;
  /** The time of day where this process runs, `14:03:05`. */
  when: string;
  /** The client's name. */
  callerName: string;
  /** The model or alias, else the path. */
  asked: string;
  /** The one that answered, else the last one asked; empty where none was. */
  target: string;
  attempts: string;
  /** When the first content was sent on; empty where none was. */
  firstContent: string;
  duration: string;
  tokens: string;
  cost: string;
  end: string;
  live: boolean;
  failed: boolean;
}
