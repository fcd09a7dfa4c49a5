/**
 * How far a name can be trusted to announce a secret.
 * `header`: an HTTP header whose whole value is secret. `strong`: the value is secret whatever it looks like.
 * `token`: secret unless it is too short. `weak`: secret only when it looks like one, or in a URL's query.
 */
export type SecretName = 'header' | 'strong' | 'token' | 'weak';

const headers = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'xapikey',
  'apikey',
  'xgoogapikey',
  'xauthtoken',
  'xaccesstoken',
  'xamzsecuritytoken',
  'xgatehousetoken',
]);

const strongEndings =
  /(apikey|accesskey|accesskeyid|secretkey|privatekey|subscriptionkey|secret|password|passwd|passphrase|pwd)$/;

/** Judges a name as it is spelt in code, environment, headers, JSON or a query; undefined for an ordinary one. */
export function secretName(name: string): SecretName | undefined {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  // `apikey` is a variable or parameter like others, and `--api-key` a flag; as `api-key` it is Azure's header.
  if (headers.has(plain) && /^[a-z]/i.test(name) && (plain !== 'apikey' || name.includes('-'))) return 'header';
  if (strongEndings.test(plain)) return 'strong';
  if (plain === 'pass' || name.endsWith('_auth') || name.endsWith('_PASS')) return 'strong';
  if (plain === 'token') return 'token';
  if (plain.endsWith('token')) return 'strong';
  // `cacheKey` and `primary_key` count, `monkey` does not.
  const last = /(?:^|[^A-Za-z]|[a-z](?=[A-Z]))(key|sig|signature|auth|Key|Sig|Signature|Auth|KEY|SIG)$/.exec(name);
  return last ? 'weak' : undefined;
}

/** True for what can be a credential by its look: long, without spaces, not a plain word. */
export function looksSecret(value: string): boolean {
  // The beginning decides, so that judging a value costs the same whatever its length.
  const beginning = value.slice(0, 200);
  return value.length >= 16 && /\d/.test(beginning) && !/\s/.test(beginning);
}

/**
 * Decides about a value by its name.
 *
 * @param inQuery the name stands behind `?` or `&`.
 * @param assigned the value is quoted or behind `=`, so that it is no prose.
 */
export function isSecretValue(kind: SecretName, value: string, inQuery: boolean, assigned: boolean): boolean {
  if (value === '' || /^(null|true|false|undefined|none)$/i.test(value)) return false;
  if (kind === 'header' || inQuery) return true;
  if (kind === 'strong') return true;
  if (kind === 'token') return assigned ? value.length >= 6 && !/\s/.test(value.slice(0, 200)) : looksSecret(value);
  return looksSecret(value);
}
