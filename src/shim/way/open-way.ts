import * as net from 'node:net';
import { proxyAuthorization } from '../../path/http-connect.ts';
import { DeadlineError } from '../../path/deadline.ts';
import { proxyPort } from '../../path/dial.ts';
import { unbracket, type Address, type Lookup } from '../../path/dns.ts';
import { verifiedTls } from '../../path/http.ts';
import type { Leg } from '../../path/leg.ts';
import { machineRoots } from '../../path/machine-roots.ts';
import { networkFailure, type NetworkFailure } from '../../path/network-failure.ts';
import { verifyWith } from '../../path/secure-context.ts';
import { speakSocks } from '../../path/socks.ts';
import type { Way } from '../route/decide.ts';
import { guardedAddress } from '../route/guarded-target.ts';
import type { Names } from './names.ts';
import { readProxyReply } from './proxy-reply.ts';
import { Race, type Attempt } from './race.ts';
import { LentWire, StreamWire, type Wire } from './wire.ts';

/** A way that could not be opened, and where it ended. */
export class WayError extends Error {
  readonly failure: NetworkFailure;

  constructor(failure: NetworkFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

export interface WayRequest {
  way: Way;
  host: string;
  port: number;
  /** Guarded addresses that the name resolves to may be reached. */
  allowed: boolean;
  /** TLS will lie on the connection, so that it must be read as a stream. */
  forTls?: boolean;
  /** The shim's own port, which is reached by no name. */
  ownPort: number;
  names: Pick<Names, 'resolve'>;
  /** For the steps that have a clock of their own; the whole is cancelled by the caller. */
  limitMs: number;
  /** Called as each step is done. */
  mark(step: 'resolved' | 'connected' | 'tunnelled'): void;
  /**
   * Gets the open connection, up to where the host's own protocol begins; its socket is the receiver's. Either this or
   * `failed` is called, once, and not before `openWay` has returned. No promise, as each turn of one is time that the
   * program waits.
   */
  opened(wire: Wire): void;
  /** Gets a WayError, or what it was cancelled with. */
  failed(error: Error): void;
}

/** A way being opened. */
export interface Opening {
  cancel(reason: Error): void;
  /** The time is up: ends as a failure of the step that has not ended. */
  late(): void;
}

function forbidden(at: { leg: Leg; step: string }): WayError {
  return new WayError({ ...at, code: 'FORBIDDEN_TARGET', message: 'every address of the name is one that the shim does not reach', chain: [] });
}

/** Opens a way, step by step. */
export function openWay(request: WayRequest): Opening {
  return new Opener(request);
}

class Opener implements Opening {
  readonly #request: WayRequest;
  #stop: AbortController | undefined;
  #socket: net.Socket | undefined;
  #race: Race<Attempt> | undefined;
  #step: { leg: Leg; step: string };
  #over = false;

  constructor(request: WayRequest) {
    this.#request = request;
    const { way } = request;
    this.#step = way.kind === 'direct' ? { leg: 'dns', step: 'dns' } : { leg: 'proxy', step: 'proxy-dns' };
    if (way.kind === 'direct') this.#resolve(request.host, request.port);
    else this.#resolve(unbracket(way.proxy.hostname), proxyPort(way.proxy));
  }

  cancel(reason: Error): void {
    if (!this.#over) this.#end(reason);
  }

  late(): void {
    this.#fail(new DeadlineError('opening the way', this.#request.limitMs));
  }

  #resolve(name: string, port: number): void {
    const literal = net.isIP(name);
    // An address that is written out was judged when the way was decided.
    if (literal !== 0) return this.#dialAlone({ address: name, family: literal === 6 ? 6 : 4 }, port);
    this.#request.names.resolve(name).then(
      (found) => {
        if (this.#over) return;
        if (found.failure) return this.#end(new WayError({ ...found.failure, ...this.#step }));
        this.#request.mark('resolved');
        this.#connect(found.addresses, port, this.#request.way.kind !== 'direct');
      },
      (error: Error) => this.#fail(error),
    );
  }

  #connect(addresses: Lookup['addresses'], port: number, judged: boolean): void {
    const { allowed, ownPort } = this.#request;
    const usable = judged ? addresses : addresses.filter(({ address }) => !this.#guards(address, port, allowed, ownPort));
    if (usable.length === 0 && addresses.length > 0) {
      return this.#end(forbidden(this.#step));
    }
    const [only] = usable;
    if (only && usable.length === 1) return this.#dialAlone(only, port);
    const won = (attempt: Attempt): void => {
      this.#race = undefined;
      this.#connected(attempt);
    };
    this.#race = new Race(usable, (address) => this.#begin(address, port), won, (error) => this.#fail(error));
  }

  /** One address needs no race. */
  #dialAlone(address: Address, port: number): void {
    const attempt = this.#begin(address, port);
    const { socket } = attempt;
    this.#socket = socket;
    socket.on('error', this.#onError);
    socket.once('connect', () => {
      socket.off('error', this.#onError);
      this.#socket = undefined;
      this.#connected(attempt);
    });
  }

  #begin({ address, family }: Address, port: number): Attempt {
    const { way } = this.#request;
    this.#step = way.kind === 'direct' ? { leg: 'tcp', step: 'tcp' } : { leg: 'proxy', step: 'proxy-tcp' };
    // Another protocol reads the socket itself, so that it must be read as a stream.
    const layered = this.#request.forTls === true || way.kind === 'socks5' || (way.kind === 'http-proxy' && way.proxy.protocol === 'https:');
    const options = { host: address, port, family, noDelay: true, allowHalfOpen: true };
    return layered ? { socket: net.connect(options) } : new LentWire(options);
  }

  #connected(attempt: Attempt): void {
    this.#request.mark('connected');
    this.#atFirstHop(attempt);
  }

  #own(socket: net.Socket): void {
    this.#disown();
    this.#socket = socket;
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
    // Its half may stay open for long: connections here may be half closed.
    socket.on('end', this.#onClose);
  }

  #disown(): void {
    this.#socket?.off('error', this.#onError).off('close', this.#onClose).off('end', this.#onClose);
  }

  #guards(address: string, port: number, allowed: boolean, ownPort: number): boolean {
    const guarded = guardedAddress(address);
    return guarded !== undefined && (!allowed || (guarded === 'loopback' && port === ownPort));
  }

  readonly #onError = (error: Error): void => this.#fail(error);
  readonly #onClose = (): void => {
    if (this.#over) return;
    const code = this.#step.step === 'socks' ? 'SOCKS_CLOSED' : 'PROXY_CLOSED';
    this.#end(new WayError({ ...this.#step, code, message: 'the proxy closed the connection without an answer', chain: [] }));
  };

  #atFirstHop(attempt: Attempt): void {
    const { way } = this.#request;
    // Nothing is left to do at the first hop.
    if (attempt instanceof LentWire && (way.kind === 'direct' || (way.kind === 'http-proxy' && way.absolute))) return this.#done(attempt);
    this.#own(attempt.socket);
    if (attempt instanceof LentWire) {
      if (way.kind === 'http-proxy') this.#askHttpProxy(attempt, way);
    } else if (way.kind === 'direct') {
      this.#done(new StreamWire(attempt.socket));
    } else if (way.kind === 'http-proxy' && way.proxy.protocol !== 'https:') {
      this.#askHttpProxy(new StreamWire(attempt.socket), way);
    } else if (way.kind === 'socks5') {
      this.#step = { leg: 'proxy', step: 'socks' };
      this.#then(this.#speakSocks(attempt.socket, way), () => {
        this.#request.mark('tunnelled');
        this.#done(new StreamWire(attempt.socket));
      });
    } else if (way.kind === 'http-proxy') {
      this.#step = { leg: 'proxy', step: 'proxy-tls' };
      this.#then(this.#tlsToProxy(attempt.socket, way.proxy), (secure) => {
        this.#own(secure);
        this.#askHttpProxy(new StreamWire(secure), way);
      });
    }
  }

  #then<T>(work: Promise<T>, next: (value: T) => void): void {
    work.then(
      (value) => {
        if (!this.#over) next(value);
      },
      (error: Error) => this.#fail(error),
    );
  }

  async #tlsToProxy(socket: net.Socket, proxy: URL): Promise<net.Socket> {
    this.#stop ??= new AbortController();
    const trust = await verifyWith(await machineRoots(process.env, process.platform));
    return verifiedTls(socket, proxy.hostname, trust, ['http/1.1'], this.#request.limitMs, this.#stop.signal);
  }

  #askHttpProxy(wire: Wire, way: Extract<Way, { kind: 'http-proxy' }>): void {
    if (this.#over) return;
    if (way.absolute) return this.#done(wire);
    this.#step = { leg: 'proxy', step: 'proxy-connect' };
    const { host, port } = this.#request;
    const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const credentials = proxyAuthorization(way.proxy);
    let seen: Buffer | undefined;
    wire.take = (bytes) => {
      // The bytes are this read's alone.
      seen = seen ? Buffer.concat([seen, bytes]) : Buffer.from(bytes);
      const reply = readProxyReply(seen);
      if (reply.kind === 'more') return true;
      wire.take = undefined;
      if (reply.kind === 'bad') {
        this.#end(new WayError({ ...this.#step, code: reply.code, message: 'the answer to CONNECT is not HTTP', chain: [] }));
      } else if (reply.status < 200 || reply.status > 299) {
        const code = `PROXY_${reply.status}`;
        this.#end(new WayError({ ...this.#step, code, message: `the proxy answered CONNECT with ${reply.status}`, chain: [code] }));
      } else {
        wire.unread(seen.subarray(reply.bytes));
        this.#request.mark('tunnelled');
        // Its bytes are being handed on just now: who reads on must wait until that is over.
        queueMicrotask(() => this.#done(wire));
      }
      return false;
    };
    wire.socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${credentials === undefined ? '' : `Proxy-Authorization: ${credentials}\r\n`}\r\n`, 'latin1');
  }

  async #speakSocks(socket: net.Socket, way: Extract<Way, { kind: 'socks5' }>): Promise<void> {
    const { host, port, names, allowed, ownPort, limitMs } = this.#request;
    this.#stop ??= new AbortController();
    let named = host;
    if (!way.byName && net.isIP(host) === 0) {
      const { addresses, failure } = await names.resolve(host);
      if (failure) throw new WayError({ ...failure, leg: 'dns', step: 'dns' });
      const usable = addresses.find(({ address }) => !this.#guards(address, port, allowed, ownPort));
      if (!usable) throw forbidden({ leg: 'dns', step: 'dns' });
      named = usable.address;
    }
    await speakSocks(socket, way.proxy, { host: named, port }, limitMs, this.#stop.signal);
  }

  #fail(error: Error): void {
    if (this.#over) return;
    this.#end(error instanceof WayError ? error : new WayError(networkFailure(this.#step.leg, this.#step.step, error)));
  }

  #done(wire: Wire): void {
    if (this.#over) return void wire.socket.destroy();
    this.#over = true;
    this.#disown();
    this.#request.opened(wire);
  }

  #end(error: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#race?.cancel();
    this.#stop?.abort(error);
    this.#socket?.destroy();
    this.#request.failed(error);
  }
}
