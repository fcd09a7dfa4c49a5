/** A process of the shim that never gets ready: it runs while a file that it makes in its folder is there. */
import * as fs from 'node:fs';

fs.writeFileSync('begun', '');
const timer = setInterval(() => {
  if (!fs.existsSync('begun')) clearInterval(timer);
}, 20);
