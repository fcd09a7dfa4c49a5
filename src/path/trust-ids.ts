/** Names of runtimes and stores, on their own: the inspector's page is compiled without Node's types. */

/**
 * A place that roots are in. `bundled`: the public roots a runtime brings along (Mozilla's list, as this process has
 * it). `os`: the operating system's store. `os-folder`: the same as a folder of hashes, which only some Linux
 * distributions have. `java`: Java's own. Else a file or folder that a knob names.
 */
export type StoreId = 'bundled' | 'os' | 'os-folder' | 'java' | `file:${string}` | `folder:${string}`;

/** Programs that a chain is held against. A version stands where it makes a difference. */
export type RuntimeId =
  | 'node@20'
  | 'node@24'
  | 'vscode-extensions'
  | 'python-requests@3.12'
  | 'python-requests@3.13'
  | 'python-httpx@3.12'
  | 'python-httpx@3.13'
  | 'python-ssl@3.12'
  | 'python-ssl@3.13'
  | 'python-truststore'
  | 'go'
  | 'java'
  | 'curl'
  | 'git'
  | 'deno'
  | 'codex';
