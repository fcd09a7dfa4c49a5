import * as net from 'node:net';
import { t } from '@vscode/l10n';
import type { MeasurableClient } from '../client.ts';

/**
 * `git ls-remote`, told with `http.curloptResolve` (git 2.37 and later) that the name is here. A proxy of its own
 * settings is replaced by the recorder's in a setting for this URL alone, which goes before all others.
 */
export const git: MeasurableClient = {
  id: 'git',
  programs: ['git'],
  containment: 'options',
  version: { args: ['--version'], pattern: /git version (\d+(?:\.\d+)+)/ },
  async launch(ask) {
    const { host, originPort, file, inOwnNetwork } = ask;
    const [major = 0, minor = 0] = ask.version.split('.').map(Number);
    if (!inOwnNetwork && (major < 2 || (major === 2 && minor < 37))) {
      return { refused: t('This version of git can not be kept on this machine: that takes 2.37 or later.') };
    }
    if (!inOwnNetwork && (net.isIP(host.replace(/^\[|\]$/g, '')) !== 0 || /(?:^|\.)localhost\.?$/i.test(host))) {
      return { refused: t('git can be asked for a name only: an address it would really go to.') };
    }
    const url = new URL(ask.url);
    if (originPort !== ask.port) url.port = String(originPort);
    const rewritten = await ask.read(file, ['ls-remote', '--get-url', url.href]);
    if (rewritten?.trim() !== url.href) return { refused: t("git's own settings replace this URL by another one.") };
    const asked = await ask.read(file, ['config', '--get-urlmatch', 'http.proxy', ask.url.href]);
    const configured = asked?.replace(/\r?\n$/, '');
    const replaced = configured === undefined || configured === '' ? '' : await ask.proxyFor(configured);
    const proxy = configured === undefined ? [] : ['-c', `http.${url.href}.proxy=${replaced}`];
    const led = inOwnNetwork ? [] : [`http.curloptResolve=${host}:${originPort}:127.0.0.1`];
    const settings = [...led, 'http.followRedirects=false', 'credential.helper=', 'core.askPass='];
    return {
      args: [...settings.flatMap((one) => ['-c', one]), ...proxy, 'ls-remote', url.href],
      environment: { GIT_TERMINAL_PROMPT: '0', GIT_ALLOW_PROTOCOL: 'http:https', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
      remarks: [
        ...(originPort === ask.port ? [] : [t('Asked on port {0}: the real one can not be opened here.', originPort)]),
        ...(configured === undefined ? [] : [t('The setting http.proxy of git counts too.')]),
      ],
      modeKnown: true,
    };
  },
};
