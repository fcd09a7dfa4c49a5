/** The look of the report as a file: the reader's own light or dark, and the browser's own fonts. */
export const htmlStyle = [
  ':root{color-scheme:light dark;--line:#8884;--bad:#c72e0f;--warn:#9a6700;--good:#1a7f37;--calm:#0969da}',
  '@media(prefers-color-scheme:dark){:root{--bad:#f47067;--warn:#d29922;--good:#3fb950;--calm:#58a6ff}}',
  'body{font:15px/1.5 system-ui,sans-serif;margin:0;padding:24px}main{max-width:70rem;margin:auto}',
  'h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}h3{font-size:1rem;margin:.2rem 0}',
  '.verdict,.finding{border:1px solid var(--line);border-left:4px solid var(--calm);border-radius:6px;padding:.6rem 1rem;margin:.6rem 0}',
  '.verdict.down,.finding.error{border-left-color:var(--bad)}.verdict.degraded,.finding.warning{border-left-color:var(--warn)}',
  '.verdict.healthy{border-left-color:var(--good)}.sentence{font-size:1.1rem}',
  'p{margin:.3rem 0}.meta{opacity:.75;font-size:.9rem}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dd{margin:0}',
  'pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--line);border-radius:6px;padding:.6rem;font-size:.85rem}',
  '.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem}th,td{border:1px solid var(--line);padding:.25rem .5rem;text-align:left;overflow-wrap:anywhere}',
  'td.differs{outline:2px solid var(--warn);outline-offset:-2px}td.bad{color:var(--bad);font-weight:600}td.good{color:var(--good)}td.quiet{opacity:.65}',
  '.line{width:100%;table-layout:fixed}.line th{width:10rem}.number{width:6rem;text-align:right}.bar{display:block;height:.8rem;min-width:2px;background:var(--calm)}.bar.bad{background:var(--bad)}',
  'details{border-top:1px solid var(--line);padding:.4rem 0}summary{cursor:pointer}',
].join('');
