/** The least that a pass-through in Node's own HTTP can be, to measure against: no token, no chain, no clocks, no journal. */
const http = require('node:http');

const gateway = Number(process.argv[2]);
const agent = new http.Agent({ keepAlive: true });
function without(headers, names) {
  for (const name of names) delete headers[name];
  return headers;
}
const server = http.createServer({ noDelay: true }, (request, response) => {
  const headers = without(request.headers, ['host', 'connection']);
  const onward = http.request({ host: '127.0.0.1', port: gateway, method: request.method, path: request.url, headers, agent }, (answer) => {
    response.writeHead(answer.statusCode, without(answer.headers, ['connection', 'transfer-encoding']));
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  response.on('close', () => {
    if (!response.writableFinished) onward.destroy();
  });
  request.pipe(onward);
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 2_048 }, () => console.log(JSON.stringify({ port: server.address().port })));
