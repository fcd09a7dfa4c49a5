import { t } from '@vscode/l10n';
import type { HandshakeFault } from '../../path/tls-failures.ts';
import type { Finding, Fix } from '../finding.ts';
import type { TlsVerdict } from './tls-verdict.ts';
import type { Seen } from './tls-seen.ts';

const probes = ['tls'];

/** The handshake ended with words, not with a cut: another protocol, another version, a name nobody knows. */
export function handshakeRefused({ observation, path, severity, facts }: Seen, fault: HandshakeFault): Finding {
  const code = observation.failure?.code ?? '';
  const message = observation.failure?.message ?? '';
  const base = { leg: 'tls' as const, severity, probes };
  switch (fault) {
    case 'name-refused':
      return {
        ...base,
        id: 'tls-name-refused',
        title: t('The server that answers does not know the name {0} ({1}).', facts.host, path.label),
        detail: t(
          'It ended the handshake with {0}. It is another server than the one meant, or the name was lost on the way.',
          code,
        ),
        fixes: [checkWhoAnswers()],
      };
    case 'old-protocol':
    case 'no-common-protocol':
      return {
        ...base,
        id: 'tls-old-peer',
        title: t('The other side of the handshake with {0} is too old ({1}).', facts.host, path.label),
        detail: t(
          'It ended with {0}: {1}. Current gateways speak TLS 1.2 and 1.3, so an old box on the path answered in their place.',
          code,
          message,
        ),
        fixes: [
          {
            id: 'other-path-than-old-box',
            title: t('Avoid the old box'),
            detail: t('Try a path without it, such as another network or proxy, and ask who runs it to update it.'),
          },
        ],
      };
    case 'refused':
      return {
        ...base,
        id: 'tls-refused',
        title: t('The other side refused the TLS handshake with {0} ({1}).', facts.host, path.label),
        detail: t('It ended with {0}: {1}.', code, message),
        fixes: [checkWhoAnswers()],
      };
    case 'not-tls':
    case 'cut':
    case 'silent':
      return {
        ...base,
        id: 'tls-not-tls',
        title: t('{0} does not speak TLS on that port ({1}).', facts.host, path.label),
        detail: t(
          'The handshake ended with {0}. A login page of the network, a plain HTTP port, or a proxy given as https:// looks like this.',
          code,
        ),
        fixes: [
          {
            id: 'check-scheme',
            title: t('Check the scheme'),
            detail: t(
              'For a gateway on this machine use http:// in the base URL. On a guest network open a browser and log in first.',
            ),
          },
        ],
      };
  }
}

function checkWhoAnswers(): Fix {
  return {
    id: 'check-who-answers',
    title: t('Check who answers'),
    detail: t(
      'Check the host in the base URL and where its name resolves to: a wrong DNS answer, a hosts file entry or a login page of the network leads to another server.',
    ),
  };
}

/** The connection was cut, or went silent, when the name of the host was seen. */
export function helloKilled(
  { observation, path, severity, facts }: Seen,
  { silent, filter }: Extract<TlsVerdict, { kind: 'hello-killed' }>,
): Finding {
  const { code = '', message = '' } = observation.failure ?? {};
  const { neutralName } = observation;
  const ended = t('The handshake ended with {0}: {1}.', code, message);
  if (filter === 'name') {
    return {
      id: 'tls-name-filtered',
      leg: 'tls',
      severity,
      title: t('A filter on the path cuts TLS to {0} because of its name ({1}).', facts.host, path.label),
      detail: `${ended} ${t('Asked with the name {0} on a connection that carried nothing, the same address answers in TLS.', neutralName?.name ?? '')}`,
      probes,
      fixes: [wayAroundFilter()],
      // Behind a proxy it can't be seen which address was asked.
      confidence: neutralName?.sameAddress === true ? 'high' : 'medium',
    };
  }
  const otherToo =
    filter === 'not-the-name'
      ? t('With another name it ends the same, so it is not the name: the port is blocked, or the exit is dead.')
      : t('The name of the host is visible at that moment, so a filter on the path can act on it.');
  return {
    id: silent ? 'tls-hangs' : 'tls-closed',
    leg: 'tls',
    severity,
    title: silent
      ? t('TLS with {0} never finishes ({1}).', facts.host, path.label)
      : t('The connection is cut during the TLS handshake with {0} ({1}).', facts.host, path.label),
    detail: `${ended} ${otherToo}`,
    probes,
    fixes: [
      {
        id: 'other-way-out',
        title: t('Try another way out'),
        detail: path.proxied
          ? t('Choose another node or exit of the proxy. If that works, the one in use is dead or refuses this host.')
          : t('Try another network, proxy node or VPN. If that works, a filter on this network blocks the host.'),
      },
    ],
  };
}

function wayAroundFilter(): Fix {
  return {
    id: 'way-around-name-filter',
    title: t('Take a path without the filter'),
    detail: t('Use another network, proxy or VPN, or ask whoever runs this network to allow the host.'),
  };
}
