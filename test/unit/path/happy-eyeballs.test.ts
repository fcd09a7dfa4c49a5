import assert from 'node:assert/strict';
import fc from 'fast-check';
import { playNodeConnect } from '../../../src/path/happy-eyeballs.ts';
import type { TcpAttempt } from '../../../src/path/tcp.ts';

const attempt = (address: string, durationMs: number, code?: string): TcpAttempt => ({
  address,
  family: address.includes(':') ? 6 : 4,
  port: 443,
  durationMs,
  ...(code !== undefined && { failure: { leg: 'tcp', step: 'tcp', code, message: code, chain: [code] } }),
});

describe("Node's way of trying several addresses", () => {
  const cases: readonly [string, readonly TcpAttempt[], string | null, number, readonly string[]][] = [
    ['the first is quick', [attempt('192.0.2.1', 20), attempt('192.0.2.2', 20)], '192.0.2.1', 20, []],
    ['IPv6 is dead and silent', [attempt('2001:db8::1', 4_000, 'DEADLINE'), attempt('192.0.2.1', 6)], '192.0.2.1', 256, []],
    ['IPv6 is dead and says so', [attempt('2001:db8::1', 1, 'ENETUNREACH'), attempt('192.0.2.1', 20)], '192.0.2.1', 21, []],
    ['two are silent before the one that answers', [attempt('192.0.2.1', 4_000, 'DEADLINE'), attempt('192.0.2.2', 4_000, 'DEADLINE'), attempt('192.0.2.3', 3)], '192.0.2.3', 503, []],
    ['a far host with one family: the last gets its time', [attempt('192.0.2.1', 300), attempt('192.0.2.2', 320)], '192.0.2.2', 570, ['192.0.2.1']],
    ['a far host, and IPv6 there is no way to: nothing is left', [attempt('192.0.2.1', 300), attempt('2001:db8::1', 0, 'ENETUNREACH')], null, 250, ['192.0.2.1']],
    ['families take turns, whatever the order is', [attempt('192.0.2.1', 300), attempt('192.0.2.2', 300), attempt('2001:db8::1', 20)], '2001:db8::1', 270, ['192.0.2.1']],
    ['one address has no limit', [attempt('192.0.2.1', 900)], '192.0.2.1', 900, []],
    ['none', [], null, 0, []],
  ];
  for (const [what, attempts, address, afterMs, givenUp] of cases) {
    it(what, () => assert.deepEqual(playNodeConnect(attempts, 250), { address, afterMs, givenUp }));
  }

  it('never gives up on anything when the budget is long enough', () => {
    const anyAttempt = fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 5_000 })).map(([address, ms]) => attempt(address, ms));
    fc.assert(
      fc.property(fc.array(anyAttempt, { minLength: 1, maxLength: 6 }), (attempts) => {
        const played = playNodeConnect(attempts, 5_000);
        assert.deepEqual([played.address, played.givenUp], [attempts[0]?.address, []]);
      }),
    );
  });
});
