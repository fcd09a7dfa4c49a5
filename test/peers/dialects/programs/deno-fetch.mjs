// One request with Deno's fetch, which reads the environment once.
try {
  await (await fetch(Deno.args[0], { redirect: 'manual' })).text();
  console.log('ok');
} catch (error) {
  console.log(error.message);
}
