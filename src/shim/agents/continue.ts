import { t } from '@vscode/l10n';
import type { Agent } from './agent.ts';
import type { Entry } from './formats/entry-format.ts';
import { ownModels, yamlModels } from './formats/yaml-models.ts';

/**
 * `requestOptions` of each model, which go before variables. Models that come from elsewhere (`uses`) have theirs there.
 * `caBundlePath` is beside the roots that are there (packages/fetch, getAgentOptions.ts).
 */
export const continueDev: Agent = {
  id: 'continue',
  title: 'Continue',
  programs: ['cn'],
  extensions: ['continue.continue'],
  source: 'docs.continue.dev, "config.yaml Reference", requestOptions of models; its CLI 1.5.47',
  way: 'file',
  file: ({ environment, home, join }) => join(environment['CONTINUE_GLOBAL_DIR'] || join(home, '.continue'), 'config.yaml'),
  format: yamlModels,
  entries: ({ proxy, noProxy, bundleFile }, text) =>
    ownModels(text).flatMap((index): Entry[] => {
      const at = ['models', String(index), 'requestOptions'];
      const bundle = bundleFile !== null && yamlModels.read(text, [...at, 'caBundlePath']) === undefined;
      return [
        { key: [...at, 'proxy'], value: proxy },
        { key: [...at, 'noProxy'], value: noProxy.split(',') },
        ...(bundle ? [{ key: [...at, 'caBundlePath'], value: bundleFile }] : []),
      ];
    }),
  remarks: () => [t('Each model of this file gets it; models that are imported with "uses" keep their own settings.')],
};
