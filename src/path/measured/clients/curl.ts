import * as net from 'node:net';
import { t } from '@vscode/l10n';
import type { MeasurableClient } from '../client.ts';
import { readTextFile } from '../../sources/text-file.ts';
import { readCurl } from '../../sources/curl.ts';
import { runCommand } from '../../sources/command.ts';

/** Options of a curlrc that name a proxy, and the one that names exceptions. */
const proxyOptions = ['proxy', 'preproxy', 'proxy1.0', 'socks4', 'socks4a', 'socks5', 'socks5-hostname'];

/**
 * curl, told with `--resolve` that the name is here; where its port can't be opened, with `--connect-to`, which makes
 * curl ask a proxy for a tunnel always (curl lib/url.c, conn_to_host). The curlrc is not read by curl itself, for it
 * could send it anywhere: what it says of proxies is given as options, with the recorder's address in it.
 */
export const curl: MeasurableClient = {
  id: 'curl',
  programs: ['curl'],
  containment: 'options',
  version: { args: ['--version'], pattern: /^curl (\d[\w.-]*)/ },
  async launch(ask) {
    const { host, port, originPort, urlText, inOwnNetwork } = ask;
    const bare = host.replace(/^\[|\]$/g, '');
    const resolvable = net.isIP(bare) === 0 && !/(?:^|\.)localhost\.?$/i.test(host);
    const sameWay = originPort === port && resolvable;
    const led = sameWay
      ? ['--resolve', `${host}:${port}:127.0.0.1`]
      : ['--connect-to', `${host}:${port}:127.0.0.1:${originPort}`];
    const { settings } = await readCurl({
      ...ask,
      signal: new AbortController().signal,
      timeoutMs: 1_000,
      run: runCommand,
      readFile: readTextFile,
    });
    const own: string[] = [];
    for (const { name, value } of settings) {
      if (proxyOptions.includes(name)) own.push(`--${name}`, value === '' ? '' : await ask.proxyFor(value));
      else if (name === 'noproxy') own.push('--noproxy', value);
      else if (name === 'proxytunnel') own.push('--proxytunnel');
    }
    const nowhere = ask.platform === 'win32' ? 'NUL' : '/dev/null';
    return {
      args: ['-q', '-sS', '-g', '-o', nowhere, '-m', '8', ...(inOwnNetwork ? [] : led), ...own, '--url', urlText],
      remarks: own.length > 0 ? [t('The settings in its curlrc count too.')] : [],
      modeKnown: inOwnNetwork || sameWay,
    };
  },
};
