import { t } from '@vscode/l10n';
import type { FragmentForm } from '../fragment.ts';
import { headingLines } from '../heading.ts';
import { rowTexts } from '../rows.ts';
import { patternMembers, stableGroup } from '../stable-group.ts';
import type { FragmentWish } from '../wish.ts';
import { comments } from '../yaml-words.ts';

/** The name of the function that does the work; also tells that a script has it already. */
export const scriptFunction = 'gatehouseClashRows';

/**
 * A script of Clash Verge Rev: `main(config, profileName)` gives the configuration back (src-tauri/src/enhance/script.rs).
 * Clash Party and FlClash run the same.
 */
export const vergeScriptForm: FragmentForm = {
  id: 'verge-script',
  title: () => t('Clash Verge: Script'),
  about: () => t('For every profile of Clash Verge Rev at once: the global Script. Clash Party and FlClash take the same as a script of theirs.'),
  files: (wish) => [
    { holds: 'both', name: 'gateway-rows.js', language: 'javascript', text: `${scriptBody(wish)}\nfunction main(config, profileName) {\n  return ${scriptFunction}(config);\n}\n` },
  ],
};

/** The function alone, for a script that has a `main` of its own. Old JavaScript: the apps' engines are small ones. */
export function scriptBody(wish: FragmentWish, end = '\n'): string {
  const nodes = 'nodes' in wish.members ? wish.members.nodes : [];
  const pattern = Object.fromEntries(stableGroup({ ...wish, members: patternMembers(wish.members) }));
  const heading = comments(headingLines(wish, t('A script: it may run any number of times, and changes nothing where it finds no node.')), '\n', '//');
  const lines = `${heading}function ${scriptFunction}(config) {
  if (!config || typeof config !== 'object' || Array.isArray(config)) return config;
  var group = ${literal(pattern)};
  var rows = ${literal(rowTexts(wish.hosts, wish.group))};
  // In this order; a node that the profile does not have is passed over.
  var nodes = ${literal(nodes)};
  var listed = function (list) { return Array.isArray(list) ? list : []; };
  var nameOf = function (one) { return one && typeof one === 'object' ? one.name : undefined; };
  var names = listed(config.proxies).map(nameOf);
  var providers = Object.keys(config['proxy-providers'] || {});
  var found = nodes.filter(function (name) { return names.indexOf(name) >= 0; });
  // Without a single node the group would send the gateway direct.
  if (providers.length === 0 && (nodes.length > 0 ? found.length === 0 : names.length === 0)) return config;
  if (found.length > 0 && providers.length === 0) {
    ['include-all', 'filter', 'exclude-type', 'empty-fallback'].forEach(function (key) { delete group[key]; });
    group.proxies = found;
  }
  // A node of that name is a way of its own, and the core refuses a name that is there twice.
  if (names.indexOf(group.name) < 0) {
    config['proxy-groups'] = [group].concat(listed(config['proxy-groups']).filter(function (one) { return nameOf(one) !== group.name; }));
  }
  config.rules = rows.concat(listed(config.rules).filter(function (row) { return rows.indexOf(String(row).replace(/\\s*,\\s*/g, ',').trim()) < 0; }));
  return config;
}
`;
  return end === '\n' ? lines : lines.replaceAll('\n', end);
}

/** A value as JavaScript; two line separators of Unicode end a line there in older engines. */
function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
