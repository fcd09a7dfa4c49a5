import type { SystemProxy } from '../../path/proxy-settings.ts';
import type { EditorHost } from '../../path/route.ts';
import type { Environment } from '../../shim/environment/change.ts';
import { shimPortIn, upstreamVariables, withoutShim } from '../../shim/environment/nested.ts';
import type { Routing } from '../../shim/routing.ts';
import type { ShimWishes } from './shim-wishes.ts';

/** What a window knows that decides ways. */
export interface RoutingFacts {
  wishes: ShimWishes;
  /** Of the extension host. */
  environment: Environment;
  platform: NodeJS.Platform;
  /** Raw values by their whole ids. */
  editorSettings: Readonly<Record<string, unknown>>;
  editorHost: EditorHost;
  /** Base URLs that the user has set as gateways of their own. */
  gatewayUrls: readonly string[];
}

/** The shim goes the way that extensions of this window go; docs/shim.md says so. */
const client = 'vscode-exthost-http';

/** The routing of a window. An address of a shim in its environment is never its own upstream. Pure. */
export function routingOf(facts: RoutingFacts, system: SystemProxy | undefined): Routing {
  const { wishes, platform, editorSettings, editorHost, gatewayUrls } = facts;
  const base = withoutShim(facts.environment, platform);
  return {
    rules: wishes.rules,
    client,
    environment: upstreamVariables(base, shimPortIn(base, platform)),
    editorSettings,
    editorHost,
    ...(system && { system }),
    // A gateway that the user has named themselves is meant, also where it is a private address.
    allow: [...new Set([...wishes.allow, ...gatewayUrls.flatMap(placeOf)])],
    ...(wishes.keepAliveMs !== undefined && { keepAliveMs: wishes.keepAliveMs }),
  };
}

/** Host and port as the list of allowed targets writes them. */
function placeOf(baseUrl: string): string[] {
  if (!URL.canParse(baseUrl)) return [];
  const { hostname, port, protocol } = new URL(baseUrl);
  return hostname === '' ? [] : [`${hostname}:${port || (protocol === 'http:' ? '80' : '443')}`];
}
