import { t } from '@vscode/l10n';
import type { ClashCoreSeen, ClashEvidence, ClashPlace } from '../clash/evidence.ts';
import type { Finding } from '../finding.ts';
import { clashProbe } from './clash-words.ts';

const probes = [clashProbe];

/** A core that answers, and wants a secret that is not known. */
export function clashSecretFinding(places: readonly ClashPlace[]): Finding[] {
  const locked = places.find(({ outcome }) => outcome === 'secret-wanted');
  if (!locked) return [];
  return [
    {
      id: 'clash-secret-wanted',
      leg: 'proxy',
      severity: 'info',
      title: t('A Clash core runs here and asks for its secret ({0}).', locked.place),
      detail: t('Without it nothing can be said of rules, policies and nodes. It stands as "secret" in the configuration, or in the settings of the Clash app.'),
      probes,
      fixes: [
        {
          id: 'enter-clash-secret',
          title: t('Enter the secret'),
          detail: t('In the editor it is kept in the store for secrets; in a terminal give it in the variable GATEHOUSE_CLASH_SECRET.'),
          offer: 'enter-clash-secret',
        },
      ],
    },
  ];
}

/** Mode and reach of the core itself. */
export function clashCoreFindings(_evidence: ClashEvidence, core: ClashCoreSeen): Finding[] {
  return [...otherMode(core), ...openToOthers(core)];
}

function otherMode({ mode, hosts }: ClashCoreSeen): Finding[] {
  if (mode === 'rule') return [];
  const chain = hosts[0]?.explanation?.chain ?? [];
  const base = { leg: 'proxy' as const, severity: 'info' as const, probes };
  const fixes = [
    {
      id: 'clash-rule-mode',
      title: t('Choose rule mode'),
      detail: t('In the Clash app, switch the mode back to rule, if it was changed by mistake.'),
    },
  ];
  if (mode === 'direct') {
    return [
      {
        ...base,
        id: 'clash-mode-direct',
        title: t('Clash is in direct mode: nothing goes through a node.'),
        detail: t('The core passes everything on directly, the gateway too, whatever its rows say.'),
        fixes,
      },
    ];
  }
  return [
    {
      ...base,
      id: 'clash-mode-global',
      title: t('Clash is in global mode: no row counts.'),
      detail: t('Everything goes by the choice in GLOBAL{0}, the gateway too, whatever its rows say.', chain.length > 1 ? ` (${chain.join(' -> ')})` : ''),
      fixes,
    },
  ];
}

/** Whoever reaches the controller can move all traffic and read where it goes; a web page can, by default CORS. */
function openToOthers({ exposure }: ClashCoreSeen): Finding[] {
  if (!exposure || exposure.loopback || exposure.guard === 'good') return [];
  return [
    {
      id: 'clash-controller-open',
      leg: 'settings',
      severity: 'warning',
      title: exposure.guard === 'none' ? t('Everybody on this network can control Clash.') : t('The secret of the controller of Clash is short, and everybody on this network may try.'),
      detail: t('Its controller listens at {0}. Whoever reaches it sees every host you call and can send your traffic elsewhere.', exposure.listens),
      probes,
      fixes: [
        {
          id: 'clash-close-controller',
          title: t('Let the controller listen on this machine alone'),
          detail: t('Set external-controller to a loopback address and give it a secret, then start the core anew: a reload does not change its controller.'),
          snippet: 'external-controller: 127.0.0.1:9090\nsecret: "..."',
        },
      ],
    },
  ];
}
