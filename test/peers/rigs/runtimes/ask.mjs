// Node: asks every URL given; the server says who came through.
import * as https from 'node:https';

await Promise.all(
  process.argv.slice(2).map(
    (url) =>
      new Promise((resolve) => {
        const request = https.get(url, { timeout: 5_000, agent: false }, (answer) => answer.resume().on('end', resolve));
        request.on('timeout', () => request.destroy());
        request.on('error', resolve);
      }),
  ),
);
