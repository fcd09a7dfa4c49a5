/**
 * A filter that reads the name in the ClientHello and resets the connection when it is the one given; anything else is
 * carried on. Arguments: host and port to listen on, the name (`*` for any), `reset` or `silent`, port to carry on to.
 */
import * as net from 'node:net';

const [host = '', port = '', name = '', how = '', onward = ''] = process.argv.slice(2);
net
  .createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (hello: Buffer) => {
      if (name === '*' || hello.includes(name)) {
        if (how === 'reset') socket.resetAndDestroy();
        return;
      }
      const inner = net.connect(Number(onward), host);
      inner.on('error', () => socket.destroy());
      inner.write(hello);
      socket.pipe(inner).pipe(socket);
    });
  })
  .listen(Number(port), host);
