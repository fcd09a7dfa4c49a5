import { t } from '@vscode/l10n';
import type { PathFaultKind } from './fault-kind.ts';
import type { FaultWords } from './fault-words.ts';

/**
 * Puts into words what the network, a clock or the end of a stream did.
 *
 * @param retryable whether nothing of the answer was handed on, so that the request may be sent again.
 */
export function describePathFault(kind: PathFaultKind, retryable: boolean): FaultWords {
  switch (kind) {
    case 'bad-address':
      return {
        title: t('The address is one that the client refuses to call.'),
        cause: t('The base URL is no valid URL, or its port is on the list that fetch never connects to, such as 1, 22 and 6000.'),
        nextStep: t('Correct the base URL, or let the service listen on another port.'),
      };
    case 'proxy-unreachable':
      return {
        title: t('The proxy itself cannot be reached.'),
        cause: t('The proxy setting names a host or port where nothing answers. A proxy program that was closed leaves it behind.'),
        nextStep: t('Start the proxy program, correct its port in the settings, or remove the proxy setting.'),
      };
    case 'proxy-refuses':
      return {
        title: t('The proxy refuses to open the connection.'),
        cause: t('The proxy was reached and said no: the host is forbidden for it, or it does not reach the host itself.'),
        nextStep: t('Ask whoever runs the proxy to allow the gateway, or choose another exit in the proxy program.'),
      };
    case 'name-not-found':
      return {
        title: t('The name of the host was not found.'),
        cause: t('The name is mistyped, or the DNS server in use does not know it or did not answer.'),
        nextStep: t('Compare the host with the documentation of the gateway. When it is right, check the DNS servers, VPN and proxy program.'),
      };
    case 'network-unreachable':
      return {
        title: t('This machine has no route to the host.'),
        cause: t('The network is down, or only IPv6 addresses were tried and the network has no IPv6.'),
        nextStep: t('Check the network and the VPN. When only IPv6 fails, prefer IPv4 or fix its route.'),
      };
    case 'connection-refused':
      return {
        title: t('Nothing listens at the address.'),
        cause: t('The host answered, and said that no program has this port open.'),
        nextStep: t('Start the local service or the proxy the address belongs to, or correct the port. Try 127.0.0.1 in place of localhost.'),
      };
    case 'connect-timeout':
      return {
        title: t('The host did not answer in time.'),
        cause: t('Packets to the host are lost: it is blocked on this network, needs the proxy, or the exit of the proxy is dead.'),
        nextStep: t('Check that the client uses the proxy that works for the browser, or choose another exit.'),
      };
    case 'tls-untrusted':
      return {
        title: t('The certificate was signed by an authority that the client does not trust.'),
        cause: t('Something on the path inspects TLS and signs with its own certificate, or the server has a private authority or none.'),
        nextStep: t('Look at who issued the certificate. When you trust it, give its root to the client, for Node with NODE_EXTRA_CA_CERTS.'),
      };
    case 'tls-expired':
      return {
        title: t('The certificate is not valid at this time.'),
        cause: t('The certificate of the server or of an inspecting box has run out, or the clock of this machine is wrong.'),
        nextStep: t('Set the clock of this machine. When it is right, the owner of the server has to renew the certificate.'),
      };
    case 'tls-wrong-host':
      return {
        title: t('The certificate is for another host.'),
        cause: t('Another server answered: a poisoned name, a wrong route, a login portal, or a server that was not told which host is meant.'),
        nextStep: t('Compare the address the name resolves to with another network, and check the rules of the proxy program.'),
      };
    case 'tls-protocol':
      return {
        title: t('The other side does not speak TLS as the client does.'),
        cause: t('The port speaks plain HTTP, or a box on the path refused the handshake or knows only old versions.'),
        nextStep: t('Check the scheme: a local service and most proxies are called with http://. Else compare with another network.'),
      };
    case 'not-http':
      return {
        title: t('What answered does not speak HTTP.'),
        cause: t('The port belongs to another service, or something on the path damaged the answer.'),
        nextStep: t('Check scheme, host and port of the base URL and of the proxy.'),
      };
    case 'connection-reset':
      return {
        title: t('The connection was cut before an answer came.'),
        cause: t('A proxy or firewall cut it, the port speaks another protocol, or the client used an old connection that had died.'),
        nextStep: t('Try again on a fresh connection: restart the client. When that does not last, compare direct and through the proxy.'),
      };
    case 'no-response':
      return {
        title: t('The request was sent and no answer began.'),
        cause: t('The gateway, or something on the path, took the request and said nothing until a clock ran out.'),
        nextStep: t('Turn streaming on so that the answer begins early. When even a short request hangs, diagnose the path.'),
      };
    case 'client-timeout':
      return {
        title: t('The client stopped waiting for the answer.'),
        cause: t('The timeout of the program is shorter than the answer took. The gateway may go on and bill it.'),
        nextStep: t('Raise the timeout of the client, and turn streaming on so that the answer begins early.'),
      };
    case 'cancelled':
      return {
        title: t('The request was called off.'),
        cause: t('The user or the program ended it before the answer was complete.'),
        nextStep: t('Nothing is wrong on the path. Send the request again if it is still wanted.'),
      };
    case 'stream-stalled':
      return {
        title: t('The stream is open but nothing more arrives.'),
        cause: t('The model stalled, or something on the path dropped the connection without a word.'),
        nextStep: again(retryable, t('Set a timeout that counts events with data.')),
      };
    case 'stream-cut':
      return {
        title: t('The connection was closed in the middle of the answer.'),
        cause: t('The provider or a proxy on the path ended the connection before the answer was complete.'),
        nextStep: again(retryable, t('When it keeps happening, use a steadier exit of the proxy.')),
      };
    case 'truncated':
      return {
        title: t('The answer ended cleanly, but it is not complete.'),
        cause: t('The end mark of the protocol or the finish reason is missing. Clients take such an answer for a whole one.'),
        nextStep: again(retryable, t('Do not rely on what came. When it keeps happening, use another provider of the model or another path.')),
      };
    case 'length-limit':
      return {
        title: t('The answer was cut at the limit of tokens.'),
        cause: t('The answer reached max_tokens of the request or the limit of the model. What came is good as far as it goes.'),
        nextStep: t('Raise max_tokens, or ask the model to go on.'),
      };
  }
}

function again(retryable: boolean, rest: string): string {
  return retryable
    ? t('Send the request again. {0}', rest)
    : t('Part of the answer was delivered, so a program must not repeat it silently: ask again yourself. {0}', rest);
}
