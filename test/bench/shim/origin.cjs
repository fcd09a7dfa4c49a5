/**
 * What all subjects lead to: on one port an echo and a source of bytes (the first line says which), on another an HTTP
 * server that answers at once. In a process of its own.
 */
const net = require('node:net');

const block = Buffer.alloc(256 * 1024, 'x');
const raw = net.createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.once('data', (first) => {
    const line = first.toString('latin1');
    const given = /^TAKE (\d+)\n/.exec(line);
    if (given) {
      let left = Number(given[1]) - (first.length - given[0].length);
      socket.on('data', (bytes) => {
        left -= bytes.length;
        if (left <= 0) socket.write('taken');
      });
      return;
    }
    const wanted = /^GIVE (\d+)\n/.exec(line);
    if (!wanted) {
      socket.write(first);
      socket.on('data', (bytes) => socket.write(bytes));
      return;
    }
    let left = Number(wanted[1]);
    const more = () => {
      while (left > 0) {
        const piece = left < block.length ? block.subarray(0, left) : block;
        left -= piece.length;
        if (!socket.write(piece)) return void socket.once('drain', more);
      }
      socket.end();
    };
    more();
  });
});
const answer = Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 64\r\n\r\n' + '{'.padEnd(63, ' ') + '}');
const web = net.createServer({ noDelay: true }, (socket) => {
  let held = '';
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes) => {
    held += bytes.toString('latin1');
    for (let end = held.indexOf('\r\n\r\n'); end !== -1; end = held.indexOf('\r\n\r\n')) {
      held = held.slice(end + 4);
      socket.write(answer);
    }
  });
});
raw.listen(0, '127.0.0.1', () => web.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ raw: raw.address().port, web: web.address().port }))));
