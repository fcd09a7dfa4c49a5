import type { LocalEndpoint } from '../environment/child-environment.ts';
import type { Entry, EntryFormat, EntryKey } from './formats/entry-format.ts';

/** What an agent is told of the shim. */
export interface ShimAddress {
  /** With the agent's own token, so as secret as one. */
  proxy: string;
  /** A file with every root that is needed here; null where none may be named. */
  bundleFile: string | null;
  /** Hosts that go direct, separated by commas. */
  noProxy: string;
  /** The endpoint, with the same token; absent for an agent that is not to be led there. */
  endpoint?: LocalEndpoint;
}

/** What decides where an agent's own files are. */
export interface AgentPlace {
  platform: NodeJS.Platform;
  environment: Readonly<Record<string, string | undefined>>;
  home: string;
  /** Joins parts of a path as this system does. */
  join(...parts: string[]): string;
}

interface AgentFacts {
  /** Also the name of its token, and of it in the journal. */
  id: string;
  title: string;
  /** Programs by the name they are started with. */
  programs: readonly string[];
  /** Extensions of editors that it also comes as, by id in lower case. */
  extensions: readonly string[];
  /** Where it is said how it is told of a proxy, and which version was seen to do so. */
  source: string;
}

/** An agent with a file of its own that a proxy can be written into. */
export interface AgentWithFile extends AgentFacts {
  way: 'file';
  /** The user's own file; never one of a project, which others would get too. */
  file(place: AgentPlace): string;
  /** Files that it would no longer read once there is the one above. */
  wouldHide?(place: AgentPlace): readonly string[];
  format: EntryFormat;
  /**
   * What is written, the proxy among it.
   *
   * @param text what the file holds now; the empty text for none.
   * @throws NotEditable as the format does.
   */
  entries(address: ShimAddress, text: string): readonly Entry[];
  /** What leads its requests to the endpoint; absent where its file has no place for that. */
  endpointEntries?(endpoint: LocalEndpoint): readonly Entry[];
  /** What else to know before agreeing, each a sentence. @param endpoint whether it is led there. */
  remarks(endpoint: boolean): readonly string[];
}

/** An agent that has no such file: why, and what to do, as a sentence. */
export interface AgentWithoutFile extends AgentFacts {
  way: 'environment' | 'editor';
  advice(): string;
}

export type Agent = AgentWithFile | AgentWithoutFile;

/** Names of variables that an agent takes a proxy and exclusions from, each as it is written. */
export interface VariableNames {
  proxy: readonly string[];
  exclusions: readonly string[];
}

/** Entries for an agent that is told by variables. @param around the names in front of a variable's own. */
export function variableEntries(address: Pick<ShimAddress, 'proxy' | 'noProxy'>, names: VariableNames, around: EntryKey = []): Entry[] {
  return [
    ...names.proxy.map((name) => ({ key: [...around, name], value: address.proxy })),
    ...names.exclusions.map((name) => ({ key: [...around, name], value: address.noProxy })),
  ];
}
