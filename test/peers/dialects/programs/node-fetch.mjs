// One request with Node's own fetch; the environment is that of the process.
try {
  await (await fetch(process.argv[2], { redirect: 'manual' })).text();
  console.log('ok');
} catch (error) {
  console.log(error.cause?.message ?? error.message);
}
process.exit(0);
