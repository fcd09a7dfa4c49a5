import { t } from '@vscode/l10n';
import { parseAccount, type AccountState } from '../../gateways/account.ts';
import { findModel, parseModels, type ModelList } from '../../gateways/models.ts';
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
  deadlineMs: ({ limits }) => limits.dnsMs + limits.tcpMs + limits.proxyMs + 3 * limits.tlsMs + 2 * limits.headersMs,
  async measure(subject, measurements) {
    const [paths, identity, keyed] = await Promise.all([
      Promise.all(subject.paths.map((path) => modelsByPath(subject, path, measurements))),
      gatewayIdentity(subject, measurements),
      keyByPrimaryPath(subject, measurements),
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
      account: keyed?.account ?? null,
      model: subject.model && list ? modelInList(subject.model, list) : null,
      modelCount: list ? list.models.length : null,
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
): Promise<{ exchange: GatewayReply['exchange']; account: AccountState | null } | undefined> {
  const [primary] = subject.paths;
  const { keyPath } = subject.gateway;
  if (!primary || !keyPath || !(await gatewayIdentity(subject, measurements)).usableKey) return undefined;
  const access = await httpAccessOnce(subject, primary, measurements);
  if (!access.ready) return undefined;
  const reply = await askGateway(subject, primary, keyPath, { keyed: true }, measurements);
  return { exchange: reply.exchange, account: reply.exchange.status === 200 ? parseAccount(reply.bodyText) : null };
}

function modelInList(id: string, list: ModelList): NonNullable<HttpEvidence['model']> {
  const found = findModel(list, id);
  if ('found' in found) return { id, found: true, didYouMean: [] };
  return { id, found: false, didYouMean: found.didYouMean };
}
