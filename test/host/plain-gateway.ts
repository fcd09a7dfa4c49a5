import * as http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A gateway on loopback that is not the lab, so that it gets the user's key: it notes every key it is sent. */
export interface PlainGateway {
  baseUrl: string;
  /** Values of `Authorization`, in the order they came. */
  authorizations: string[];
  close(): Promise<void>;
}

export async function startPlainGateway(): Promise<PlainGateway> {
  const authorizations: string[] = [];
  const server = http.createServer((request, response) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) authorizations.push(authorization);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    authorizations,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
