import type { Socket } from 'node:net';

/**
 * What became of the connection under a response, as far as the runtime tells. `open`: nothing until now. `fin`: closed
 * in order (with TLS, with or without its goodbye). `reset`: a TCP reset. `stream-reset`, `goaway`: HTTP/2's own ways.
 * `broken`: the connection failed otherwise.
 */
export interface Ending {
  how: 'open' | 'fin' | 'reset' | 'stream-reset' | 'goaway' | 'broken';
  code?: string;
}

/** Watches how a socket ends; begin before anybody else reads from it. */
export function watchEnding(socket: Socket): () => Ending {
  let ending: Ending = { how: 'open' };
  socket.once('end', () => {
    if (ending.how === 'open') ending = { how: 'fin' };
  });
  socket.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'ECONNRESET' || code === 'EPIPE') ending = { how: 'reset', code };
    // The HTTP client destroys the socket with errors of its own when it is done; those have no code or begin so.
    else if (ending.how === 'open' && code !== undefined && !code.startsWith('UND_ERR'))
      ending = { how: 'broken', code };
  });
  return () => ending;
}
