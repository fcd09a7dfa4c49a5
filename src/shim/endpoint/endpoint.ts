/** The endpoint's front door: one local API in front of the user's gateways. */
import { t } from '@vscode/l10n';
import type { SpokenProtocol } from '../../gateways/gateway.ts';
import { valueOf } from '../http/head-lines.ts';
import type { RequestHead } from '../http/request-head.ts';
import type { Router } from '../route/router.ts';
import type { Names } from '../way/names.ts';
import type { StreamWire } from '../way/wire.ts';
import { endpointPath, type EndpointPath } from './base-paths.ts';
import { AnswerWriter } from './caller/answer-writer.ts';
import { decodedBody } from './caller/request-body.ts';
import type { EndpointConfiguration, SpendingCap } from './chains/chain.ts';
import { choicesFor, spokenTo } from './choices.ts';
import { failureHeaders } from './failure-answer.ts';
import { FailedLately } from './failed-lately.ts';
import type { EndpointFailure } from './failure.ts';
import type { RequestEntry } from './journal/request-entry.ts';
import { RequestRing, type OnRequests } from './journal/request-ring.ts';
import { modelsDocument, withAliases } from './models-document.ts';
import { PassOn } from './pass-on.ts';
import { endpointProtocol } from './protocols/index.ts';
import { readTopLevel, withModel } from './protocols/body-model.ts';
import type { EndpointProtocol } from './protocols/protocol.ts';
import { refusedFailure } from './refusals.ts';
import { RequestRun } from './request-run.ts';
import type { BreakerSettings } from './resilience/breaker.ts';
import { requestBudget } from './resilience/deadline.ts';
import { defaultPolicy } from './resilience/next-step.ts';
import type { RetryPolicy } from './resilience/plan.ts';
import { Served } from './served.ts';
import { costOf } from './spend/ledger.ts';
import { capRefusal, SpendingInMemory, spendOf, type Spending } from './spend/spending.ts';
import { TargetStates } from './target-states.ts';
import { passedUrl, targetUrl } from './target-url.ts';
import { GatewayWires } from './upstream/gateway-wires.ts';

/** How patient the endpoint is, where not as it ships: a test of a hundred thousand requests has no time for its pauses. */
export interface Resilience {
  policy?: RetryPolicy;
  breaker?: BreakerSettings;
}

export interface EndpointNeeds {
  router: Router;
  names: Names;
  ownPort: number;
  now(): number;
  /** Where spending is kept; in memory alone without. */
  spending?: Spending;
  /** Told of each request that has ended. */
  onEnded?(entry: RequestEntry): void;
  resilience?: Resilience;
}

/** A request whose body has come. */
export interface EndpointRequest {
  head: RequestHead;
  path: EndpointPath;
  body: Buffer;
  /** The client's name. */
  caller: string;
  wire: StreamWire;
  /**
   * Called once, when the whole answer is with the connection.
   *
   * @param keeps another request may come on it.
   */
  ended(keeps: boolean): void;
}

/** A request that is being served, as its connection sees it. */
export interface Serving {
  /** The caller is gone. */
  cancel(): void;
}

/** Targets of request lines that are remembered; longer ones are read each time. */
const maxMeant = 32;
const maxMeantChars = 200;

const nobody: Serving = { cancel: () => undefined };

/** Serves the requests that come to the endpoint of one shim, and remembers what its targets did. */
export class Endpoint {
  readonly #needs: EndpointNeeds;
  readonly #wires: GatewayWires;
  readonly #states: TargetStates;
  readonly #ring: RequestRing;
  readonly #failed = new FailedLately();
  /** What targets of request lines mean. */
  readonly #meant = new Map<string, EndpointPath>();
  readonly spending: Spending;
  #served: Served;

  constructor(configuration: EndpointConfiguration, needs: EndpointNeeds) {
    this.#needs = needs;
    this.#served = new Served(configuration);
    this.#wires = new GatewayWires(needs);
    this.#states = new TargetStates(needs.resilience?.breaker);
    this.spending = needs.spending ?? new SpendingInMemory();
    this.#states.limit(configuration.maxPerTarget);
    this.#ring = new RequestRing(Date.now, (entry) => this.#count(entry));
  }

  /** For requests from now on. */
  configure(configuration: EndpointConfiguration): void {
    this.#served = new Served(configuration);
    this.#states.limit(configuration.maxPerTarget);
  }

  /** What a request to the shim itself asks of the endpoint; undefined when it is not meant for it. */
  meant(head: RequestHead): EndpointPath | undefined {
    if (head.target.form !== 'origin') return undefined;
    const { method, target } = head;
    // A program asks for the same again and again.
    const asked = `${method} ${target.path}`;
    const known = this.#meant.get(asked);
    if (known) return known;
    const meant = endpointPath(method, target.path);
    if (meant && asked.length <= maxMeantChars) {
      if (this.#meant.size >= maxMeant) this.#meant.clear();
      this.#meant.set(asked, meant);
    }
    return meant;
  }

  /** The machine slept, or is on another network. */
  freshen(): void {
    this.#wires.freshen();
  }

  stop(): void {
    this.#states.stop();
    this.#wires.stop();
  }

  /** Copies of the requests that are kept, in order of their numbers. */
  requests(): RequestEntry[] {
    return this.#ring.entries();
  }

  /** What may be spent. */
  get caps(): readonly SpendingCap[] {
    return this.#served.configuration.caps ?? [];
  }

  /** See `RequestRing`. */
  follow(onRequests: OnRequests): { dispose(): void } {
    return this.#ring.follow(onRequests);
  }

  serve(request: EndpointRequest): Serving {
    const { head, path, body, caller, wire } = request;
    const entry = this.#ring.open(caller, path.path);
    let run: RequestRun | PassOn | undefined;
    const writer = new AnswerWriter(wire, head, () => run?.explain() ?? [['x-gatehouse-request', String(entry.id)]]);
    const ended = (): void => {
      if (entry.end === 'failed' || entry.end === 'passed-on') this.#failed.add(request, this.#needs.now());
      this.#ring.ended(entry);
      request.ended(writer.keeps);
    };
    const spoken = endpointProtocol(protocolOf(path, head));
    const refuse = (failure: EndpointFailure): Serving => {
      entry.failure = { status: failure.status, leg: failure.leg, code: failure.code };
      answer(failure.status, failureHeaders(failure), spoken.failureBody(failure), 'refused');
      return nobody;
    };
    const answer = (status: number, headers: Parameters<AnswerWriter['whole']>[1], document: object, end: 'answered' | 'refused'): void => {
      writer.whole(status, headers, Buffer.from(`${JSON.stringify(document)}\n`, 'utf8'));
      entry.end = end;
      entry.endedMs = 0;
      entry.bytesDown = writer.bytes;
      ended();
    };
    const plain = decodedBody(head.headers, body);
    if (!plain) return refuse(own(415, 'content-encoding', t('The body of the request is encoded in a way that is not known here. Send it as it is, or with gzip.')));
    if (path.kind === 'models') {
      const list = modelsDocument(this.#served.aliases, spoken.id, path.id);
      if (list && (path.id !== undefined || !this.#served.asksForModels)) {
        answer(200, [['Content-Type', 'application/json; charset=utf-8']], list, 'answered');
        return nobody;
      }
    }
    const needs = { wires: this.#wires, states: this.#states, now: this.#needs.now, policy: this.#needs.resilience?.policy ?? defaultPolicy, ended };
    if (path.kind !== 'protocol') {
      const passed = this.#passed(path, spoken, head, plain, entry);
      if ('code' in passed) return refuse(passed);
      const going = (run = new PassOn(passed, writer, needs));
      going.start();
      return going;
    }
    const facts = spoken.facts(plain);
    if ('problem' in facts) return refuse(own(400, 'invalid-request', facts.problem));
    entry.protocol = spoken.id;
    entry.asked = facts.model;
    entry.stream = facts.stream;
    const chosen = choicesFor(this.#served, { model: facts.model, protocol: spoken, body: plain, query: path.query, createdS: Math.floor(Date.now() / 1_000) }, Math.random);
    if ('code' in chosen) return refuse(refusedFailure(chosen));
    const { caps = [], clocks } = this.#served.configuration;
    const capped = capRefusal(this.spending, caps, facts.model, Date.now());
    if (capped) return refuse(refusedFailure(capped));
    const { budgetMs } = requestBudget(head.headers);
    const going = (run = new RequestRun({ head, protocol: spoken, stream: facts.stream, ...chosen, entry, budgetMs, repeated: this.#failed.has(request, this.#needs.now()), clocks: [clocks, chosen.chain.clocks] }, writer, needs));
    going.start();
    return going;
  }

  /** A request that is asked once, of the first target of its model, and handed on. */
  #passed(path: EndpointPath, protocol: EndpointProtocol, head: RequestHead, body: Buffer, entry: RequestEntry): ConstructorParameters<typeof PassOn>[0] | EndpointFailure {
    const served = this.#served;
    const named = body.length > 0 ? readTopLevel(body, ['model'])?.['model'] : undefined;
    const model = typeof named === 'string' && named !== '' ? named : undefined;
    const target = (model === undefined ? undefined : served.chain(model)?.targets[0]) ?? (served.defaultGateway && { gateway: served.defaultGateway.id, model: model ?? '' });
    const gateway = target && served.gateway(target.gateway);
    if (!gateway) return refusedFailure({ code: 'no-target', asked: model ?? path.path, aliases: served.aliases });
    const key = served.key(target);
    if (key === undefined && gateway.keyless !== true) return refusedFailure({ code: 'no-key', gateway: gateway.title });
    if (model !== undefined) entry.asked = model;
    if (path.kind === 'count-tokens' && spokenTo(gateway, 'messages') !== 'messages') {
      return own(404, 'not-found', t('{0} does not count tokens in this protocol. Clients then count by themselves.', gateway.title));
    }
    const { aliases } = served;
    return {
      head,
      url: path.kind === 'count-tokens' ? targetUrl(gateway, protocol, path.query, '/count_tokens') : passedUrl(gateway, path.path, path.query),
      gateway,
      key,
      body: model === undefined || model === target.model ? body : withModel(body, target.model),
      target,
      entry,
      budgetMs: requestBudget(head.headers).budgetMs,
      ...(served.configuration.clocks && { clocks: served.configuration.clocks }),
      protocol,
      ...(path.kind === 'models' && path.id === undefined && aliases.length > 0 && { change: (list: Buffer) => withAliases(list, aliases, protocol.id) }),
    };
  }

  #count(entry: RequestEntry): void {
    const spent = spendOf(entry, (target) => this.#served.price(target), Date.now());
    if (spent) this.spending.add(spent);
    const cost = spent && costOf(spent.usage, spent.price);
    if (cost) entry.cost = cost;
    this.#needs.onEnded?.(entry);
  }
}

/** A failure that no gateway had a part in. */
function own(status: number, code: string, message: string): EndpointFailure {
  return { status, leg: 'request', code, message, shouldRetry: false, attempts: 0 };
}

/** In whose words a caller is answered. Anthropic's clients say a version with everything they ask. */
function protocolOf(path: EndpointPath, head: RequestHead): SpokenProtocol {
  if (path.kind === 'protocol') return path.protocol;
  return path.kind === 'count-tokens' || valueOf(head.headers, 'anthropic-version') !== undefined ? 'messages' : 'chat-completions';
}
