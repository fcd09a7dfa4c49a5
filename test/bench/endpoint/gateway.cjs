/**
 * The gateway that all subjects lead to: chat completions on plain sockets, faster than anything in front of it. The model
 * says how it answers. Each text is `T` and the time at which it was written, in ns of the machine's own clock. In a
 * process of its own.
 */
const net = require('node:net');

const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
const event = (delta, finish = 'null') =>
  `data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1800000000,"model":"bench","choices":[{"index":0,"delta":${delta},"finish_reason":${finish}}]}\n\n`;
const framed = (text) => `${text.length.toString(16)}\r\n${text}\r\n`;
const token = () => framed(event(`{"content":"T${process.hrtime.bigint()} "}`));
const opening = head + framed(event('{"role":"assistant","content":""}'));
const usage = 'data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1800000000,"model":"bench","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":10,"total_tokens":20}}\n\n';
const closing = framed(event('{}', '"stop"')) + framed(usage) + framed('data: [DONE]\n\n') + '0\r\n\r\n';
const document =
  '{"id":"chatcmpl-bench","object":"chat.completion","created":1800000000,"model":"bench","choices":[{"index":0,"message":{"role":"assistant","content":"T1800000000000"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":10,"total_tokens":20}}';
const whole = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${document.length}\r\n\r\n${document}`;

const floodChunks = 20_000;
const pacedChunks = 100;
const paceMs = 5;
const quietMs = 5_000;

const answers = {
  json: (socket) => socket.write(whole),
  first: (socket) => socket.write(opening + token() + closing),
  paced(socket) {
    socket.write(opening);
    const startedMs = performance.now();
    let sent = 0;
    const next = () => {
      if (socket.destroyed) return;
      if (sent++ === pacedChunks) return void socket.write(closing);
      socket.write(token());
      setTimeout(next, Math.max(0, startedMs + sent * paceMs - performance.now()));
    };
    next();
  },
  // Each chunk in a write of its own, as servers do.
  flood: (socket) => flood(socket, 1),
  burst: (socket) => flood(socket, 64),
  quiet(socket) {
    socket.write(opening + token());
    const timer = setInterval(() => socket.write(token()), quietMs);
    socket.once('close', () => clearInterval(timer));
  },
};

function flood(socket, together) {
  socket.write(opening);
  const text = Buffer.from(token().repeat(together), 'latin1');
  let left = floodChunks / together;
  const more = () => {
    while (left-- > 0) if (!socket.write(text)) return void socket.once('drain', more);
    socket.write(closing);
  };
  more();
}

const server = net.createServer({ noDelay: true }, (socket) => {
  let held = [];
  let bytes = 0;
  let wanted = 0;
  socket.on('error', () => socket.destroy());
  socket.on('data', (piece) => {
    held.push(piece);
    bytes += piece.length;
    if (wanted === 0) {
      if (held.length > 1) held = [Buffer.concat(held)];
      const end = held[0].indexOf('\r\n\r\n');
      if (end === -1) return;
      const length = /\r\ncontent-length: *(\d+)/i.exec(held[0].toString('latin1', 0, end));
      // A body in chunks has its end in its last bytes.
      wanted = length ? end + 4 + Number(length[1]) : Infinity;
    }
    if (wanted === Infinity ? !piece.toString('latin1', piece.length - 5).endsWith('0\r\n\r\n') : bytes < wanted) return;
    const request = held.length === 1 ? held[0] : Buffer.concat(held);
    held = [];
    bytes = wanted = 0;
    const at = request.indexOf('"model"');
    const model = /"model": *"(?:[^"]*[/,])?([a-z]+)"/.exec(request.toString('latin1', at, at + 100))?.[1] ?? 'json';
    (answers[model] ?? answers.json)(socket);
  });
});
// A thousand callers come within a moment.
server.listen({ port: 0, host: '127.0.0.1', backlog: 2_048 }, () => console.log(JSON.stringify({ port: server.address().port, floodChunks })));
