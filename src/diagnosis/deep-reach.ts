/** How far a deep diagnosis goes: how long it leaves connections alone, and which clocks that finds. */
import { t } from '@vscode/l10n';

export interface DeepReach {
  id: 'one-minute' | 'two-minutes' | 'five-minutes' | 'eleven-minutes';
  /** Rungs of the idle ladder in ms; the highest is what the diagnosis takes. */
  rungsMs: readonly number[];
  title: string;
  /** What it can find that a shorter one can't. */
  finds: string;
}

/**
 * The choices, shortest first. Each highest rung lies some seconds above the clocks it is there for, because a box that
 * ends a connection at 60 s does so a moment after a rung of 60 s has been asked.
 *
 * Clocks: 60 s idle of AWS's application load balancer (docs.aws.amazon.com, Connection idle timeout); 50 s of HAProxy as
 * Debian packages it; 75 s nginx `keepalive_timeout`; 120 s squid `client_idle_pconn_timeout`; 4 min Azure Load Balancer
 * (learn.microsoft.com, TCP reset and idle timeout); 300 s Privoxy `socket-timeout`; 350 s AWS NLB; 400 s Cloudflare
 * (Connection limits, Idle Timeout); 600 s tinyproxy `Timeout` and mitmproxy.
 */
export function deepReaches(): readonly DeepReach[] {
  return [
    {
      id: 'one-minute',
      rungsMs: [15_000, 30_000, 45_000, 70_000],
      title: t('About 1 minute'),
      finds: t('finds what cuts at 60 s or sooner: load balancers as AWS sets them, HAProxy as Debian packages it'),
    },
    {
      id: 'two-minutes',
      rungsMs: [15_000, 30_000, 70_000, 110_000, 150_000],
      title: t('About 2.5 minutes'),
      finds: t('also the 75 s after which nginx drops an idle connection, and the 2 minutes of squid and of many firewalls'),
    },
    {
      id: 'five-minutes',
      rungsMs: [15_000, 30_000, 70_000, 110_000, 150_000, 200_000, 260_000, 330_000],
      title: t('About 5.5 minutes'),
      finds: t('also the 4 minutes after which load balancers of Azure forget a connection, and the 5 minutes of Privoxy'),
    },
    {
      id: 'eleven-minutes',
      rungsMs: [15_000, 30_000, 70_000, 110_000, 150_000, 200_000, 260_000, 330_000, 430_000, 660_000],
      title: t('About 11 minutes'),
      finds: t('also the 350 s of network load balancers of AWS, the 400 s of Cloudflare, the 10 minutes of tinyproxy and mitmproxy'),
    },
  ];
}
