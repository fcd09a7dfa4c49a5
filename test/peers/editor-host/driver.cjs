// Runs inside the real extension host: takes orders from the harness over a unix socket, one JSON line each.
//   { names, settings } the user's settings of the section `http`; those of `names` without a value are reset
//   { send, url }       a request with what extensions get: `http` the required modules, `fetch` the global
//   { send: 'axios', url, library }  one with the axios in that folder; its answer is the status
// Answers each with a JSON line once it is done. GATEHOUSE_ORDERS names the socket.
const { createInterface } = require('node:readline');
const net = require('node:net');
const vscode = require('vscode');

const limitMs = 3_000;

/** The scope the editor reads them from: a remote host has its own settings of the machine. */
async function apply(names, settings) {
  const section = vscode.workspace.getConfiguration('http');
  for (const name of names) {
    const value = settings[name];
    if (JSON.stringify(section.inspect(name)?.globalValue) === JSON.stringify(value)) continue;
    await section.update(name, value, vscode.ConfigurationTarget.Global);
  }
  const now = vscode.workspace.getConfiguration('http');
  for (const [name, value] of Object.entries(settings)) {
    const effective = now.get(name);
    if (JSON.stringify(effective) === JSON.stringify(value)) continue;
    throw new Error(`http.${name} is ${JSON.stringify(effective)}`);
  }
}

const clients = {
  http: (url) =>
    new Promise((resolve, reject) => {
      const { get } = require(url.startsWith('https:') ? 'https' : 'http');
      const request = get(url, (response) => response.resume().on('end', resolve));
      request.on('error', reject).setTimeout(limitMs, () => request.destroy(new Error('timed out')));
    }),
  fetch: async (url) => (await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(limitMs) })).text(),
  axios: async (url, library) => {
    const headers = { authorization: 'Bearer not-a-key' };
    const options = { headers, timeout: limitMs, validateStatus: () => true, responseType: 'text' };
    const { status, data } = await require(library).get(url, options);
    return `${status} ${String(data).replace(/\s+/g, ' ').slice(0, 200)}`;
  },
};

exports.run = async () => {
  const orders = net.connect(process.env.GATEHOUSE_ORDERS);
  await new Promise((resolve, reject) => orders.once('connect', resolve).once('error', reject));
  for await (const line of createInterface({ input: orders })) {
    const { names, settings, send, url, library } = JSON.parse(line);
    let said = 'ok';
    try {
      if (settings) await apply(names, settings);
      else {
        let timer;
        const late = new Promise((_, reject) => {
          timer = setTimeout(() => reject(new Error('never ended')), limitMs + 500);
        });
        const answer = await Promise.race([clients[send](url, library), late]);
        if (send === 'axios') said = answer;
        clearTimeout(timer);
      }
    } catch (error) {
      said = String(error.cause?.message ?? error.message);
    }
    orders.write(`${JSON.stringify(said)}\n`);
  }
};
