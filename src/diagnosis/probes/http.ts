import { t } from '@vscode/l10n';
import { parseAccount, type AccountState } from '../../gateways/account.ts';
import { parseCredits, type Credits } from '../../gateways/credits.ts';
import { endpointsPath, parseEndpoints, type ModelEndpoints } from '../../gateways/endpoints.ts';
import { checkModel } from '../../gateways/model-check.ts';
import { parseModels, type ModelList } from '../../gateways/models.ts';
import type { NetworkPath } from '../../path/network-path.ts';
import { askGateway, gatewayIdentity, type GatewayReply } from '../gateway-requests.ts';
import type { HttpEvidence } from '../evidence.ts';
import type { Measurements } from '../measurements.ts';
import { beforeHttp, httpAccessOnce } from '../path-measurements.ts';
import type { Probe } from '../probe.ts';
import { judgeHttp } from '../rules/http.ts';
import type { Subject } from '../subject.ts';

/** Does the gateway's API answer, without a key and with it, by each path. */
export const httpProbe: Probe<HttpEvidence> = {
  id: 'http',
  leg: 'http',
  title: () => t('API answers, key and model'),
  deadlineMs: ({ limits, depth }) =>
    limits.dnsMs + limits.tcpMs + limits.proxyMs + 3 * limits.tlsMs + (depth === 'deep' ? 3 : 2) * limits.headersMs,
  async measure(subject, measurements) {
    const [paths, identity, keyed, endpoints] = await Promise.all([
      Promise.all(subject.paths.map((path) => modelsByPath(subject, path, measurements))),
      gatewayIdentity(subject, measurements),
      keyByPrimaryPath(subject, measurements),
      endpointsByPrimaryPath(subject, measurements),
    ]);
    const list = paths.find(({ list: found }) => found)?.list;
    return {
      measuredAt: new Date().toISOString(),
      paths: paths.map(({ path, evidence }) => ({
        path: path.id,
        ...evidence,
        ...(path.primary && keyed && { key: keyed.exchange }),
      })),
      practice: identity.practice,
      keyUsed: identity.practice ? 'practice' : identity.usableKey ? 'user' : 'none',
      ...(identity.withheld && { keyWithheld: identity.withheld }),
      ...(subject.keyForm && { keyForm: subject.keyForm }),
      ...(subject.keyElsewhere !== undefined && !subject.key && { keyElsewhere: subject.keyElsewhere }),
      account: keyed?.account ?? null,
      ...(keyed?.credits && { credits: keyed.credits }),
      model: subject.model && list ? checkModel(list, subject.model) : null,
      ...(subject.fallbackModels && list && { fallbacks: subject.fallbackModels.map((id) => checkModel(list, id)) }),
      modelCount: list ? list.models.length : null,
      ...(endpoints.length > 0 && { endpoints }),
    };
  },
  judge: judgeHttp,
};

type PathEvidence = Omit<HttpEvidence['paths'][number], 'path'>;

async function modelsByPath(
  subject: Subject,
  path: NetworkPath,
  measurements: Measurements,
): Promise<{ path: NetworkPath; evidence: PathEvidence; list?: ModelList }> {
  const access = await httpAccessOnce(subject, path, measurements);
  if (!access.ready) {
    const evidence = access.notReached ? { notReached: access.notReached } : { unverified: true as const };
    return { path, evidence };
  }
  const reply = await modelsOnce(subject, path, measurements);
  const { status, failure } = reply.exchange;
  // Over plain HTTP this is the first that goes the path; what it meets before HTTP is not HTTP's fault.
  if (status === null && failure && beforeHttp.includes(failure.leg)) return { path, evidence: { notReached: failure } };
  const list = status === 200 ? parseModels(reply.bodyText) : null;
  const noList = status === 200 && !failure && !list;
  return { path, evidence: { models: reply.exchange, ...(noList && { noList }) }, ...(list && { list }) };
}

/** `GET /models`, keyless where the gateway allows it; also tells who the gateway is. */
function modelsOnce(subject: Subject, path: NetworkPath, measurements: Measurements): Promise<GatewayReply> {
  return askGateway(subject, path, subject.gateway.modelsPath, { keyed: !subject.gateway.modelsKeyless }, measurements);
}

async function keyByPrimaryPath(
  subject: Subject,
  measurements: Measurements,
): Promise<{ exchange: GatewayReply['exchange']; account: AccountState | null; credits?: Credits } | undefined> {
  const [primary] = subject.paths;
  const { keyPath } = subject.gateway;
  if (!primary || !keyPath || !(await gatewayIdentity(subject, measurements)).usableKey) return undefined;
  const access = await httpAccessOnce(subject, primary, measurements);
  if (!access.ready) return undefined;
  const reply = await askGateway(subject, primary, keyPath, { keyed: true }, measurements);
  const account = reply.exchange.status === 200 ? parseAccount(reply.bodyText) : null;
  const credits = account?.isManagementKey ? await creditsOnce(subject, primary, measurements) : null;
  return { exchange: reply.exchange, account, ...(credits && { credits }) };
}

/** The balance; any other key than a management key is refused, so it is not asked for with one. */
async function creditsOnce(subject: Subject, path: NetworkPath, measurements: Measurements): Promise<Credits | null> {
  const { creditsPath } = subject.gateway;
  if (subject.depth !== 'deep' || !creditsPath) return null;
  const reply = await askGateway(subject, path, creditsPath, { keyed: true }, measurements);
  return reply.exchange.status === 200 ? parseCredits(reply.bodyText) : null;
}

/**
 * The providers behind the model and its fallbacks, one request each, at the same time as everything else. Where they
 * can't be had the gateway is none of those that tell, so nothing is said.
 */
async function endpointsByPrimaryPath(subject: Subject, measurements: Measurements): Promise<ModelEndpoints[]> {
  const [primary] = subject.paths;
  const template = subject.gateway.endpointsPath;
  if (!primary || !template || subject.model === undefined) return [];
  const asked = [...new Set([subject.model, ...(subject.fallbackModels ?? [])])];
  const paths = asked.flatMap((id) => {
    const path = endpointsPath(template, id);
    return path === undefined ? [] : [{ id, path }];
  });
  if (paths.length === 0 || !(await httpAccessOnce(subject, primary, measurements)).ready) return [];
  const replies = await Promise.all(
    paths.map(async ({ id, path }) => {
      // With a key the gateway also tells latency and throughput.
      const reply = await askGateway(subject, primary, path, { keyed: true }, measurements);
      return reply.exchange.status === 200 ? parseEndpoints(reply.bodyText, id) : null;
    }),
  );
  return replies.filter((one) => one !== null);
}
