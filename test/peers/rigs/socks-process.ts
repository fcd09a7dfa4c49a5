/** The practice SOCKS5 proxy, for a network namespace. Started by `socks-proxy.ts`; its argument is the port. */
import { startSocks5Proxy } from '../../../src/lab/lab.ts';

const proxy = await startSocks5Proxy({ port: Number(process.argv[2]) });
let printed = 0;
setInterval(() => {
  for (; printed < proxy.log.length; printed++) process.stdout.write(
    `${JSON.stringify({ request: proxy.log[printed] })}\n`,
  );
}, 20);
