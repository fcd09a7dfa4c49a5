import type { CoreProxy, NodeHealth } from './answers/proxies.ts';

/** Where a name leads now: from itself down to the node. */
export interface GroupChain {
  /** The name itself first. */
  readonly names: readonly string[];
  /** True where the last one is a node or a built-in; false where a group has chosen nobody, or the core knows it not. */
  readonly complete: boolean;
}

/** Follows what each group has chosen. A load-balance has chosen nobody: each connection finds its own. Pure. */
export function groupChain(proxies: ReadonlyMap<string, CoreProxy>, name: string): GroupChain {
  const names: string[] = [];
  let at: string | undefined = name;
  while (at !== undefined && !names.includes(at)) {
    names.push(at);
    const proxy = proxies.get(at);
    if (proxy?.members === undefined) return { names, complete: proxy !== undefined };
    at = proxy.now;
  }
  return { names, complete: false };
}

/** Whether a name leads through a group that gives each connection its own node. Pure. */
export function spreads(proxies: ReadonlyMap<string, CoreProxy>, { names }: GroupChain): boolean {
  return proxies.get(names.at(-1) ?? '')?.type === 'LoadBalance';
}

/** How a node does by the checks of one group, which is what that group decides by. */
export interface NodeCheck {
  readonly node: string;
  readonly testUrl: string | undefined;
  /** False: new connections will not be given it. Undefined: the core does not say. */
  readonly alive: boolean | undefined;
  /** Of the last check, in ms; 0: it failed; undefined: there was none. */
  readonly delayMs: number | undefined;
  readonly checkedAtMs: number | undefined;
}

/** How a node does for a group's test URL, or in general where nothing is kept for that. Pure. */
export function nodeCheck(proxies: ReadonlyMap<string, CoreProxy>, node: string, group: string | undefined): NodeCheck {
  const proxy = proxies.get(node);
  const testUrl = group === undefined ? undefined : proxies.get(group)?.testUrl;
  const health = proxy && healthFor(proxy, testUrl);
  const last = health?.history.at(-1);
  return { node, testUrl, alive: health && isAlive(health), delayMs: last?.delayMs, checkedAtMs: last?.atMs };
}

/** A node's health for a test URL. Releases that keep one state a node have that alone. Pure. */
export function healthFor({ health, healthByUrl }: CoreProxy, testUrl: string | undefined): NodeHealth {
  return (testUrl === undefined ? undefined : healthByUrl.get(testUrl)) ?? health;
}

/** What the core says; where it does not, whether the last check was answered. Pure. */
export function isAlive({ alive, history }: NodeHealth): boolean | undefined {
  const last = history.at(-1);
  return alive ?? (last && last.delayMs > 0);
}
