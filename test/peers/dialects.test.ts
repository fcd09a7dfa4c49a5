/**
 * Plays a few hundred environments and URLs to real clients in a network of their own and compares who was asked, and
 * how, with what the dialects say. A client that can't be installed or run is a failure, not a pass; one whose toolchain is missing is skipped aloud.
 *
 *   GATEHOUSE_ALL_CLIENTS=1 ...                         also those that take minutes to install or start
 *   DIALECT=curl npm test -- peers --only dialects     only the clients whose title matches
 */
import * as assert from 'node:assert/strict';
import { MissingToolchainError } from './dialects/client.ts';
import { families } from './dialects/clients.ts';
import { play } from './dialects/play.ts';

describe('dialects against real clients', function () {
  // Installing and building is part of it; on a slow machine that takes many minutes.
  this.timeout(1_800_000);
  const wanted = new RegExp(process.env['DIALECT'] ?? '', 'i');
  let compared = 0;
  let meant = 0;
  let clients = 0;
  let ran = 0;

  for (const { clients: members, known } of families) {
    for (const [title, prepare] of Object.entries(members)) {
      if (!wanted.test(title)) continue;
      clients++;
      it(title, async function () {
        const client = await prepare().catch((error: unknown) => {
          if (!(error instanceof MissingToolchainError)) throw error;
          console.log(`    !!! ${title} NOT PLAYED: ${error.message}`);
          this.skip();
        });
        const { cells, known: listed, differences } = await play(client, known);
        ran++;
        compared += cells;
        meant += listed;
        const heading = `${client.spec} differs in ${differences.length} of ${cells} cells:`;
        assert.equal(differences.length, 0, `${heading}\n${differences.join('\n')}`);
      });
    }
  }

  after(() => {
    if (process.env['GATEHOUSE_ALL_CLIENTS'] !== '1') {
      console.log('    not played: clients that take minutes to install or start; GATEHOUSE_ALL_CLIENTS=1 plays them too');
    }
    console.log(`    ${compared} cells compared, ${meant} of them listed differences; ${ran} of ${clients} clients ran`);
  });
});
