/**
 * The functions a PAC script may call, as the text of a script of their own: they run beside the PAC script, in the
 * same context, and nothing of this process is in reach from there. They behave as Chromium's do, oddities included
 * (services/proxy_resolver/pac_js_library.h and proxy_resolver_v8.cc): `shExpMatch` is a regular expression in which
 * only `.`, `*` and `?` are replaced, `dnsDomainIs` compares ends without a look at dots, a time of day without seconds
 * begins at the seconds of now.
 *
 * Names are never resolved here. `known(name)` gives the addresses that the caller already has; for a name it does not
 * have it takes note and throws, and the caller runs the script again when it has them. `own` is the list of this
 * machine's addresses.
 */
export const pacLibrary = String.raw`
function alert(message) { try { String(message); } catch (error) {} }
function dnsDomainIs(host, domain) {
  return host.length >= domain.length && host.substring(host.length - domain.length) == domain;
}
function dnsDomainLevels(host) { return host.split('.').length - 1; }
function localHostOrDomainIs(host, domain) { return host == domain || domain.lastIndexOf(host + '.', 0) == 0; }
function shExpMatch(url, pattern) {
  pattern = pattern.replace(/\./g, '\\.').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp('^' + pattern + '$').test(url);
}
function isPlainHostName(host) {
  if (typeof host !== 'string') throw new TypeError('Requires 1 string parameter');
  return host.indexOf('.') < 0 && !literal(host);
}
function isValidIpAddress(text) {
  var found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  return found != null && !(found[1] > 255 || found[2] > 255 || found[3] > 255 || found[4] > 255);
}
function convert_addr(text) {
  var bytes = text.split('.');
  return [0, 1, 2, 3].reduce(function (sum, i) { return (sum << 8) | (bytes[i] & 0xff); }, 0);
}
function isInNet(host, network, mask) {
  if (!isValidIpAddress(network) || !isValidIpAddress(mask)) return false;
  if (!isValidIpAddress(host)) {
    host = dnsResolve(host);
    if (host == null) return false;
  }
  var bits = convert_addr(mask);
  return (convert_addr(host) & bits) == (convert_addr(network) & bits);
}
function isResolvable(host) { return dnsResolve(host) != null; }
function isResolvableEx(host) { return dnsResolveEx(host) != ''; }
function dnsResolve(host) {
  if (typeof host !== 'string') return null;
  var found = known(host).filter(function (one) { return one.indexOf(':') < 0; });
  return found.length > 0 ? found[0] : null;
}
function dnsResolveEx(host) { return typeof host === 'string' ? known(host).join(';') : undefined; }
function myIpAddress() { return own.length > 0 ? own[0] : '127.0.0.1'; }
function myIpAddressEx() { return own.join(';'); }
function isInNetEx(address, prefix) {
  if (typeof address !== 'string' || typeof prefix !== 'string') return null;
  var parts = prefix.split('/'), bytes = literal(address), network = parts.length == 2 ? literal(parts[0]) : undefined;
  if (!bytes || !network || !/^\d+$/.test(parts[1])) return false;
  var bits = Number(parts[1]);
  if (bits > network.length * 8) return false;
  if (bytes.length != network.length) {
    if (network.length == 4) bits += 96;
    bytes = mapped(bytes);
    network = mapped(network);
  }
  for (var i = 0; i < bytes.length && bits > 0; i++, bits -= 8) {
    var ignored = bits >= 8 ? 0 : 8 - bits;
    if (bytes[i] >> ignored != network[i] >> ignored) return false;
  }
  return true;
}
function sortIpAddressList(list) {
  if (typeof list !== 'string' || /[^\x00-\x7f]/.test(list)) return null;
  var texts = list.replace(/[ \t]/g, '').split(';').filter(Boolean);
  var entries = texts.map(function (text) { return { text: text, bytes: literal(text) }; });
  if (entries.length == 0 || entries.some(function (entry) { return !entry.bytes; })) return false;
  entries.sort(function (a, b) {
    if (a.bytes.length != b.bytes.length) return b.bytes.length - a.bytes.length;
    for (var i = 0; i < a.bytes.length; i++) if (a.bytes[i] != b.bytes[i]) return a.bytes[i] - b.bytes[i];
    return 0;
  });
  return entries.map(function (entry) { return entry.text; }).join(';');
}
var wdays = { SUN: 0, MON: 1, TUE: 2, WED: 3, THU: 4, FRI: 5, SAT: 6 };
var months = { JAN: 0, FEB: 1, MAR: 2, APR: 3, MAY: 4, JUN: 5, JUL: 6, AUG: 7, SEP: 8, OCT: 9, NOV: 10, DEC: 11 };
function weekdayRange(first, second) {
  var count = arguments.length;
  if (count < 1) return false;
  var now = new Date(), gmt = arguments[count - 1] == 'GMT';
  if (gmt) count--;
  var today = gmt ? now.getUTCDay() : now.getDay();
  var from = position(first, wdays), to = count == 2 ? position(second, wdays) : from;
  if (from == -1 || to == -1) return false;
  return from <= to ? from <= today && today <= to : to >= today || today >= from;
}
function dateRange() {
  var count = arguments.length;
  if (count < 1) return false;
  var now = new Date(), gmt = arguments[count - 1] == 'GMT';
  if (gmt) count--;
  if (count == 1) {
    var only = parseInt(arguments[0]);
    var part = isNaN(only) ? 'Month' : only < 32 ? 'Date' : 'FullYear';
    return now[(gmt ? 'getUTC' : 'get') + part]() == (isNaN(only) ? position(arguments[0], months) : only);
  }
  var year = now.getFullYear(), from = new Date(year, 0, 1, 0, 0, 0), to = new Date(year, 11, 31, 23, 59, 59);
  var half = count >> 1, daysOnly = false;
  for (var i = 0; i < count; i++) {
    var edge = i < half ? from : to, value = parseInt(arguments[i]);
    if (isNaN(value)) edge.setMonth(position(arguments[i], months));
    else if (value >= 32) edge.setFullYear(value);
    else {
      if (i < half) daysOnly = count <= 2;
      edge.setDate(value);
    }
  }
  if (daysOnly) {
    from.setMonth(now.getMonth());
    to.setMonth(now.getMonth());
  }
  if (gmt) shiftToUtc(now);
  return from <= to ? from <= now && now <= to : to >= now || now >= from;
}
function timeRange() {
  var count = arguments.length;
  if (count < 1) return false;
  var now = new Date(), gmt = arguments[count - 1] == 'GMT';
  if (gmt) count--;
  var hour = gmt ? now.getUTCHours() : now.getHours(), from = new Date(), to = new Date();
  if (count == 1) return hour == arguments[0];
  if (count == 2) return arguments[0] <= hour && hour <= arguments[1];
  if (count != 4 && count != 6) throw 'timeRange: bad number of arguments';
  var half = count >> 1;
  if (count == 6) {
    from.setSeconds(arguments[2]);
    to.setSeconds(arguments[5]);
  }
  from.setHours(arguments[0]);
  from.setMinutes(arguments[1]);
  to.setHours(arguments[half]);
  to.setMinutes(arguments[half + 1]);
  if (count == 4) to.setSeconds(59);
  if (gmt) shiftToUtc(now);
  return from <= to ? from <= now && now <= to : to >= now || now >= from;
}
function position(name, names) { return name in names ? names[name] : -1; }
function shiftToUtc(date) {
  ['FullYear', 'Month', 'Date', 'Hours', 'Minutes', 'Seconds'].forEach(function (part) {
    date['set' + part](date['getUTC' + part]());
  });
}
function mapped(bytes) { return bytes.length == 4 ? [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255].concat(bytes) : bytes; }
function literal(text) { return text.indexOf(':') < 0 ? literal4(text) : literal6(text); }
function literal4(text) {
  var parts = text.replace(/\.$/, '').split('.'), bytes = [];
  if (parts.length > 4) return undefined;
  for (var i = 0; i < parts.length; i++) {
    if (!/^(?:0x[\da-f]*|0[0-7]*|[1-9]\d*)$/i.test(parts[i])) return undefined;
    var hexadecimal = /^0x/i.test(parts[i]), octal = parts[i].charAt(0) == '0';
    var value = hexadecimal ? parseInt(parts[i].slice(2) || '0', 16) : parseInt(parts[i], octal ? 8 : 10);
    var room = i < parts.length - 1 ? 1 : 5 - parts.length;
    if (!(value < Math.pow(256, room))) return undefined;
    for (var j = room - 1; j >= 0; j--) bytes.push(Math.floor(value / Math.pow(256, j)) % 256);
  }
  return bytes;
}
function literal6(text) {
  var dotted = /^(.*:)(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})$/.exec(text);
  if (dotted) {
    var four = isValidIpAddress(dotted[2]) ? literal4(dotted[2]) : undefined;
    if (!four) return undefined;
    text = dotted[1] + (four[0] * 256 + four[1]).toString(16) + ':' + (four[2] * 256 + four[3]).toString(16);
  }
  var halves = text.split('::');
  if (halves.length > 2) return undefined;
  var lists = halves.map(function (half) { return half == '' ? [] : half.split(':'); });
  var missing = 8 - lists.reduce(function (sum, list) { return sum + list.length; }, 0);
  if (halves.length == 2 ? missing < 1 : missing != 0) return undefined;
  var groups = halves.length == 2 ? lists[0].concat(Array(missing).fill('0'), lists[1]) : lists[0];
  if (!groups.every(function (group) { return /^[\da-f]{1,4}$/i.test(group); })) return undefined;
  return groups.reduce(function (bytes, group) {
    var value = parseInt(group, 16);
    return bytes.concat(value >> 8, value & 255);
  }, []);
}
`;

/** What of the above a PAC script sees as its globals. */
export const pacLibraryNames: readonly string[] = [
  'alert', 'dnsDomainIs', 'dnsDomainLevels', 'localHostOrDomainIs', 'shExpMatch', 'isPlainHostName', 'isValidIpAddress',
  'convert_addr', 'isInNet', 'isResolvable', 'isResolvableEx', 'dnsResolve', 'dnsResolveEx', 'myIpAddress',
  'myIpAddressEx', 'isInNetEx', 'sortIpAddressList', 'wdays', 'months', 'weekdayRange', 'dateRange', 'timeRange',
];
