/** The least a CONNECT proxy in Node can be, to measure against: no token, no journal, no clocks, no errors. */
const net = require('node:net');

const server = net.createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
  client.once('data', (head) => {
    const [, host, port] = /^CONNECT ([^:]+):(\d+)/.exec(head.toString('latin1'));
    const upstream = net.connect({ host, port: Number(port), noDelay: true, allowHalfOpen: true }, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
process.on('SIGTERM', () => process.exit());
