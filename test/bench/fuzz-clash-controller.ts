import { parseControllerAddress } from '../../src/clash/controller/address.ts';
import { readConfigs } from '../../src/clash/controller/answers/configs.ts';
import { readConnections } from '../../src/clash/controller/answers/connections.ts';
import { readDnsAnswer } from '../../src/clash/controller/answers/dns.ts';
import { readLogLine } from '../../src/clash/controller/answers/logs.ts';
import { readProxyProviders, readRuleProviders } from '../../src/clash/controller/answers/providers.ts';
import { readProxies } from '../../src/clash/controller/answers/proxies.ts';
import { readRuleMatch } from '../../src/clash/controller/answers/rule-match.ts';
import { readRules } from '../../src/clash/controller/answers/rules.ts';
import { readVersion } from '../../src/clash/controller/answers/version.ts';
import { connectionsSeen } from '../../src/diagnosis/clash/core-seen.ts';
import { callChanges } from '../../src/clash/controller/call-changes.ts';
import { newestFirst, nothingWatched, silenceOf, withSnapshot } from '../../src/clash/controller/connection-diff.ts';
import { groupChain } from '../../src/clash/controller/group-chain.ts';
import { ruleSetLines } from '../../src/clash/configuration/rule-set-lines.ts';
import { traceOf } from '../../src/clash/controller/log-trace.ts';
import { nodeRegion } from '../../src/clash/controller/node-region.ts';
import { statedControllers } from '../../src/clash/controller/stated-controllers.ts';
import { strandedConnections } from '../../src/clash/controller/stranded.ts';
import type { Parser } from './fuzz-inputs.ts';

const connection = '{"id":"1","upload":1,"download":2,"start":"2026-11-29T20:13:26Z","chains":["n","G"],"providerChains":["",""],"rule":"Match","rulePayload":"","metadata":{"network":"tcp","type":"HTTPS","host":"openrouter.ai","sourceIP":"127.0.0.1","sourcePort":"5","destinationPort":"443","processPath":"/x (y)"}}';
const answers = [
  `{"downloadTotal":1,"connections":[${connection}]}`,
  '{"proxies":{"G":{"name":"G","type":"Selector","all":["n"],"now":"n","history":[],"extra":{}},"n":{"type":"Http","alive":false,"history":[{"time":"2026-11-29T20:04:57Z","delay":0}],"extra":{"http://t/":{"alive":true,"history":null}}}}}',
  '{"rules":[{"index":0,"type":"DomainSuffix","payload":"a.b","proxy":"G","size":-1,"extra":{"disabled":false,"hitCount":1,"hitAt":"1970-01-01T00:00:00Z","missCount":0}}]}',
  '{"providers":{"ai":{"behavior":"Domain","format":"YamlRule","ruleCount":1,"vehicleType":"HTTP","payload":["+.a"],"proxies":[{"name":"n"}]}}}',
  '{"Status":0,"Answer":[{"name":"a.","type":1,"TTL":6,"data":"1.2.3.4"}],"version":"1","mode":"Rule","tun":{"enable":true},"policy":"G","rule":{"index":1,"type":"Match"},"missing":["process"],"message":"x","fields":[{"key":"a","value":"b"}]}',
];
const hosts = [{ host: 'openrouter.ai' }];

/** What reads a Clash core's answers, and folds them. */
export const clashControllerParsers: Readonly<Record<string, Parser>> = {
  'Clash core answers': {
    samples: answers,
    pieces: ['{', '}', '[', ']', ',', ':', '"', 'null', 'true', '1e999', '-1', '""', '"chains":', '"metadata":', '"all":', '"now":"G"', '"extra":', '"history":', '"__proto__":', '\\ud83c', '\xff'],
    run(input) {
      let body: unknown;
      try {
        body = JSON.parse(input.toString('utf8'));
      } catch {
        return;
      }
      for (const read of [readConfigs, readDnsAnswer, readLogLine, readProxyProviders, readRuleProviders, readRuleMatch, readRules, readVersion]) read(body);
      const proxies = readProxies(body) ?? new Map();
      for (const name of proxies.keys()) groupChain(proxies, String(name));
      const connections = readConnections(body)?.connections ?? [];
      strandedConnections(connections, proxies);
      for (const one of newestFirst(withSnapshot(nothingWatched, connections, 1))) silenceOf(one, 2);
      callChanges(connectionsSeen(connections, hosts, true, proxies));
      for (const one of connections) traceOf([{ level: 'info', text: input.toString('latin1'), fields: {}, atMs: 0 }], one);
    },
  },
  'Clash controllers stated': {
    samples: ['external-controller: 127.0.0.1:9090\nexternal-controller-unix: "a\\\\b"\nsecret: \'it\'\'s\' # x\n', '\\\\.\\pipe\\x', 'unix:/a/b', 'https://[::1]:9090/ui', 'payload:\n  - a.b\n', '🇯🇵 Tokyo HK-1'],
    pieces: ['external-controller', '-tls', '-pipe', '-unix', ': ', '"', '\'', '\\', '\n', '\r\n', '#', '[', ']', '::', ':9090', '0.0.0.0', 'http://', '@', '%', '\xf0\x9f\x87\xaf', '\0'],
    run(input) {
      const text = input.toString('utf8');
      parseControllerAddress(text);
      statedControllers(text, '/home/core');
      ruleSetLines(text, 'yaml');
      ruleSetLines(text, 'text');
      nodeRegion(text);
    },
  },
};
