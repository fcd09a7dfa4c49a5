import { once } from 'node:events';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { practiceKey } from '../../../src/gateways/practice.ts';

export const bearer = { authorization: `Bearer ${practiceKey}` };
export const knownModel = 'openai/gpt-4o-mini';

/** Asks for a completion; the answer's body is not read yet. */
export function chat(baseUrl: string, fields: object = {}, init: RequestInit = {}): Promise<Response> {
  const body = { model: knownModel, stream: true, messages: [{ role: 'user', content: 'Hi' }], ...fields };
  return fetch(`${baseUrl}/chat/completions`, { method: 'POST', headers: bearer, body: JSON.stringify(body), ...init });
}

/** What came of a body: its text, its parts with their times, and the error that ended it if one did. */
export interface Received {
  text: string;
  parts: { text: string; atMs: number }[];
  error?: { message: string; code: string | undefined };
}

/** Reads a body to its end, whatever end that is, or until `enough` says so. */
export async function receive(response: Response, enough: (text: string) => boolean = () => false): Promise<Received> {
  const started = performance.now();
  const received: Received = { text: '', parts: [] };
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const part = await reader?.read();
      if (!part || part.done) return received;
      const text = Buffer.from(part.value).toString('utf8');
      received.text += text;
      received.parts.push({ text, atMs: performance.now() - started });
      if (enough(received.text)) {
        await reader?.cancel();
        return received;
      }
    }
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } };
    received.error = { message, code: cause?.code };
    return received;
  }
}

/** A parsed chunk of a stream, as far as tests look at it. */
export interface Chunk {
  id: string;
  object: string;
  model: string;
  provider: string;
  choices: { delta: { content?: string }; finish_reason: string | null }[];
  usage?: { completion_tokens: number; total_tokens: number };
  error?: { code: number; message: string; metadata: { error_type: string; provider_name: string } };
}

/** The data events of a stream, `[DONE]` left out. */
export function chunks(text: string): Chunk[] {
  return text
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice(6)) as Chunk);
}

/** Chunks that say something. */
export function contentChunks(text: string): Chunk[] {
  return chunks(text).filter((chunk) => chunk.choices[0]?.delta.content);
}

/** Makes a TLS handshake and tells how it ended. */
export async function handshake(
  options: tls.ConnectionOptions,
): Promise<{ certificate: tls.DetailedPeerCertificate } | { code: string }> {
  const socket = tls.connect(options);
  try {
    await once(socket, 'secureConnect');
    return { certificate: socket.getPeerCertificate(true) };
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code ?? String(error) };
  } finally {
    socket.destroy();
  }
}

/** Sends raw bytes and reads until the other side ends. */
export async function exchangeRaw(port: number, bytes: string): Promise<string> {
  const socket = net.connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (data: Buffer) => (text += data.toString('latin1')));
  socket.write(bytes);
  await once(socket, 'close');
  return text;
}

/** Sends a CONNECT and waits for the head of the answer. The caller ends the socket. */
export async function connectThrough(
  port: number,
  authority: string,
  headers = '',
): Promise<{ socket: net.Socket; status: number; head: string }> {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${headers}\r\n`);
  let head = '';
  while (!head.includes('\r\n\r\n')) {
    // Rejects on an error; a close without one ends the race.
    const data = await Promise.race([once(socket, 'data'), once(socket, 'close').then(() => [])]).catch(() => []);
    if (data.length === 0) break;
    head += String(data[0]);
  }
  return { socket, status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0), head };
}

/** A server that sends back what it gets. */
export async function startEcho(): Promise<{ port: number; close(): Promise<void> }> {
  const open = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A port nothing listens on. */
export async function closedPort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
