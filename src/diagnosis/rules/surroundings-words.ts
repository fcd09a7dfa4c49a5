import { t } from '@vscode/l10n';
import type { ContainerKind, Surroundings } from '../../path/surroundings.ts';

/** What a process runs in, for people: `WSL (Ubuntu)`, `Docker container`; none on a plain machine. */
export function surroundingNames({ container, wsl }: Surroundings): string[] {
  return [
    ...(container ? [containerName(container)] : []),
    ...(wsl ? [wsl.distribution ? t('WSL ({0})', wsl.distribution) : 'WSL'] : []),
  ];
}

function containerName(kind: ContainerKind): string {
  const names: Readonly<Record<ContainerKind, string>> = {
    codespace: t('codespace'),
    'dev-container': t('dev container'),
    docker: t('Docker container'),
    podman: t('Podman container'),
  };
  return names[kind];
}
