/** apify/proxy-chain as its readme starts it, without a password, from the folder given. */
const path = require('node:path');
const { createRequire } = require('node:module');

const { Server } = createRequire(path.join(process.argv[2], 'package.json'))('proxy-chain');
const server = new Server({ port: 0, host: '127.0.0.1', prepareRequestFunction: () => ({ requestAuthentication: false }) });
server.listen(() => console.log(JSON.stringify({ port: server.port })));
