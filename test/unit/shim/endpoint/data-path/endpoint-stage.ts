/** A shim with an endpoint in front of practice gateways, and a caller that reads what comes byte by byte. */
import * as http from 'node:http';
import { startLab, type Lab, type LabOptions } from '../../../../../src/lab/lab.ts';
import type { AttemptClocks, Chain, EndpointConfiguration, TargetGateway } from '../../../../../src/shim/endpoint/chains/chain.ts';
import type { RequestEntry } from '../../../../../src/shim/endpoint/journal/request-entry.ts';
import { runShim, type RunningShim } from '../../running-shim.ts';

export const labKey = 'sk-or-v1-practice';
export const labModel = 'openai/gpt-4o-mini';

/** Short enough for a test, long enough for a busy machine. */
export const shortClocks: AttemptClocks = { connectMs: 5_000, headersMs: 1_500, firstContentMs: 1_500, silenceMs: 1_000, totalMs: 20_000 };

export function labGateway(id: string, lab: Pick<Lab, 'baseUrl'>, more: Partial<TargetGateway> = {}): TargetGateway {
  return { id, title: id, baseUrl: lab.baseUrl, speaks: ['chat-completions', 'responses', 'messages'], auth: 'bearer', ...more };
}

/** What a caller got. */
export interface Got {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
  /** The connection ended before the body did. */
  torn: boolean;
  ms: number;
}

export interface EndpointStage {
  running: RunningShim;
  labs: readonly Lab[];
  /** What the labs were asked, by their index. */
  asked: readonly string[][];
  requests: RequestEntry[];
  send(path: string, body: unknown, options?: { headers?: Record<string, string>; method?: string; signal?: AbortSignal }): Promise<Got>;
  configure(configuration: Partial<EndpointConfiguration>): void;
  end(): Promise<void>;
}

/** @param labs scenarios of the practice gateways `lab0`, `lab1` ... */
export async function endpointStage(labs: readonly LabOptions[], chains: readonly Chain[], more: Partial<EndpointConfiguration> = {}): Promise<EndpointStage> {
  const asked: string[][] = labs.map(() => []);
  const started = await Promise.all(
    labs.map((options, index) =>
      startLab({ ...options, onRequest: (entry) => void asked[index]?.push(`${entry.method} ${entry.path} ${entry.status}`) }),
    ),
  );
  let configuration: EndpointConfiguration = {
    gateways: started.map((lab, index) => labGateway(`lab${index}`, lab)),
    chains,
    keys: Object.fromEntries(started.map((_, index) => [`lab${index}`, { gateway: `lab${index}`, value: `${labKey}-${index}` }])),
    clocks: shortClocks,
    ...more,
  };
  const running = await runShim();
  running.shim.endpoint(configuration);
  const requests: RequestEntry[] = [];
  const following = running.shim.followRequests((some) => {
    for (const one of some) requests[one.id - 1] = one;
  });
  const agent = new http.Agent({ keepAlive: true });
  return {
    running,
    labs: started,
    asked,
    requests,
    send: (path, body, options = {}) => send(running.shim.port, agent, path, body, options),
    configure: (next) => running.shim.endpoint((configuration = { ...configuration, ...next })),
    async end() {
      following.dispose();
      agent.destroy();
      await running.end();
      await Promise.all(started.map((lab) => lab.close()));
    },
  };
}

/** The same with headers. */
export function sendWith(port: number, path: string, body: unknown, headers: Record<string, string>): Promise<Got> {
  return send(port, new http.Agent({ keepAlive: false }), path, body, { headers });
}

/** One request on a connection of its own. */
export function sendTo(port: number, path: string, body: unknown): Promise<Got> {
  return send(port, new http.Agent({ keepAlive: false }), path, body, {});
}

function send(port: number, agent: http.Agent, path: string, body: unknown, { headers = {}, method, signal }: { headers?: Record<string, string>; method?: string; signal?: AbortSignal }): Promise<Got> {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    const bytes = body === undefined ? undefined : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const request = http.request(
      {
        host: '127.0.0.1',
        port,
        path,
        agent,
        method: method ?? (bytes ? 'POST' : 'GET'),
        headers: { ...(bytes && { 'content-type': 'application/json', 'content-length': bytes.length }), ...headers },
        ...(signal && { signal }),
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (more: string) => (text += more));
        const end = (torn: boolean): void =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, torn, ms: performance.now() - startedMs });
        response.on('end', () => end(!response.complete));
        response.on('error', () => end(true));
      },
    );
    request.on('error', reject);
    request.end(bytes);
  });
}

/** A request for a stream, or for a whole answer, in each protocol. */
export function asking(protocol: 'chat-completions' | 'responses' | 'messages', stream: boolean, model = labModel): { path: string; body: Record<string, unknown> } {
  const text = 'Say something.';
  switch (protocol) {
    case 'chat-completions':
      return { path: '/v1/chat/completions', body: { model, stream, messages: [{ role: 'user', content: text }] } };
    case 'responses':
      return { path: '/v1/responses', body: { model, stream, input: text } };
    case 'messages':
      return { path: '/v1/messages', body: { model, stream, max_tokens: 200, messages: [{ role: 'user', content: text }] } };
  }
}
