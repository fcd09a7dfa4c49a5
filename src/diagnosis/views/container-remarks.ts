import { t } from '@vscode/l10n';
import type { ProxySettings, ToolSetting } from '../../path/proxy-settings.ts';
import { isReference, variableOf } from '../rules/effective-entries.ts';
import { listed, toolPlace } from '../rules/wording.ts';

/** Inside a container: which variables of devcontainer.json got here, and which were lost. */
export function containerRemarks({ environments, surroundings, agents }: ProxySettings): string[] {
  const here = environments.find(({ context }) => context === 'this-process')?.variables;
  if (!surroundings?.container || !here) return [];
  const entries = devcontainerEntries(agents);
  const arrived = (entry: ToolSetting): boolean => {
    // null in `remoteEnv` takes a variable away, which leaves as much as an empty one.
    const value = here[variableOf(entry)] ?? '';
    return isReference(entry.value) ? value !== '' : value === entry.value;
  };
  const places = (some: readonly ToolSetting[]): string => listed(some.map((entry) => t('{0} in {1}', entry.name, toolPlace(entry))));
  const [came, lost] = [entries.filter(arrived), entries.filter((entry) => !arrived(entry))];
  return [
    ...(came.length > 0 ? [t('Set for this container: {0}.', places(came))] : []),
    ...(lost.length > 0
      ? [t('Set for this container and not so here: {0}. containerEnv counts when the container is built anew, remoteEnv when the editor connects again; a reference is empty where the local side has no such variable.', places(lost))]
      : []),
  ];
}

/**
 * How the two places that give containers a proxy go together: the Docker client adds what its file names unless the
 * container's own settings have that variable (docker/cli cli/config/configfile/file.go, ParseProxyConfig), and a dev
 * container's `containerEnv` is among those.
 */
export function containerSources({ tools, agents }: Pick<ProxySettings, 'tools' | 'agents'>): string[] {
  const docker = tools.filter(({ tool }) => tool === 'docker');
  const devcontainer = devcontainerEntries(agents);
  const names = (some: readonly ToolSetting[]): string => listed([...new Set(some.map(({ name }) => name))]);
  if (docker.length > 0 && devcontainer.length > 0) {
    return [
      t(
        'A dev container started from here gets {0} from the Docker client, and {1} from devcontainer.json; where both set a variable, devcontainer.json wins.',
        names(docker),
        names(devcontainer),
      ),
    ];
  }
  if (docker.length > 0) return [t('Containers started from here, dev containers among them, get {0} from the Docker client as variables in both cases.', names(docker))];
  return [];
}

function devcontainerEntries(agents: ProxySettings['agents']): ToolSetting[] {
  return (agents ?? []).filter(({ tool, meaning }) => tool === 'devcontainer' && meaning !== 'key' && meaning !== 'clock');
}
