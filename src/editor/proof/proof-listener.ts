import { randomBytes, timingSafeEqual } from 'node:crypto';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkVariables } from '../../path/sources/variables.ts';

/** More than any environment's network variables; what sends more is not ours. */
const maxBodyBytes = 256 * 1024;

/** A loopback port that one process is asked to call once. */
export interface ProofListener {
  port: number;
  token: string;
  /** Resolves with the caller's network variables; rejects when the signal is aborted. */
  answer: Promise<Record<string, string>>;
  close(): void;
}

/**
 * Opens a port on loopback that takes exactly one POST with the right token, and nothing from a browser.
 *
 * @throws when no port can be opened.
 */
export async function openProofListener(signal: AbortSignal): Promise<ProofListener> {
  const token = randomBytes(24).toString('base64url');
  let settle: { resolve(variables: Record<string, string>): void; reject(error: Error): void } | undefined;
  const answer = new Promise<Record<string, string>>((resolve, reject) => (settle = { resolve, reject }));
  // Whoever gives up closes the listener without waiting for the answer.
  answer.catch(() => undefined);
  const server = http.createServer((request, response) => {
    if (request.method !== 'POST' || request.headers.origin !== undefined || !sameToken(request.url, token)) {
      response.writeHead(404).end();
      return;
    }
    readBody(request).then(
      (body) => {
        const variables = readVariables(body);
        response.writeHead(variables ? 204 : 400).end();
        if (variables) settle?.resolve(variables);
      },
      () => response.destroy(),
    );
  });
  const close = (): void => {
    server.close();
    server.closeAllConnections();
    settle?.reject(new Error('closed'));
  };
  signal.addEventListener('abort', close, { once: true });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, token, answer, close };
}

function sameToken(url: string | undefined, token: string): boolean {
  const given = Buffer.from((url ?? '').slice(1));
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function readBody(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > maxBodyBytes) throw new Error('too much');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What came is filtered again: nothing else gets into a report, whoever called. */
function readVariables(body: string): Record<string, string> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const texts = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return networkVariables(Object.fromEntries(texts));
}
