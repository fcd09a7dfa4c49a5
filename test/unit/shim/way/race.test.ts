import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { Address } from '../../../../src/path/dns.ts';
import { inTurns, Race, type Attempt } from '../../../../src/shim/way/race.ts';

const v4 = (last: number): Address => ({ address: `192.0.2.${last}`, family: 4 });
const v6 = (last: number): Address => ({ address: `2001:db8::${last}`, family: 6 });

/** A connection that does what it is told. */
class Made extends EventEmitter implements Attempt {
  readonly address: string;
  destroyed = false;
  readonly socket = this as unknown as Socket;

  constructor(address: string) {
    super();
    this.address = address;
  }

  destroy(): void {
    this.destroyed = true;
  }
}

function race(addresses: readonly Address[]): { race: Race<Made>; made: Made[]; won: Made[]; lost: Error[] } {
  const made: Made[] = [];
  const won: Made[] = [];
  const lost: Error[] = [];
  const begin = ({ address }: Address): Made => {
    const one = new Made(address);
    made.push(one);
    return one;
  };
  return { race: new Race(addresses, begin, (one) => won.push(one), (error) => lost.push(error)), made, won, lost };
}

describe('addresses in turns', () => {
  it('are taken from both families, beginning with that of the first', () => {
    assert.deepEqual(inTurns([v6(1), v6(2), v4(1), v4(2)]), [v6(1), v4(1), v6(2), v4(2)]);
    assert.deepEqual(inTurns([v4(1), v6(1), v6(2), v6(3)]), [v4(1), v6(1), v6(2), v6(3)]);
    assert.deepEqual(inTurns([]), []);
  });

  it('are never more than six, none twice, and both families are among them (property)', () => {
    fc.assert(
      fc.property(fc.nat(9), fc.nat(9), (fours, sixes) => {
        const all = [...Array.from({ length: fours }, (_, index) => v4(index)), ...Array.from({ length: sixes }, (_, index) => v6(index))];
        const turns = inTurns(all);
        assert.equal(turns.length, Math.min(6, all.length));
        assert.equal(new Set(turns).size, turns.length);
        if (fours > 0 && sixes > 0) assert.equal(new Set(turns.map(({ family }) => family)).size, 2);
      }),
    );
  });
});

describe('a race of connections', () => {
  it('is won by the first that answers; the others are let go', async () => {
    const { made, won, lost } = race([v4(1), v6(1)]);
    await sleep(300);
    assert.equal(made.length, 2);
    made[1]?.emit('connect');
    made[0]?.emit('connect');
    assert.deepEqual(won, [made[1]]);
    assert.ok(made[0]?.destroyed && !made[1]?.destroyed);
    made[0]?.emit('error', new Error('late'));
    assert.deepEqual(lost, []);
  });

  it('goes on at once where one fails, and to the end', () => {
    const { made, won, lost } = race([v4(1), v4(2), v4(3)]);
    for (let index = 0; index < 3; index++) made[index]?.emit('error', Object.assign(new Error(String(index)), { code: 'ECONNREFUSED' }));
    assert.equal(made.length, 3);
    assert.deepEqual(lost.map(({ message }) => message), ['2']);
    assert.deepEqual(won, []);
    assert.ok(made.every(({ destroyed }) => destroyed));
  });

  it('is not lost while one is still trying', () => {
    const { made, lost } = race([v4(1)]);
    assert.deepEqual(lost, []);
    made[0]?.emit('error', new Error('x'));
    assert.equal(lost.length, 1);
  });

  it('is lost where there is nowhere to connect to', () => assert.equal(race([]).lost.length, 1));

  it('ends without a word when it is cancelled', async () => {
    const { race: running, made, won, lost } = race([v4(1), v4(2)]);
    running.cancel();
    await sleep(300);
    assert.equal(made.length, 1);
    assert.ok(made[0]?.destroyed);
    made[0]?.emit('connect');
    assert.deepEqual([won, lost], [[], []]);
  });
});
