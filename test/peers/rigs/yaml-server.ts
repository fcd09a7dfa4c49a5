/** The language server that YAML extensions run, spoken to over its standard streams as an editor does. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { npmPackage } from '../dialects/client.ts';

export interface Position {
  readonly line: number;
  readonly character: number;
}

/** As the server reports it. */
export interface ServerDiagnostic {
  readonly range: { readonly start: Position; readonly end: Position };
  readonly message: string;
  readonly severity?: number;
  readonly source?: string;
}

export interface YamlServer {
  /** What it finds in a text; `file` decides which schema is meant. */
  diagnostics(file: string, text: string): Promise<readonly ServerDiagnostic[]>;
  /** Labels that it offers at a place of the text that was opened last under this name. */
  completions(file: string, position: Position): Promise<readonly string[]>;
  /** The words of its hover; empty for none. */
  hover(file: string, position: Position): Promise<string>;
  stop(): void;
}

/** The newest of late 2026. */
export const serverVersion = '1.25.0';
/** For configurations of the core 1.19.24. */
export const schemaVersion = '1.19.24';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Installs both into the cache. @throws when that fails. @returns the server's program, and a schema by its file's name. */
export async function installYamlServer(): Promise<{ program: string; schema(name: string): string }> {
  const server = await npmPackage('yaml-language-server', serverVersion);
  const schemas = await npmPackage('meta-json-schema', schemaVersion);
  return { program: path.join(server, 'bin', 'yaml-language-server'), schema: (name) => pathToFileURL(path.join(schemas, 'schemas', name)).href };
}

/** @param schemas globs of file names by the address of the schema that is meant for them, as in the setting `yaml.schemas` */
export async function startYamlServer(program: string, schemas: Readonly<Record<string, string>>): Promise<YamlServer> {
  const child = spawn(process.execPath, [program, '--stdio'], { stdio: 'pipe', env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' } });
  const wire = new Wire(child, { yaml: { schemas, schemaStore: { enable: false }, validate: true, completion: true, hover: true, format: { enable: true } } });
  await wire.ask('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { configuration: true },
      textDocument: { publishDiagnostics: {}, completion: { completionItem: { snippetSupport: true } }, hover: { contentFormat: ['markdown', 'plaintext'] } },
    },
  });
  wire.tell('initialized', {});
  const versions = new Map<string, number>();
  const uriOf = (file: string): string => `file:///work/${file}`;
  return {
    async diagnostics(file, text) {
      const uri = uriOf(file);
      const version = (versions.get(uri) ?? 0) + 1;
      versions.set(uri, version);
      const found = wire.diagnosticsOf(uri, version);
      if (version === 1) wire.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version, text } });
      else wire.tell('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
      return found;
    },
    async completions(file, position) {
      const answer = (await wire.ask('textDocument/completion', { textDocument: { uri: uriOf(file) }, position })) as { items?: { label: string }[] } | { label: string }[] | null;
      return ((Array.isArray(answer) ? answer : answer?.items) ?? []).map(({ label }) => label);
    },
    async hover(file, position) {
      const answer = (await wire.ask('textDocument/hover', { textDocument: { uri: uriOf(file) }, position })) as { contents: unknown } | null;
      return answer ? JSON.stringify(answer.contents) : '';
    },
    stop: () => void child.kill('SIGKILL'),
  };
}

/** Messages of the language server protocol: a header with the length, then JSON. */
class Wire {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #settings: Readonly<Record<string, unknown>>;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  readonly #published = new Map<string, { version: number; resolve(found: readonly ServerDiagnostic[]): void }>();
  #read = Buffer.alloc(0);
  #last = 0;

  constructor(child: ChildProcessWithoutNullStreams, settings: Readonly<Record<string, unknown>>) {
    this.#child = child;
    this.#settings = settings;
    child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    child.stderr.resume();
    child.once('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('The YAML language server has ended.'));
    });
    process.once('exit', () => child.kill('SIGKILL'));
  }

  ask(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#last;
    this.#send({ id, method, params });
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  tell(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  /** What is published next for a document in this version. */
  diagnosticsOf(uri: string, version: number): Promise<readonly ServerDiagnostic[]> {
    return new Promise((resolve) => this.#published.set(uri, { version, resolve }));
  }

  #send(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    this.#child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.#child.stdin.write(body);
  }

  #take(chunk: Buffer): void {
    this.#read = Buffer.concat([this.#read, chunk]);
    for (;;) {
      const end = this.#read.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(this.#read.toString('latin1', 0, end))?.[1]);
      if (this.#read.length < end + 4 + length) return;
      const body = this.#read.toString('utf8', end + 4, end + 4 + length);
      this.#read = this.#read.subarray(end + 4 + length);
      this.#heed(JSON.parse(body) as Message);
    }
  }

  #heed({ id, method, params, result, error }: Message): void {
    if (method === undefined) {
      const waiting = this.#waiting.get(id ?? 0);
      this.#waiting.delete(id ?? 0);
      if (error) waiting?.reject(new Error(error.message));
      else waiting?.resolve(result);
    } else if (method === 'workspace/configuration') {
      const { items } = params as { items: readonly { section?: string }[] };
      this.#send({ id, result: items.map(({ section }) => this.#settings[section ?? ''] ?? null) });
    } else if (method === 'textDocument/publishDiagnostics') {
      const { uri, version, diagnostics } = params as { uri: string; version?: number; diagnostics: readonly ServerDiagnostic[] };
      const awaited = this.#published.get(uri);
      if (awaited === undefined || (version !== undefined && version !== awaited.version)) return;
      this.#published.delete(uri);
      awaited.resolve(diagnostics);
    } else if (id !== undefined) {
      this.#send({ id, result: null });
    }
  }
}
