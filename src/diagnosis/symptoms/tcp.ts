import { t } from '@vscode/l10n';
import { sign } from './symptom.ts';
import type { Symptom } from './symptom.ts';

/** Symptoms of finding and reaching the host: names, addresses, connections. */
export const tcpSymptoms: readonly Symptom[] = [
  {
    id: 'connect-budget',
    leg: 'tcp',
    title: () => t('Every address of the host was given up on too early.'),
    cause: () =>
      t('Node gives each address 250 ms to connect and then tries the next. Without an IPv6 route, or far from the gateway, all of them end that way, while curl connects.'),
    tell: () =>
      t('The error is an AggregateError with no message, its errors say ETIMEDOUT and ENETUNREACH, and it comes in less than a second.'),
    fix: () =>
      t('Start Node with --network-family-autoselection-attempt-timeout=2000, for example in NODE_OPTIONS. Leave the selection itself on: localhost needs it.'),
    signs: [
      sign(94, /\bAggregateError\b/, /\bETIMED?OUT\b/),
      sign(92, /\binternalConnectMultiple\b/, /\bETIMEDOUT\b|\bENETUNREACH\b/),
      sign(92, /\bETIMEDOUT\b/, /\bENETUNREACH\b|\bEHOSTUNREACH\b/),
      {
        all: [/\bAggregateError\b/, /\bfetch failed\b|\bconnect\b/i],
        none: [/\bECONNREFUSED\b|\bECONNRESET\b/],
        weight: 70,
      },
    ],
    source: 'nodejs/node #54359, #52216; nodejs/undici #2777; anomalyco/opencode #45178',
  },
  {
    id: 'connection-reset',
    leg: 'tcp',
    title: () => t('The connection was cut before an answer came.'),
    cause: () =>
      t('A proxy or firewall resets long requests, or the client uses a pooled connection that died while the machine slept or changed its network.'),
    tell: () =>
      t('A new process works while the old one fails: a dead connection. Direct works and the proxy does not: the proxy.'),
    fix: () =>
      t('Restart the client, so that it opens fresh connections. When that does not last, change the exit of the proxy or call without it.'),
    signs: [
      sign(78, /unable to connect to API \(ECONNRESET\)|connection to the API was lost \(ECONNRESET\)/i),
      sign(74, /\bECONNRESET\b|connection reset by peer|\bConnectionResetError\b/i),
      sign(
        74,
        /\bsocket hang up\b|socket connection was closed unexpectedly|ERR_(CONNECTION_(RESET|CLOSED)|EMPTY_RESPONSE|NETWORK_CHANGED)\b/i,
      ),
      sign(
        74,
        /forcibly closed by the remote host|\bWinError 10054\b|\bSocketException: Connection reset\b|os error (104|10054)\b/i,
      ),
      sign(72, /\bRemoteDisconnected\b|Remote end closed connection without response|\bEPIPE\b|\bbroken pipe\b/i),
      sign(72, /强迫关闭了一个现有的连接|连接(已)?被?重置/),
      sign(70, /\bUND_ERR_SOCKET\b|\bother side closed\b|server disconnected without sending a response/i),
      sign(60, /\bAPIConnectionError\b|\b(API|\w{3,20}Exception)\b[^\n]{0,24}\bConnection error\b/i),
      sign(64, /(杀掉|退出|重启|重开).{0,20}(就可以|就行|就好|恢复|能用)/, /连不上|重试|retry|断连|连接失败/i),
      sign(50, /^[ \t]{0,40}(Error: |⎿ {1,4})?Connection error\.?[ \t]{0,40}$/im),
      sign(40, /\bfetch failed\b/i),
    ],
    source: 'anthropics/claude-code #37077, #24614, #56711, #83994, #77516',
  },
  {
    id: 'connection-refused',
    leg: 'tcp',
    title: () => t('Nothing listens at the address.'),
    cause: () => t('The host answered, and said that no program has this port open.'),
    fix: () =>
      t('Start the local service or the proxy the address belongs to, or correct the port. Try 127.0.0.1 in place of localhost.'),
    signs: [
      sign(86, /\bECONNREFUSED\b|\bConnectionRefused(Error)?\b|ERR_CONNECTION_REFUSED/),
      sign(82, /\bWinError 10061\b|\[Errno (111|61)\]|os error (111|61|10061)\b|目标计算机积极拒绝/),
      sign(80, /connection refused|actively refused|curl: \(7\)/i),
    ],
    source: 'Alishahryar1/free-claude-code #316; nodejs.org/api/errors.html (common system errors)',
  },
  {
    id: 'stall-then-success',
    leg: 'dns',
    title: () => t('Calls hang for 5 s to 2 min, and then work.'),
    cause: () =>
      t('The first DNS server of the list is dead, and every look-up waits for it again; or the first of several addresses does not answer; or look-ups of other extensions stand in front, for only two run at a time.'),
    tell: () => t('The waiting time is a multiple of 5 s on Linux, and a call to the address itself does not wait.'),
    fix: () =>
      t('Take the dead server out of the list, or put it last. Where an address does not answer, repair or switch off its address family.'),
    signs: [
      sign(
        84,
        /\b(hang|hung|stall|stuck|wait|delay|slow)/i,
        /\b(then|before|after that|eventually)\b.{0,40}\b(work|succeed|respond|answer|connect|continue|complete)/i,
        /\b\d+ ?(s|sec|seconds?|min|minutes?)\b/i,
      ),
      sign(
        82,
        /\b(resolv\.conf|nameserver|dns server|dns lookup)\b/i,
        /\b(5|10|15|20|30) ?(s|sec|seconds?)\b/i,
        /\b(each|every|always|first)\b/i,
      ),
      sign(60, /\bintermittent(ly)?\b|\bsometimes\b/i, /\b(dns|lookup|getaddrinfo)\b/i, /\b(slow|delay|hang)/i),
    ],
    source: 'resolv.conf(5); nodejs.org/api/dns.html#implementation-considerations; microsoft/vscode #276805',
  },
  {
    id: 'connect-timeout',
    leg: 'tcp',
    title: () => t('The host did not answer in time.'),
    cause: () =>
      t('Packets to the host are lost: it is blocked on this network, needs the proxy, or the exit of the proxy is dead.'),
    fix: () => t('Check that the client uses the proxy that works for the browser, or choose another exit.'),
    signs: [
      sign(88, /\bUND_ERR_CONNECT_TIMEOUT\b|Connect Timeout Error|\bConnectTimeout(Error)?\b/),
      sign(
        78,
        /\bETIMEDOUT\b|ERR_CONNECTION_TIMED_OUT|connection timed out|\bWinError 10060\b|\[Errno (110|60)\]|os error (110|60|10060)\b|semaphore timeout period has expired/i,
      ),
    ],
    source: 'nodejs/undici #2964; nodejs.org/api/errors.html (common system errors)',
  },
  {
    id: 'network-unreachable',
    leg: 'tcp',
    title: () => t('This machine has no route to the host.'),
    cause: () => t('The network is down, or only IPv6 addresses were tried and the network has no IPv6.'),
    fix: () => t('Check the network and the VPN. When only IPv6 fails, prefer IPv4 or fix its route.'),
    signs: [
      sign(80, /\bENETUNREACH\b|\bEHOSTUNREACH\b|\bENETDOWN\b|network is unreachable/i),
      sign(80, /no route to host|ERR_INTERNET_DISCONNECTED/i),
    ],
    source: 'nodejs.org/api/errors.html (common system errors)',
  },
  {
    id: 'name-not-found',
    leg: 'dns',
    title: () => t('The name of the host was not found.'),
    cause: () => t('The name is mistyped, or the DNS server in use does not know it or did not answer.'),
    fix: () =>
      t('Compare the host with the documentation of the gateway. When it is right, check the DNS servers, VPN and proxy program.'),
    signs: [
      sign(88, /\bENOTFOUND\b|\bEAI_AGAIN\b|\bEAI_NONAME\b|ERR_NAME_NOT_RESOLVED|\bNXDOMAIN\b/),
      sign(
        85,
        /could not resolve host|name or service not known|nodename nor servname|temporary failure in name resolution/i,
      ),
      sign(85, /\bno such host\b|failed to lookup address information|getaddrinfo failed|curl: \(6\)/i),
    ],
    source: 'nodejs.org/api/errors.html; curl.se/libcurl/c/libcurl-errors.html',
  },
];
