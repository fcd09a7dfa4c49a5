/** One request of a client in a real extension host. */
export interface DoubleProxyCase {
  /** Variables that the host starts with. */
  environment: Readonly<Record<string, string>>;
  /** The user's settings of the section `http`. */
  settings: Readonly<Record<string, unknown>>;
  send: 'axios' | 'http' | 'fetch';
  url: string;
  /** The folder of the axios. */
  library?: string;
}

/** What came of it. */
export interface DoubleProxyResult {
  /** For axios the status and the first words of the body; else `ok` or the error. */
  said: string;
  /** Request line and headers of each connection to the proxy. */
  wire: string[];
}
