import assert from 'node:assert/strict';
import * as net from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WholeJournal } from '../../../../src/shim/journal/whole-journal.ts';

describe('the whole journal', () => {
  let server: net.Server;
  let client: net.Socket;
  let accepted: net.Socket;
  before(async () => {
    server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
    [accepted] = (await once(server, 'connection')) as [net.Socket];
  });
  after(() => {
    client.destroy();
    accepted.destroy();
    server.close();
  });
  const journalOf = (): WholeJournal => new WholeJournal({ release: '1', environment: {}, port: () => (server.address() as net.AddressInfo).port, log: () => undefined });

  it('asks for a client\'s port only while somebody sees whose it is, and then for those that are open too', async function () {
    if (process.platform !== 'linux') this.skip();
    const journal = journalOf();
    let asked = 0;
    const port = (): number | undefined => {
      asked++;
      return accepted.remotePort;
    };
    journal.open('tunnel', port);
    journal.ended(journal.open('tunnel', port), { by: 'client', how: 'closed' });
    await sleep(20);
    assert.equal(asked, 0);
    const following = journal.follow(() => undefined);
    assert.equal(asked, 1, 'the one that is open');
    journal.open('tunnel', port);
    await sleep(20);
    assert.equal(asked, 2);
    following.dispose();
    following.dispose();
    journal.open('tunnel', port);
    await sleep(20);
    assert.equal(asked, 2);
    await journal.close();
  });

  it('answers for the paths of the shim alone', async () => {
    const journal = journalOf();
    journal.open('tunnel');
    assert.match(journal.own('/metrics')?.body ?? '', /gatehouse_shim_connections_open 1/);
    assert.equal(journal.own('/healthz')?.body, 'ok\n');
    assert.equal(journal.own('/v1/models'), undefined);
    await journal.close();
  });
});
