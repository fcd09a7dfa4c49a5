/**
 * Runs inside the extension host: for how long the event loop is held while a diagnosis runs, in turn with an idle host
 * and with one request of the editor's own stacks to the same place. The first diagnosis also loads the room, and is the
 * first to make the editor read its roots. Writes every run's gaps in ms.
 */
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const path = require('node:path');
const vscode = require('vscode');

const settleMs = 2_000;
const idleMs = 1_500;

exports.run = async () => {
  const { GATEHOUSE_HOST_RESULT: file, GATEHOUSE_BENCH_RUNS: runs, GATEHOUSE_BENCH_PROFILES: profiles } = process.env;
  const write = (result) => fs.writeFileSync(file, JSON.stringify(result));
  try {
    const extension = vscode.extensions.getExtension('gatehouse.gatehouse');
    await extension.activate();
    await pause(settleMs);
    const results = [];
    for (let index = 0; index < Number(runs); index++) {
      const idle = await watched(() => pause(idleMs));
      const profile = profiles && index < 2 ? await profiler(path.join(profiles, `${process.pid}-${index}.cpuprofile`)) : undefined;
      const busy = await watched(() => vscode.commands.executeCommand('gatehouse.diagnose'));
      await profile?.end();
      await pause(500);
      // Giving roots to a connection is the editor's doing, whoever asks (microsoft/vscode-proxy-agent).
      const editor = await watched(() => requests(process.env.GATEHOUSE_BENCH_URL));
      // Only times leave the host.
      const report = busy.value;
      results.push({
        cold: index === 0,
        state: report?.verdict.state ?? 'none',
        totalMs: report?.durationMs ?? null,
        slowestProbeMs: report ? Math.max(...report.probes.map(({ durationMs }) => durationMs)) : null,
        idle: idle.gaps,
        editor: editor.gaps,
        busy: busy.gaps,
      });
      await pause(500);
    }
    write({ results });
  } catch (error) {
    write({ couldNotRun: String(error?.stack ?? error) });
  }
};

/** One request by the patched module and one by the patched fetch, as any extension might send them. */
async function requests(url) {
  const { get } = url.startsWith('https:') ? https : http;
  await new Promise((resolve) => {
    const request = get(`${url}/models`, { agent: false }, (response) => {
      response.resume();
      response.once('close', resolve);
    });
    request.once('error', resolve);
  });
  await fetch(`${url}/models`).then((response) => response.text(), () => undefined);
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * How late a timer of 1 ms came, each time, while `work` went on; the longest first, the longest 20 of them. Beside each
 * what this thread computed meanwhile, and for how long it could have and another program had the processor; the rest is
 * a call that waits.
 */
async function watched(work) {
  const gaps = [];
  let last = performance.now();
  let computed = cpuMs();
  let queued = queuedMs();
  let timer;
  const tick = () => {
    const now = performance.now();
    const cpu = cpuMs();
    const waited = queuedMs();
    gaps.push({ heldMs: now - last - 1, cpuMs: cpu - computed, queuedMs: waited - queued });
    last = now;
    queued = waited;
    computed = cpu;
    timer = setTimeout(tick, 1);
  };
  timer = setTimeout(tick, 1);
  const value = await work();
  // The end of the work may itself have held the loop; one more turn sees that.
  await pause(5);
  clearTimeout(timer);
  return { value, gaps: gaps.sort((a, b) => b.heldMs - a.heldMs).slice(0, 20) };
}

/** What this thread has computed so far, in ms; the editor's Node can tell (22.19 and later). */
function cpuMs() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** How long this thread has waited for a processor so far, in ms; only Linux tells (kernel.org, sched-stats). */
function queuedMs() {
  try {
    return Number(fs.readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

async function profiler(file) {
  const { Session } = require('node:inspector/promises');
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 500 });
  await session.post('Profiler.start');
  return {
    async end() {
      const { profile } = await session.post('Profiler.stop');
      fs.writeFileSync(file, JSON.stringify(profile));
      session.disconnect();
    },
  };
}
