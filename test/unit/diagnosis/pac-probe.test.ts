import * as assert from 'node:assert/strict';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Measurements } from '../../../src/diagnosis/measurements.ts';
import { subjectFacts } from '../../../src/diagnosis/build-subject.ts';
import { hasPac, withPacRoutes } from '../../../src/diagnosis/pac-routes.ts';
import { routeProbe } from '../../../src/diagnosis/probes/route.ts';
import type { Subject } from '../../../src/diagnosis/subject.ts';
import type { SystemProxy } from '../../../src/path/proxy-settings.ts';
import { resolveRoutes } from '../../../src/path/routes.ts';
import { subjectOf } from './subjects.ts';

/** A terminal in which a client that follows the system is among those asked about. */
function subjectWith(system: SystemProxy, baseUrl = 'https://gateway.example/v1'): Subject {
  const subject = subjectOf(baseUrl);
  const question = { url: new URL(baseUrl), environment: {}, platform: 'linux' as const, system };
  return { ...subject, settings: { ...subject.settings, system }, routes: resolveRoutes(question, ['chromium', 'curl']) };
}

describe('route probe: PAC', () => {
  let server: http.Server;
  let pacUrl = '';
  let asked = 0;

  before(async () => {
    server = http.createServer((_, response) => {
      asked++;
      response.end('function FindProxyForURL(url, host) { return host == "gateway.example" ? "PROXY 192.0.2.1:3128; DIRECT" : "DIRECT"; }');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    pacUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/p.pac?token=secret`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it('the script decides for those that follow it', async function () {
    this.timeout(60_000);
    const subject = subjectWith({ store: 'gnome', mode: 'automatic', pacUrl, bypass: [] });
    assert.equal(subject.routes[0]?.outcome, 'unknown');
    const signal = new AbortController().signal;
    const evidence = await routeProbe.measure(subject, new Measurements(signal), signal);
    assert.deepEqual(evidence.routes.map(({ client, outcome, proxy }) => [client, outcome, proxy]), [
      ['chromium', 'proxy', 'http://192.0.2.1:3128'],
      ['curl', 'direct', null],
    ]);
    assert.deepEqual(evidence.pac?.order, ['PROXY 192.0.2.1:3128', 'DIRECT']);
    assert.doesNotMatch(JSON.stringify(evidence), /secret/);
  });

  it('the proxy it names is measured, and the script is asked once for all', async function () {
    this.timeout(60_000);
    const before = asked;
    const subject = subjectWith({ store: 'gnome', mode: 'automatic', pacUrl, bypass: [] });
    const signal = new AbortController().signal;
    const measurements = new Measurements(signal);
    const led = await withPacRoutes(subject, measurements);
    assert.deepEqual(led.paths.map(({ mode, proxyUrl, clients, primary }) => [mode, proxyUrl?.href, clients, primary]), [
      ['direct', undefined, ['curl'], true],
      ['connect', 'http://192.0.2.1:3128/', ['chromium'], false],
    ]);
    assert.deepEqual((await routeProbe.measure(led, measurements, signal)).routes, led.routes);
    assert.equal(asked, before + 1);
    const [first] = led.routes;
    const { findings } = routeProbe.judge({ ...(await routeProbe.measure(led, measurements, signal)) }, subjectFacts(led));
    assert.equal(first?.outcome, 'proxy');
    assert.ok(findings.every(({ detail }) => !detail.includes('measured on other ways')), JSON.stringify(findings));
  });

  it('nothing is asked without a script, or for this machine itself', async () => {
    const before = asked;
    const signal = new AbortController().signal;
    const silent: readonly Subject[] = [
      subjectWith({ store: 'gnome', mode: 'none', pacUrl, bypass: [] }),
      subjectWith({ store: 'gnome', mode: 'manual', https: 'http://192.0.2.1:1', pacUrl, bypass: [] }),
      subjectWith({ store: 'macos', mode: 'automatic', autoDetect: true, bypass: [] }),
      subjectWith({ store: 'gnome', mode: 'automatic', pacUrl, bypass: [] }, 'http://127.0.0.1:4000/v1'),
    ];
    for (const subject of silent) {
      assert.equal(hasPac(subject), false);
      const evidence = await routeProbe.measure(subject, new Measurements(signal), signal);
      assert.deepEqual([evidence.pac, evidence.routes], [undefined, subject.routes]);
    }
    assert.equal(asked, before);
  });
});
