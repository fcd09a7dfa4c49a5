import type { FeedAdapter } from './adapter.ts';
import { betterStack } from './better-stack.ts';
import { checkly } from './checkly.ts';
import { datadog } from './datadog.ts';
import { flashduty } from './flashduty.ts';
import { googleCloud } from './google-cloud.ts';
import { incidentIo } from './incident-io.ts';
import { instatus } from './instatus.ts';
import { openstatus } from './openstatus.ts';
import { prismix } from './prismix.ts';
import { rootly } from './rootly.ts';
import { rss } from './rss.ts';
import { statuspage } from './statuspage.ts';

/** Every format that can be read, in the order in which they are tried; feeds last, as they say least. */
export const feedAdapters: readonly FeedAdapter[] = [
  datadog,
  betterStack,
  statuspage,
  incidentIo,
  googleCloud,
  prismix,
  openstatus,
  instatus,
  rootly,
  checkly,
  flashduty,
  rss,
];
