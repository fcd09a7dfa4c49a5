import assert from 'node:assert/strict';
import type { Route } from '../../../../src/path/route.ts';
import { networkVariables } from '../../../../src/path/sources/variables.ts';
import { readRequestHead } from '../../../../src/shim/http/request-head.ts';
import { Router } from '../../../../src/shim/route/router.ts';
import type { Decision } from '../../../../src/shim/route/decide.ts';
import { casesFor, type Case } from '../../../peers/dialects/cases.ts';
import { runCli } from '../../cli/run-cli.ts';

/** What a program sends to its proxy for a URL. */
function requestFor(url: string): Buffer {
  const { protocol, hostname, port, host } = new URL(url);
  const authority = `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
  return Buffer.from(protocol === 'https:' ? `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n` : `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`, 'latin1');
}

function decided({ environment, url }: Case): Decision {
  const head = readRequestHead(requestFor(url), 32_768);
  assert.ok(head && 'target' in head && head.target.form !== 'origin', `${url} is not understood: ${JSON.stringify(head)}`);
  const { host, port, form } = head.target;
  const routing = { rules: [], client: 'curl', environment: networkVariables(environment), allow: ['*'] };
  const decision = new Router(routing, 1, 'linux', () => 0).way({ host, port, plain: form === 'absolute' });
  assert.ok(!(decision instanceof Promise));
  return decision;
}

/** `direct`, `proxy http://…`, `error`; both sides in the same words. */
function saidByShim(decision: Decision): string {
  if (decision.outcome === 'refuse') return decision.code === 'SETTINGS' ? 'error' : decision.code;
  return decision.via === null ? 'direct' : `proxy ${decision.via}`;
}

function saidByResolve({ outcome, proxy, mode }: Route): string {
  // The shim has no SOCKS4: it refuses, and says so, in place of going another way.
  if (mode?.startsWith('socks4')) return 'error';
  return outcome === 'proxy' ? `proxy ${proxy}` : outcome;
}

describe('the route of the shim', function () {
  this.timeout(60_000);
  it('is what "gatehouse resolve --client curl" says, for every case that real clients are held to', async () => {
    const cases = casesFor();
    const input = cases.map(({ environment, url }) => JSON.stringify({ client: 'curl', env: environment, url, platform: 'linux' })).join('\n');
    const { stdout, code, stderr } = await runCli(['resolve', '--batch', '-'], { input });
    assert.equal(code, 0, stderr);
    const routes = stdout.trim().split('\n').map((line) => JSON.parse(line) as Route);
    assert.equal(routes.length, cases.length);
    assert.deepEqual([...new Set(routes.map(({ outcome }) => outcome))].sort(), ['direct', 'error', 'proxy'], 'the cases are too few');
    const differences = cases.flatMap((one, index) => {
      const route = routes[index] as Route;
      const decision = decided(one);
      const [shim, resolve] = [saidByShim(decision), saidByResolve(route)];
      const decidedAlike = decision.decidedBy === route.decidedBy;
      return shim === resolve && decidedAlike ? [] : [`${JSON.stringify(one.environment)} ${one.url}: shim ${shim} (${decision.decidedBy}), resolve ${resolve} (${route.decidedBy})`];
    });
    assert.deepEqual(differences, [], `${differences.length} of ${cases.length} differ`);
  });
});
