import { runShim, type RunningShim } from '../running-shim.ts';
import { corpus } from './smuggling-corpus.ts';
import { holdToAgreement, startRememberingServer, type RememberingServer } from './smuggling-agreement.ts';

describe('a request that two programs read in two ways, before a server of Node', () => {
  let run: RunningShim;
  let server: RememberingServer;
  before(async () => {
    run = await runShim();
    server = await startRememberingServer();
  });
  after(async () => {
    await run.end();
    await server.close();
  });

  for (const one of corpus) {
    it(`${'refused' in one.expected ? 'is refused' : 'is one request with its body'}: ${one.what}`, () => holdToAgreement(one, run, server.port, server));
  }
});
