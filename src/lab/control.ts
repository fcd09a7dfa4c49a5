import { isIPv4 } from 'node:net';
import type { Exchange } from './exchange.ts';

/** Where a running lab is asked for its scenario and told another. No scenario reaches it. */
export const controlPath = '/__lab/scenario';

const maxBodyBytes = 10_000;

/** What the control endpoint may do with the lab. */
export interface ControlledLab {
  readonly scenario: string;
  readonly names: readonly string[];
  setScenario(name: string): void;
}

/**
 * Answers the control endpoint. A web page must not be able to switch the lab: a request that names an origin, or a
 * host that is not loopback (DNS rebinding), is refused.
 */
export async function answerControl(exchange: Exchange, lab: ControlledLab): Promise<void> {
  if (!isLoopbackHost(exchange.request.headers.host ?? '')) {
    return exchange.json(403, { error: 'The control endpoint answers to loopback host names only.' });
  }
  if (exchange.path !== controlPath) return exchange.json(404, { error: 'There is no such control endpoint.' });
  if (exchange.method === 'GET' || exchange.method === 'HEAD') return exchange.json(200, state(lab));
  if (exchange.method !== 'POST') {
    return exchange.json(405, { error: 'Use GET or POST.' }, { allow: 'GET, POST' });
  }
  if (exchange.request.headers.origin !== undefined) {
    return exchange.json(403, { error: 'The control endpoint does not answer to web pages.' });
  }
  const body = await exchange.body(maxBodyBytes);
  const name = body && scenarioName(body);
  if (name === undefined || !lab.names.includes(name)) {
    return exchange.json(400, { error: 'Send {"scenario": NAME} with one of the names.', scenarios: lab.names });
  }
  lab.setScenario(name);
  exchange.json(200, state(lab));
}

function state(lab: ControlledLab): object {
  return { scenario: lab.scenario, scenarios: lab.names };
}

function scenarioName(body: Buffer): string | undefined {
  try {
    const name = (JSON.parse(body.toString('utf8')) as { scenario?: unknown } | null)?.scenario;
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined;
  }
}

/** True for a Host header that names this machine's loopback: `localhost`, 127.0.0.0/8 or `[::1]`, any port. */
function isLoopbackHost(header: string): boolean {
  const host = header.replace(/:\d+$/, '').toLowerCase();
  return host === 'localhost' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));
}
