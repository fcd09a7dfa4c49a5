import * as net from 'node:net';
import ipaddr from 'ipaddr.js';
import { fakeIpPool } from '../../path/fake-ip.ts';

/** Why a target is not reached through the shim unless somebody allows it. */
export type GuardedKind = 'loopback' | 'metadata' | 'private' | 'link-local' | 'special';

/**
 * Names of services that hand a machine's own credentials to whoever asks from it (docs of Google Cloud, Azure, Oracle
 * and Alibaba Cloud), and names of this machine.
 */
const metadataNames = new Set(['metadata', 'metadata.google.internal', 'metadata.goog', 'instance-data', 'instance-data.ec2.internal', 'metadata.azure.internal', 'metadata.oraclecloud.com', 'metadata.tencentyun.com']);

/** This machine in the hosts files of the usual systems. A proxy on this machine would resolve them as well. */
const loopbackNames = new Set(['localhost', 'localhost4', 'localhost6', 'localhost.localdomain', 'localhost4.localdomain4', 'localhost6.localdomain6', 'ip6-localhost', 'ip6-loopback']);

/** AWS, Google, Azure, Oracle; AWS over IPv6; AWS ECS; Alibaba Cloud; Azure's wire server. */
const metadataAddresses = new Set(['169.254.169.254', 'fd00:ec2::254', '169.254.170.2', '169.254.170.23', 'fd00:ec2::23', '100.100.100.200', '168.63.129.16', '192.0.0.192']);

const localNat64 = ipaddr.parseCIDR('64:ff9b:1::/48');

/**
 * Whether a name is guarded by itself, before it is resolved. Pure.
 *
 * @param host canonical: lower case, without brackets and last dot.
 */
export function guardedName(host: string): GuardedKind | undefined {
  if (net.isIP(host) !== 0) return guardedAddress(host);
  if (host.endsWith('.localhost') || loopbackNames.has(host)) return 'loopback';
  return metadataNames.has(host) ? 'metadata' : undefined;
}

/** Whether an address is guarded. Addresses that stand for names behind a Clash core (fake-ip) are not. Pure. */
export function guardedAddress(text: string): GuardedKind | undefined {
  if (!ipaddr.isValid(text)) return 'special';
  const address = ipaddr.process(text.replace(/%.*$/, ''));
  const plain = address.toNormalizedString();
  if (metadataAddresses.has(address.toString()) || metadataAddresses.has(plain)) return 'metadata';
  const inner = address.kind() === 'ipv6' ? embedded(address as ipaddr.IPv6) : undefined;
  if (inner !== undefined) return guardedAddress(inner);
  if (fakeIpPool(text)) return undefined;
  // NAT64 of somebody's own (RFC 8215): where the address stands in it is for them to know.
  if (address.kind() === 'ipv6' && address.match(localNat64)) return 'special';
  switch (address.range()) {
    case 'unicast':
      return undefined;
    case 'loopback':
    case 'unspecified':
      // 0.0.0.0 and :: reach this machine, too.
      return 'loopback';
    case 'private':
    case 'uniqueLocal':
    case 'carrierGradeNat':
      return 'private';
    case 'linkLocal':
      return 'link-local';
    default:
      return 'special';
  }
}

/** The IPv4 address inside an IPv6 one: NAT64 (RFC 6052), 6to4 (RFC 3056); mapped ones are unwrapped already. */
function embedded(address: ipaddr.IPv6): string | undefined {
  const { parts } = address;
  const v4 = (high = 0, low = 0): string => `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
  if (parts[0] === 0x64 && parts[1] === 0xff9b && parts.slice(2, 6).every((part) => part === 0)) return v4(parts[6], parts[7]);
  if (parts[0] === 0x2002) return v4(parts[1], parts[2]);
  // ::a.b.c.d, deprecated, still dialled by some systems (RFC 4291, 2.5.5.1).
  if (parts.slice(0, 6).every((part) => part === 0) && (parts[6] ?? 0) > 0) return v4(parts[6], parts[7]);
  return undefined;
}
