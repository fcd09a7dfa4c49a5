/** Whether an address of a listener can be reached from other machines: `0.0.0.0:9090`, `:9090`, `*:9090`, `[::]:9090` ... */
export function reachesOut(listen: string): boolean {
  const host = listen.trim().replace(/:\d*$/, '').replace(/^\[|\]$/g, '');
  return !/^(?:localhost|127(?:\.\d{1,3}){1,3}|::1)$/i.test(host);
}
