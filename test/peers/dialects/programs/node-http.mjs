// One request with Node's own http or https module; the environment is that of the process. With the folder of
// global-agent behind the URL, that library is started first.
import { createRequire } from 'node:module';
import * as path from 'node:path';
import http from 'node:http';
import https from 'node:https';

const [folder, url] = process.argv.length > 3 ? process.argv.slice(2) : [undefined, process.argv[2]];
try {
  if (folder) createRequire(path.resolve(folder, 'package.json'))('global-agent').bootstrap();
  const { get } = url.startsWith('https:') ? https : http;
  await new Promise((resolve, reject) => {
    get(url, { timeout: 5000 }, (response) => response.resume().on('end', resolve)).on('error', reject);
  });
  console.log('ok');
} catch (error) {
  console.log(error.message);
}
process.exit(0);
