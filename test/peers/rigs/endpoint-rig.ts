/**
 * A shim with an endpoint over practice gateways. Between the two is a door that writes down what each target was sent, so
 * that a test knows how often it was asked, with which key, and in which words.
 */
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SpokenProtocol } from '../../../src/gateways/gateway.ts';
import { startLab, type Lab } from '../../../src/lab/lab.ts';
import type { AttemptClocks, Chain, EndpointConfiguration, TargetGateway } from '../../../src/shim/endpoint/chains/chain.ts';
import type { RequestEntry } from '../../../src/shim/endpoint/journal/request-entry.ts';
import { callersWith } from '../../../src/shim/one-token.ts';
import { startShim, type Shim } from '../../../src/shim/shim.ts';
import { RecordedJournal } from '../../unit/shim/recorded-journal.ts';

/** The shim's own; what the gateways are given is another one. */
export const rigToken = 'token-of-the-endpoint-peers-0123456789';
export const rigModel = 'openai/gpt-4o-mini';

/** Nobody listens on the discard port of a machine of today. */
const closedPort = 9;

/** Short enough for a test, and no shorter than a busy machine needs. */
const clocks: AttemptClocks = { connectMs: 10_000, headersMs: 10_000, firstContentMs: 10_000, silenceMs: 4_000, totalMs: 60_000 };

/** One target of a chain. */
export interface RigTarget {
  /** A scenario of the practice gateway; `down` is a port where nobody listens. */
  scenario: string;
  /** All three without. */
  speaks?: SpokenProtocol;
  model?: string;
  /** Its gateway wants none, or wants one that is not set; one of its own without. */
  key?: 'none wanted' | 'missing';
}

/** What a target was sent. */
export interface Arrival {
  /** Its place in the chain. */
  target: number;
  method: string;
  /** Below the base URL, with the query. */
  path: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

export interface EndpointRig {
  /** Of the shim, without a path. */
  readonly root: string;
  /** What came to the targets of an alias, oldest first. */
  arrivals(alias: string): readonly Arrival[];
  /** The endpoint's own record of the requests for an alias. */
  requests(alias: string): readonly RequestEntry[];
  stop(): Promise<void>;
}

/** What the gateway of a target is given for a key. */
export const keyOf = (alias: string, target: number): string => `sk-or-v1-of-${alias.replaceAll(/[^a-z0-9]/gi, '-')}-${target}`;

/**
 * Starts all of it.
 *
 * @param chains by alias.
 * @param other where models go that are no alias.
 */
export async function startEndpointRig(chains: Readonly<Record<string, readonly RigTarget[]>>, other?: RigTarget): Promise<EndpointRig> {
  const all: Record<string, readonly RigTarget[]> = { ...chains, ...(other && { [otherAlias]: [other] }) };
  const arrivals = new Map<string, Arrival[]>();
  const labs = new Map<string, Lab>();
  for (const { scenario } of Object.values(all).flat()) {
    if (scenario !== 'down' && !labs.has(scenario)) labs.set(scenario, await startLab({ scenario, delayMs: 300 }));
  }
  const door = await openDoor((alias, arrival) => arrivals.set(alias, [...(arrivals.get(alias) ?? []), arrival]), (alias, target) => labs.get(all[alias]?.[target]?.scenario ?? '')?.port);
  const gatewayOf = (alias: string, index: number): TargetGateway => {
    const { scenario, speaks, key } = all[alias]?.[index] as RigTarget;
    const port = scenario === 'down' ? closedPort : door.port;
    return {
      id: gatewayId(alias, index),
      title: `Practice ${scenario}`,
      baseUrl: `http://127.0.0.1:${port}/${encodeURIComponent(alias)}/${index}/api/v1`,
      speaks: speaks ? [speaks] : ['chat-completions', 'responses', 'messages'],
      auth: 'bearer',
      ...(key === 'none wanted' && { keyless: true }),
    };
  };
  const each = Object.entries(all).flatMap(([alias, targets]) => targets.map((target, index) => ({ alias, index, target })));
  const configuration: EndpointConfiguration = {
    gateways: each.map(({ alias, index }) => gatewayOf(alias, index)),
    chains: Object.entries(chains).filter(([, targets]) => targets.length > 0).map(([alias, targets]): Chain => ({ alias, targets: targets.map(({ model = rigModel }, index) => ({ gateway: gatewayId(alias, index), model })) })),
    keys: Object.fromEntries(each.filter(({ target }) => target.key === undefined).map(({ alias, index }) => [gatewayId(alias, index), { gateway: gatewayId(alias, index), value: keyOf(alias, index) }])),
    ...(other && { defaultGateway: gatewayId(otherAlias, 0) }),
    clocks,
  };
  const shim: Shim = await startShim({
    port: 0,
    // What goes to loopback has to be allowed to.
    routing: { rules: [], client: 'curl', environment: {}, allow: ['127.0.0.0/8'] },
    callers: callersWith(rigToken),
    journal: new RecordedJournal(),
    endpoint: configuration,
  });
  const requests = new Map<number, RequestEntry>();
  const following = shim.followRequests((some) => {
    for (const one of some) requests.set(one.id, one);
  });
  return {
    root: `http://127.0.0.1:${shim.port}`,
    arrivals: (alias) => arrivals.get(alias) ?? [],
    requests: (alias) => [...requests.values()].filter(({ asked }) => asked === alias),
    async stop() {
      following.dispose();
      await shim.stop();
      await door.close();
      await Promise.all([...labs.values()].map((lab) => lab.close()));
    },
  };
}

/** Where `arrivals` has what came for models that are no alias. */
export const otherAlias = 'any-other';

function gatewayId(alias: string, index: number): string {
  return `${alias}.${index}`;
}

/** Hands on what comes to `/alias/target/api/v1...`, and breaks off where the other side does. */
async function openDoor(arrived: (alias: string, arrival: Arrival) => void, portOf: (alias: string, target: number) => number | undefined): Promise<{ port: number; close(): Promise<void> }> {
  const agent = new http.Agent({ keepAlive: false });
  const server = http.createServer((request, response) => {
    const [, alias = '', target = '', rest = ''] = /^\/([^/]+)\/(\d+)(\/.*)$/.exec(request.url ?? '') ?? [];
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const { method = '', headers } = request;
      const name = decodeURIComponent(alias);
      arrived(name, { target: Number(target), method, path: rest.replace(/^\/api\/v1/, ''), headers, body: body.toString('utf8') });
      const onward = http.request({ agent, host: '127.0.0.1', port: portOf(name, Number(target)), method, path: rest, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        response.flushHeaders();
        answer.pipe(response);
        answer.on('error', () => request.socket.resetAndDestroy());
      });
      onward.on('error', () => request.socket.resetAndDestroy());
      response.on('close', () => onward.destroy());
      onward.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        agent.destroy();
      }),
  };
}
