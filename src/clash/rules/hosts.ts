import { parseAddress } from './address.ts';
import { splitDomain } from './domain-set.ts';
import type { HostsAnswer } from './question.ts';

/** A value of `hosts`: addresses, one of which is taken, another name, or what this text does not tell. */
type HostsValue = { readonly addresses: readonly string[] } | { readonly name: string } | { readonly unknown: true };

interface Branch {
  value: HostsValue | undefined;
  readonly children: Map<string, Branch>;
}

/**
 * The `hosts` of a configuration as the core asks them before the rules (core: component/resolver/host.go,
 * component/trie): exact names before `*`, that before `+.` and `.`; a name that stands for another is followed.
 * The system's own hosts file is not known here.
 */
export class Hosts {
  private readonly root: Branch = { value: undefined, children: new Map() };

  /** @param hosts The map as it is written. */
  constructor(hosts: unknown) {
    this.add('localhost', { addresses: ['127.0.0.1'] });
    if (typeof hosts !== 'object' || hosts === null || Array.isArray(hosts)) return;
    for (const [name, value] of Object.entries(hosts)) {
      const read = readValue(value);
      if (read) this.add(name, read);
    }
  }

  ask(name: string): HostsAnswer {
    const alias = this.aliasOf(name);
    const asked = alias ?? name;
    let value = this.search(asked);
    for (let steps = 0; value && 'name' in value && steps < 32; steps++) value = this.search(value.name);
    if (!value || 'name' in value) return { name: asked, addresses: [] };
    return { name: asked, addresses: 'unknown' in value ? undefined : value.addresses };
  }

  /** What the name is replaced by before the rules see it: the first name that it stands for. */
  private aliasOf(name: string): string | undefined {
    const value = this.search(name);
    return value && 'name' in value ? value.name : undefined;
  }

  private add(name: string, value: HostsValue): void {
    const labels = splitDomain(name);
    if (!labels) return;
    const [first] = labels;
    if (first === '+') {
      this.insert(labels.slice(1), value);
      this.insert(['', ...labels.slice(1)], value);
    } else {
      this.insert(labels, value);
    }
  }

  private insert(labels: readonly string[], value: HostsValue): void {
    let branch = this.root;
    for (const label of labels.toReversed()) {
      let child = branch.children.get(label);
      if (!child) branch.children.set(label, (child = { value: undefined, children: new Map() }));
      branch = child;
    }
    branch.value = value;
  }

  private search(name: string): HostsValue | undefined {
    const labels = splitDomain(name);
    return labels && labels[0] !== '' ? find(this.root, labels, labels.length)?.value : undefined;
  }
}

function find(branch: Branch, labels: readonly string[], left: number): Branch | undefined {
  if (left === 0) return branch;
  for (const label of [labels[left - 1] ?? '', '*']) {
    const child = branch.children.get(label);
    const found = child && find(child, labels, left - 1);
    if (found?.value) return found;
  }
  return branch.children.get('');
}

function readValue(value: unknown): HostsValue | undefined {
  const list = (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string' || typeof each === 'number').map(String);
  const [first] = list;
  if (first === undefined) return undefined;
  if (list.length === 1 && first === 'lan') return { unknown: true };
  if (list.length > 1 || parseAddress(first)) return { addresses: list };
  return { name: first.replace(/^\.+|\.+$/g, '') };
}
