import type { Probe } from '../probe.ts';
import { clashProbe } from './clash.ts';
import { connectProbe } from './connect.ts';
import { dnsProbe } from './dns.ts';
import { httpProbe } from './http.ts';
import { idleProbe } from './idle.ts';
import { loopbackProbe } from './loopback.ts';
import { measuredRoutesProbe } from './measured-routes.ts';
import { proxyEnvironmentProbe } from './proxy-environment.ts';
import { routeProbe } from './route.ts';
import { stacksProbe } from './stacks.ts';
import { streamProbe } from './stream.ts';
import { tlsProbe } from './tls.ts';
import { uploadProbe } from './upload.ts';

/** Every probe, in the order a request meets their legs. A new probe is a file here, a rule, and a line in this list. */
export const probes: readonly Probe<never>[] = [
  proxyEnvironmentProbe,
  routeProbe,
  measuredRoutesProbe,
  loopbackProbe,
  clashProbe,
  dnsProbe,
  connectProbe,
  tlsProbe,
  httpProbe,
  stacksProbe,
  streamProbe,
  uploadProbe,
  idleProbe,
] as readonly Probe<unknown>[] as readonly Probe<never>[];
