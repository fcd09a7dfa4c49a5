/**
 * undici's HTTP/1.1 client without the rest of undici: fetch, caches, mocks and WebSockets would double the size of what
 * the editor loads (522 KB against 272 KB, minified). `request` is what undici's index puts on the prototype.
 */
import ClientModule from 'undici/lib/dispatcher/client.js';
import requestModule from 'undici/lib/api/api-request.js';
import type { Client as ClientType, Dispatcher } from 'undici';

/** Creates a client for one origin. */
export function createClient(origin: string, options: ClientType.Options): ClientType {
  return new ClientModule(origin, options);
}

/** Sends one request on a client. */
export async function request(client: ClientType, options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData> {
  return requestModule.call(client, options);
}
