// Loaded into the server with --import: gives each extension host that it forks the variables in the file that
// GATEHOUSE_HOST_ENVIRONMENT names, as they are at that moment. So one server serves many environments.
import childProcess from 'node:child_process';
import fs from 'node:fs';
import module from 'node:module';

const fork = childProcess.fork;
childProcess.fork = (program, args, options) => {
  if (!args?.includes('--type=extensionHost')) return fork(program, args, options);
  const added = JSON.parse(fs.readFileSync(process.env.GATEHOUSE_HOST_ENVIRONMENT, 'utf8'));
  return fork(program, args, { ...options, env: { ...options?.env, ...added } });
};
module.syncBuiltinESMExports();
