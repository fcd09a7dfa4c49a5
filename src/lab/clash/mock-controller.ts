import * as http from 'node:http';
import * as fs from 'node:fs/promises';
import { once } from 'node:events';
import { listenOnLoopback } from '../loopback-listener.ts';
import * as shapes from './core-shapes.ts';
import type { MockConnection, MockCoreKind, MockProxy, MockState } from './mock-state.ts';

export type { MockConnection, MockCoreKind, MockProxy, MockRule, MockRuleProvider, MockState } from './mock-state.ts';

/**
 * `hang`: takes calls and never answers. `page`: answers with a web page, as another program would. `cut`: ends in the
 * middle of each answer. `failing`: 500 to everything.
 */
export type MockControllerFault = 'none' | 'hang' | 'page' | 'cut' | 'failing';

export interface MockControllerOptions extends Partial<Omit<MockState, 'kind'>> {
  kind?: MockCoreKind;
  /** Asked for by TCP, never at the socket. Empty or absent: none. */
  secret?: string;
  port?: number;
  /** Listens there too. */
  socketPath?: string;
}

/** A call that came. */
export interface MockCall {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly authorized: boolean;
}

/** A controller without a core, which answers as one of several cores would. */
export interface MockController {
  readonly port: number;
  readonly url: string;
  /** What it answers from; change it as the test goes. */
  readonly state: MockState;
  readonly calls: readonly MockCall[];
  /** Ids that it was told to close. */
  readonly closed: readonly string[];
  setFault(fault: MockControllerFault): void;
  /** Changes one connection, such as its bytes. */
  update(id: string, change: Partial<MockConnection>): void;
  /** Writes a line to all who follow the log. */
  log(level: 'debug' | 'info' | 'warning' | 'error', text: string): void;
  close(): Promise<void>;
}

interface Follower {
  readonly response: http.ServerResponse;
  readonly level: number;
  readonly structured: boolean;
}

const levels = ['debug', 'info', 'warning', 'error', 'silent'];

/** Starts a mock controller on loopback, and at a Unix socket where one is named. */
export async function startMockController(options: MockControllerOptions = {}): Promise<MockController> {
  const { kind = 'meta', secret = '', port, socketPath } = options;
  const state: MockState = {
    kind,
    mode: options.mode ?? 'rule',
    connections: options.connections ?? [],
    proxies: options.proxies ?? [],
    rules: options.rules ?? [],
    ruleProviders: options.ruleProviders ?? [],
    dns: options.dns === undefined ? {} : options.dns,
    tun: options.tun ?? false,
    mixedPort: options.mixedPort ?? 7890,
    ruleMatch: options.ruleMatch,
  };
  const calls: MockCall[] = [];
  const closed: string[] = [];
  const followers = new Set<Follower>();
  let fault: MockControllerFault = 'none';

  const serve = (needsSecret: boolean): http.RequestListener => (request, response) => {
    const authorized = !needsSecret || request.headers.authorization === `Bearer ${secret}`;
    calls.push({ method: request.method ?? '', path: request.url ?? '', authorized });
    if (fault === 'hang') return;
    if (fault === 'page') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>It works</title>');
    if (fault === 'failing') return answer(response, 500, { message: 'something broke' });
    if (!authorized) return answer(response, 401, { message: 'Unauthorized' });
    if (fault === 'cut') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' }).write('{"meta":tr');
      return void setTimeout(() => response.destroy(), 20);
    }
    const url = new URL(request.url ?? '/', 'http://mock');
    if (url.pathname === '/logs' && request.method === 'GET') {
      const level = levels.indexOf(url.searchParams.get('level') ?? 'info');
      const follower = { response, level, structured: kind === 'meta' && url.searchParams.get('format') === 'structured' };
      followers.add(follower);
      response.once('close', () => followers.delete(follower));
      return void response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    }
    read(request).then((body) => {
      const [status, value] = request.method === 'GET' ? answerGet(state, url) : answerChange(state, request.method ?? '', url, body, closed);
      answer(response, status, value);
    }, () => response.destroy());
  };

  const byTcp = http.createServer(serve(secret !== ''));
  const listener = await listenOnLoopback({ ...(port !== undefined && { port }) }, (socket) => byTcp.emit('connection', socket));
  const bySocket = http.createServer(serve(false));
  if (socketPath !== undefined) {
    bySocket.listen(socketPath);
    await once(bySocket, 'listening');
  }
  return {
    port: listener.port,
    url: `http://127.0.0.1:${listener.port}`,
    state,
    calls,
    closed,
    setFault: (next) => {
      fault = next;
    },
    update: (id, change) => {
      state.connections = state.connections.map((one) => (one.id === id ? { ...one, ...change } : one));
    },
    log: (level, text) => {
      for (const { response, level: wanted, structured } of followers) {
        if (levels.indexOf(level) < wanted) continue;
        const line = structured ? { time: '08:00:00', level: level === 'warning' ? 'warn' : level, message: text, fields: [] } : { type: level, payload: text };
        response.write(`${JSON.stringify(line)}\n`);
      }
    },
    close: async () => {
      await listener.close();
      if (socketPath === undefined) return;
      bySocket.closeAllConnections();
      await new Promise((resolve) => bySocket.close(resolve));
      await fs.rm(socketPath, { force: true });
    },
  };
}

type Answered = readonly [status: number, body: unknown];

const missing: Answered = [404, { message: 'Resource not found' }];
const invalid: Answered = [400, { message: 'Body invalid' }];

function answerGet(state: MockState, url: URL): Answered {
  const { kind } = state;
  const query = url.searchParams;
  const [, first = '', second = '', third = ''] = url.pathname.split('/').map(decodeURIComponent);
  const old = kind === 'premium' || kind === 'stash';
  switch (first) {
    case '':
      return [200, shapes.helloShape(state)];
    case 'version':
      return [200, shapes.versionShape(state)];
    case 'configs':
      return [200, shapes.configsShape(state)];
    case 'connections':
      return [200, shapes.connectionsShape(state)];
    case 'group':
      return old ? missing : [200, shapes.groupsShape(state)];
    case 'rules':
      if (second === '') return [200, shapes.rulesShape(state)];
      return second === 'match' && state.ruleMatch ? [200, state.ruleMatch(query)] : [404, undefined];
    case 'providers':
      if (second === 'rules') return kind === 'premium' ? missing : [200, shapes.ruleProvidersShape(state)];
      return [200, { providers: {} }];
    case 'dns': {
      const shape = old ? undefined : shapes.dnsShape(state, query.get('name') ?? '', query.get('type') ?? 'A');
      return shape ? [200, shape] : old ? missing : [500, { message: 'DNS section is disabled' }];
    }
    case 'proxies':
      if (second === '') return [200, shapes.proxiesShape(state)];
      return ofProxy(state, second, third, query);
    default:
      return missing;
  }
}

function ofProxy(state: MockState, name: string, what: string, query: URLSearchParams): Answered {
  const proxy = state.proxies.find((one) => one.name === name);
  if (!proxy) return missing;
  if (what === '') return [200, shapes.proxyShape(state, proxy)];
  // The core reads the limit as a 16-bit number.
  const limit = Number(query.get('timeout') ?? Number.NaN);
  if (!Number.isInteger(limit) || limit > 32_767) return invalid;
  const delay = proxy.delaysMs?.at(-1) ?? 0;
  return delay === 0 ? [503, { message: 'An error occurred in the delay test' }] : delay > limit ? [504, { message: 'Timeout' }] : [200, { delay }];
}

function answerChange(state: MockState, method: string, url: URL, body: unknown, closed: string[]): Answered {
  const [, first = '', second = ''] = url.pathname.split('/').map(decodeURIComponent);
  const given = (typeof body === 'object' && body !== null ? body : {}) as { name?: unknown; mode?: unknown };
  if (method === 'DELETE' && first === 'connections' && second !== '') {
    closed.push(second);
    state.connections = state.connections.filter(({ id }) => id !== second);
    return [204, undefined];
  }
  if (method === 'PATCH' && first === 'configs' && typeof given.mode === 'string') {
    state.mode = given.mode;
    return [204, undefined];
  }
  const group = first === 'proxies' ? state.proxies.find(({ name }) => name === second) : undefined;
  if (!group) return [first === 'proxies' ? 404 : 405, { message: 'Resource not found' }];
  if (method === 'DELETE') return group.type === 'Selector' ? invalid : changed(state, group, { pinned: '' });
  if (method !== 'PUT' || typeof given.name !== 'string') return invalid;
  if (!group.members || group.type === 'LoadBalance') return [400, { message: 'Must be a Selector' }];
  if (!group.members.includes(given.name)) return [400, { message: 'Selector update error: proxy not exist' }];
  return changed(state, group, { now: given.name, ...(group.type !== 'Selector' && { pinned: given.name }) });
}

function changed(state: MockState, group: MockProxy, change: Partial<MockProxy>): Answered {
  state.proxies = state.proxies.map((one) => (one === group ? { ...one, ...change } : one));
  return [204, undefined];
}

async function read(request: http.IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function answer(response: http.ServerResponse, status: number, body: unknown): void {
  if (body === undefined && status !== 404) return void response.writeHead(status).end();
  const json = body !== undefined;
  response.writeHead(status, { 'content-type': json ? 'application/json' : 'text/plain' }).end(json ? `${JSON.stringify(body)}\n` : '404 page not found\n');
}
