/** A configuration of so many rows: mostly domains, as long lists are; a few of everything else. */
export function longConfiguration(count: number): string {
  const lines = ['mixed-port: 17890', 'proxies:'];
  for (let index = 0; index < 200; index++) lines.push(`  - { name: '🇭🇰 node ${index}', type: socks5, server: 127.0.0.1, port: ${10_000 + index}, udp: true }`);
  lines.push('proxy-groups:', "  - { name: PROXY, type: select, proxies: ['🇭🇰 node 0', '🇭🇰 node 1', DIRECT] }", 'rules:');
  for (let index = 0; index < count - 1; index++) lines.push(`  - ${row(index)}`);
  lines.push('  - MATCH,PROXY', '');
  return lines.join('\n');
}

function row(index: number): string {
  switch (index % 20) {
    case 0: return `DOMAIN,host${index}.example.com,PROXY`;
    case 1: return `IP-CIDR,10.${index % 256}.${(index >> 8) % 256}.0/24,DIRECT,no-resolve`;
    case 2: return index % 100 === 2 ? `DOMAIN-KEYWORD,word${index},PROXY` : `DOMAIN-SUFFIX,s${index}.net,DIRECT`;
    case 3: return `'DOMAIN-SUFFIX,quoted${index}.org,PROXY' # a comment`;
    case 4: return index % 1_000 === 4 ? `AND,((NETWORK,udp),(DST-PORT,443),(DOMAIN-SUFFIX,q${index}.com)),REJECT` : `DOMAIN-SUFFIX,t${index}.io,PROXY`;
    default: return `DOMAIN-SUFFIX,name${index}.example${index % 97}.com,${index % 2 === 0 ? 'PROXY' : 'DIRECT'}`;
  }
}
