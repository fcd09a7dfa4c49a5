/** What is known of a client that can be started here and asked for one request. */

/** How a client is kept on this machine while it is asked. */
export type Containment =
  /** A program of ours around the library: it looks up no name and connects to the recorder only; nothing is replaced. */
  | 'patched'
  /**
   * Options of its own lead the name to this machine; the proxies in its variables are replaced by the recorder's. Where
   * there can be a network of its own, that is taken instead.
   */
  | 'options'
  /** A network of its own without a way out, with the very names and addresses in it (Linux). */
  | 'namespace';

/** A client found on this machine. */
export interface FoundProgram {
  /** Absolute path. */
  file: string;
  version: string;
}

/** What a client's file is asked to put together. */
export interface LaunchAsk {
  url: URL;
  /** The URL as typed, and as the client is to get it. */
  urlText: string;
  host: string;
  port: number;
  /** True in a network of its own, where nothing needs to be led anywhere. */
  inOwnNetwork: boolean;
  /** The recorder's port for the URL itself. It is the URL's own port unless that could not be opened. */
  originPort: number;
  /** Has the recorder be where a proxy of the tool's own settings is, and gives the value to use for it. */
  proxyFor(value: string): Promise<string>;
  /** Runs a program that only reads settings, with the client's environment, in an empty folder. */
  read(program: string, args: readonly string[]): Promise<string | undefined>;
  file: string;
  /** The version of that program. */
  version: string;
  environment: Readonly<Record<string, string>>;
  homeDirectory: string;
  platform: NodeJS.Platform;
  /** An empty folder that is removed afterwards. */
  folder: string;
}

/** What is started. */
export interface Launch {
  args: readonly string[];
  /** Beside the client's environment. */
  environment?: Readonly<Record<string, string>>;
  /** Text files for the folder, by name. */
  files?: Readonly<Record<string, string>>;
  /** Sentences on what is different from the user's own call. */
  remarks: readonly string[];
  /** False when the options that keep it here change how a proxy is asked. */
  modeKnown: boolean;
}

/** Why a client is not started for this question. */
export interface Refusal {
  refused: string;
}

/** One client that can be measured: an entry of a family's file in `clients/`. */
export interface MeasurableClient {
  /** Dialect id. */
  id: string;
  /** Names of the program on the search path, the first that is found counts. */
  programs: readonly string[];
  containment: Containment;
  /** Variables it is started with whatever the user's are; the prediction sees them too. */
  environment?: Readonly<Record<string, string>>;
  /** Slow to start or writes caches: only when it is named. */
  onRequest?: true;
  /** False where it can't be started as it is here. */
  platforms?: readonly NodeJS.Platform[];
  /** Prints the version; the first group of `pattern`, or JSON under the dialect's id where there is no pattern. */
  version: { args: readonly string[]; pattern?: RegExp };
  launch(ask: LaunchAsk): Promise<Launch | Refusal>;
}
