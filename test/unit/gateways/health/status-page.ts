/** What a well status page in Statuspage's form hands out. */
export function statusPageBody(host: string, indicator: 'none' | 'critical' = 'none'): string {
  const status = indicator === 'none' ? 'operational' : 'major_outage';
  return JSON.stringify({
    page: { id: 'x', name: 'Test', url: `https://${host}`, updated_at: '2026-11-29T00:00:00Z', time_zone: 'Etc/UTC' },
    status: { indicator, description: indicator === 'none' ? 'All Systems Operational' : 'Major Outage' },
    components: [{ id: '1', name: 'API', status, group: false, created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' }],
    incidents: [],
    scheduled_maintenances: [],
  });
}
