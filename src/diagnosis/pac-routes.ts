import { chromiumBypass } from '../path/dialects/chromium-bypass.ts';
import { askPac, type PacObservation } from '../path/pac/ask.ts';
import type { RouteQuestion } from '../path/route.ts';
import { decideRoutes, type DecidedRoute } from '../path/routes.ts';
import { lookupOnce } from './path-measurements.ts';
import { pathsToMeasure } from './build-subject.ts';
import type { Measurements } from './measurements.ts';
import type { Subject } from './subject.ts';

/**
 * Clocks of a PAC script, in ms. Chromium gives the fetch 30 s and the script all the time it wants; here everything else
 * waits for it, and a dead network is to be told within 10 s.
 */
const fetchMs = 2_000;
const runMs = 1_500;

/** The longest that asking a PAC script can take. */
export const pacLimitMs = fetchMs + runMs + 1_000;

/** Whether the system leaves the choice of a proxy for the gateway to a script that can be asked. */
export function hasPac({ settings, gateway }: Subject): boolean {
  const { system, platform } = settings;
  if (system.mode !== 'automatic' || system.pacUrl === undefined) return false;
  return chromiumBypass('', { url: new URL(gateway.baseUrl), environment: {}, platform }, false) !== 'loopback';
}

/**
 * What the system's PAC script says for the gateway's URL; undefined where there is none to ask. Asked once in a
 * diagnosis: the script's server sees one request, and names the script asks for are resolved.
 */
export function pacOnce(subject: Subject, measurements: Measurements): Promise<PacObservation | undefined> {
  return measurements.once('pac', async () => {
    const { settings, gateway, limits } = subject;
    if (!hasPac(subject) || settings.system.pacUrl === undefined) return undefined;
    return askPac({
      pacUrl: settings.system.pacUrl,
      url: new URL(gateway.baseUrl),
      fetchMs,
      runMs,
      resolve: (name) => lookupOnce(name, subject, measurements),
      clocks: limits,
      environment: process.env,
      platform: process.platform,
      signal: measurements.signal,
    });
  });
}

/**
 * The subject with the routes and the ways that the system's PAC script leads to; as it is where there is no script. The
 * script's proxy is measured like every other.
 */
export async function withPacRoutes(subject: Subject, measurements: Measurements): Promise<Subject> {
  const pac = await pacOnce(subject, measurements).catch(() => undefined);
  if (!pac) return subject;
  const decided = routesWithPac(subject, pac);
  return { ...subject, routes: decided.map(({ route }) => route), paths: pathsToMeasure(decided, subject) };
}

/**
 * The same clients' routes for the gateway, now that the script's answer is known. Routes that the system has no say in
 * stay as they are.
 */
export function routesWithPac(subject: Subject, { source, answer }: PacObservation): DecidedRoute[] {
  const { settings, editorSettings, editorHost, gateway, routes } = subject;
  const own = settings.environments.find((snapshot) => snapshot.context === 'this-process');
  const question: RouteQuestion = {
    url: new URL(gateway.baseUrl),
    environment: own?.variables ?? {},
    editorSettings,
    system: settings.system,
    pac: { source, answer },
    platform: settings.platform,
    ...(editorHost && { editorHost }),
  };
  return decideRoutes(question, routes.map(({ client, clientVersion }) => `${client}@${clientVersion}`));
}
