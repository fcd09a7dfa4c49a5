import type { RequestEntry } from '../../shim/endpoint/journal/request-entry.ts';
import { requestRow } from '../../shim/endpoint/journal/request-rows.ts';
import { EntrySender } from './entry-sender.ts';
import type { HostMessage } from './protocol.ts';
import { requestDetail, requestLabels } from './request-snapshot.ts';
import type { ShimFeed } from './shim-feed.ts';

/** What sending needs from around it. */
export interface RequestsSenderOptions {
  feed: Pick<ShimFeed, 'requests' | 'onChange'>;
  post(message: HostMessage): void;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Sends the page the requests of the endpoint. */
export class RequestsSender extends EntrySender<RequestEntry> {
  constructor({ feed, post, now }: RequestsSenderOptions) {
    super({
      entries: () => feed.requests(),
      onChange: (listener) => feed.onChange(listener),
      sendRows: (entries, gone, whole) =>
        post({ type: 'requests', whole, rows: entries.map((entry) => requestRow(entry, now())), gone, ...(whole && { labels: requestLabels() }) }),
      sendOpen: (entry) => post({ type: 'request', detail: entry && requestDetail(entry, now()) }),
    });
  }
}
