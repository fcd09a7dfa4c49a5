import assert from 'node:assert/strict';
import * as net from 'node:net';
import * as os from 'node:os';
import { nameAsTheSystemDoes, nameTo, runShim, type RunningShim } from '../running-shim.ts';
import { RawServer } from '../raw-connection.ts';

/** This machine, its network, and the services that hand out its credentials, in every spelling that reaches them. */
const spellings = [
  '127.0.0.1', '127.1', '127.0.1', '2130706433', '0x7f000001', '0x7f.0.0.1', '0X7F.1', '0177.0.0.1', '017700000001', '127.0.0.01', '0x7F.0.0.0x1', '127.255.255.255', '127.0.0.1.', '0', '0.0.0.0', '0x0', '00.00.00.00',
  '[::1]', '[0:0:0:0:0:0:0:1]', '[0000:0000::0001]', '[::]', '[::ffff:127.0.0.1]', '[::FFFF:7F00:1]', '[0:0:0:0:0:ffff:127.0.0.1]', '[::127.0.0.1]', '[::7f00:1]', '[64:ff9b::127.0.0.1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::1]', '[64:ff9b:1::7f00:1]', '[::ffff:0:127.0.0.1]',
  'localhost', 'LOCALHOST', 'LocalHost.', 'a.localhost', 'localhost.localdomain', 'ip6-localhost', 'ip6-loopback', 'localhost6',
  '169.254.169.254', '2852039166', '0xa9fea9fe', '0xA9.0xFE.0xA9.0xFE', '0251.0376.0251.0376', '169.254.43518', '169.16689662', '[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]', '[64:ff9b::a9fe:a9fe]', '[2002:a9fe:a9fe::]', '[fd00:ec2::254]', '[FD00:0EC2:0:0:0:0:0:0254]', '100.100.100.200', '168.63.129.16', '192.0.0.192', '169.254.170.2', 'metadata.google.internal', 'METADATA.google.internal.', 'metadata', 'metadata.goog', 'instance-data',
  '10.0.0.1', '0xa.1', '012.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1', '3232235521', '100.64.0.1', '169.254.0.1', '[fe80::1]', '[fd00::1]', '[::ffff:10.0.0.1]', '[fec0::1]', '[ff02::1]', '224.0.0.1', '255.255.255.255', '240.0.0.1',
];
/** What is no host at all in this spelling, and is refused for that. */
const nonsense = ['localhost..', '127.0.0.1..', '.localhost', '127.0.0.1%2e', '127。0。0。1', '①②⑦.⓪.⓪.①', 'ⓛocalhost', 'localhost%00', 'localhost\0.example', '[::1%25lo]', '[::1]x', '127.0.0.1@example.com', '127.0.0.256', '0x7f.0x1.0x1.0x1.0x1', '4294967296', 'a.0x7f000001'];

describe('targets that are guarded', () => {
  let run: RunningShim;
  let server: RawServer;
  before(async () => {
    run = await runShim({ routing: { allow: [] } });
    server = await RawServer.start();
  });
  after(async () => {
    await server.close();
    await run.end();
  });
  afterEach(nameAsTheSystemDoes);

  async function ask(text: string): Promise<string> {
    const client = await run.client();
    await client.say(Buffer.from(text, 'utf8')).over();
    client.destroy();
    return client.heard;
  }
  const refusals = (): number => run.journal.entries.filter(({ end }) => end?.how === 'refused').length + Object.values(run.journal.counts).reduce((sum, one) => sum + one, 0);

  for (const host of spellings) {
    it(`are not reached as ${host}`, async () => {
      const before = refusals();
      assert.match(await ask(`CONNECT ${host}:${server.port} HTTP/1.1\r\nHost: x\r\n\r\n`), /^HTTP\/1\.1 403 Forbidden \(settings: FORBIDDEN_TARGET\)/);
      assert.match(await ask(`GET http://${host}:${server.port}/ HTTP/1.1\r\nHost: public.example\r\n\r\n`), /^HTTP\/1\.1 403 Forbidden \(settings: FORBIDDEN_TARGET\)/);
      assert.equal(refusals(), before + 2);
      assert.equal(server.connections.length, 0);
    });
  }

  for (const host of nonsense) {
    it(`are not reached as ${JSON.stringify(host)}`, async () => {
      const before = refusals();
      assert.match(await ask(`CONNECT ${host}:${server.port} HTTP/1.1\r\nHost: x\r\n\r\n`), /^HTTP\/1\.1 400 Bad Request /);
      assert.equal(refusals(), before + 1);
      assert.equal(server.connections.length, 0);
    });
  }

  for (const addresses of [['127.0.0.1'], ['::1'], ['::ffff:127.0.0.1'], ['169.254.169.254'], ['10.0.0.1', '192.168.0.1'], ['0.0.0.0'], ['64:ff9b::7f00:1']]) {
    it(`are not reached by a name that resolves to ${addresses.join(', ')}`, async () => {
      nameTo({ 'public.example': addresses });
      const before = run.journal.entries.length;
      const answer = await ask(`CONNECT public.example:${server.port} HTTP/1.1\r\nHost: x\r\n\r\n`);
      assert.match(answer, /^HTTP\/1\.1 403 Forbidden \(settings: FORBIDDEN_TARGET\)/);
      assert.equal(run.journal.entries[before]?.end?.code, 'FORBIDDEN_TARGET');
      assert.equal(server.connections.length, 0);
      run.shim.freshen();
    });
  }

  it('are not reached by the second answer of a name whose first was public', async () => {
    nameTo({ 'public.example': ['192.0.2.1', '127.0.0.1'] });
    const client = await run.client();
    client.say(`CONNECT public.example:${server.port} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await new Promise((resolve) => setTimeout(resolve, 600));
    assert.equal(server.connections.length, 0);
    client.destroy();
  });

  it('are not the shim itself, in any spelling, whatever is allowed', async () => {
    const open = await runShim({ routing: { allow: ['*', '0.0.0.0/0', '::/0'], rules: [{ host: 'self.example', upstream: 'direct' }] } });
    try {
      nameTo({ 'self.example': ['127.0.0.1'], 'self6.example': ['::1'] });
      for (const host of ['127.0.0.1', 'localhost', '[::1]', '2130706433', '0', '[::ffff:127.0.0.1]', '127.9.9.9', 'a.localhost', 'self.example', 'self6.example']) {
        const client = await open.client();
        await client.say(`CONNECT ${host}:${open.shim.port} HTTP/1.1\r\nHost: x\r\n\r\n`).over();
        assert.match(client.heard, /\((?:settings: )?(?:LOOP|settings: FORBIDDEN_TARGET|FORBIDDEN_TARGET)\)/, host);
        client.destroy();
      }
      assert.equal(open.shim.open <= 10, true);
    } finally {
      await open.end();
    }
  });

  it('are left to the user: what is allowed is reached, and its neighbours are not', async () => {
    const open = await runShim({ routing: { allow: [`127.0.0.1:${server.port}`] } });
    try {
      const client = await open.client();
      await client.say(`CONNECT 127.1:${server.port} HTTP/1.1\r\nHost: x\r\n\r\n`).hears('200 Connection established');
      const other = await open.client();
      await other.say(`CONNECT 127.0.0.2:${server.port} HTTP/1.1\r\nHost: x\r\n\r\n`).hears('FORBIDDEN_TARGET');
    } finally {
      await open.end();
    }
  });
});

describe('the port of the shim', () => {
  it('is there on loopback and on no other address of this machine', async () => {
    const run = await runShim();
    try {
      const others = Object.values(os.networkInterfaces()).flatMap((all) => all ?? []).filter(({ internal, address, scopeid }) => !internal && !(scopeid && address.startsWith('fe80')));
      const reached = async (host: string): Promise<string> =>
        new Promise((resolve) => {
          const socket = net.connect({ host, port: run.shim.port, timeout: 2_000 });
          socket.once('connect', () => resolve('reached')).once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? '?')).once('timeout', () => resolve('timeout'));
          setTimeout(() => socket.destroy(), 2_500).unref();
        });
      assert.equal(await reached('127.0.0.1'), 'reached');
      for (const { address } of [...others, { address: '127.0.0.2' }]) assert.notEqual(await reached(address), 'reached', address);
    } finally {
      await run.end();
    }
  });
});
