/** Runs inside the extension host: wakes the extensions it is told to, one by one, and writes each one's time in ms. */
const fs = require('node:fs');
const { extensions } = require('vscode');

exports.run = async () => {
  const result = {};
  for (const id of process.env.GATEHOUSE_BENCH_EXTENSIONS.split(',')) {
    const extension = extensions.getExtension(id);
    if (!extension || extension.isActive) {
      fs.writeFileSync(
        process.env.GATEHOUSE_HOST_RESULT,
        JSON.stringify({ couldNotRun: `${id} is ${extension ? 'awake already' : 'not there'}` }),
      );
      return;
    }
    // The work of start-up, and what the one before set off in the window, would be counted in; let it settle.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const beganMs = performance.now();
    await extension.activate();
    result[id] = performance.now() - beganMs;
  }
  fs.writeFileSync(process.env.GATEHOUSE_HOST_RESULT, JSON.stringify(result));
};
