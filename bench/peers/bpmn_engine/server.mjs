// npm bpmn-engine behind HTTP: the state of a case is a file, written and synced before anybody is answered.
// node server.mjs PORT FOLDER MODEL TOKEN
import {randomUUID} from 'node:crypto';
import {open, readFile, rename} from 'node:fs/promises';
import {createServer} from 'node:http';
import {join} from 'node:path';
import {Engine} from 'bpmn-engine';

const [port, folder, model, token] = process.argv.slice(2);
const source = await readFile(model, 'utf8');

async function save(id, engine) {
  const file = join(folder, `${id}.json`);
  const handle = await open(`${file}.new`, 'w');
  try {
    await handle.writeFile(JSON.stringify(await engine.getState()));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}

async function start() {
  const id = randomUUID();
  const engine = new Engine({name: id, source});
  const execution = await engine.execute();
  await save(id, engine);
  execution.stop();
  return {id};
}

async function complete(id, answers) {
  const state = JSON.parse(await readFile(join(folder, `${id}.json`), 'utf8'));
  const engine = new Engine({name: id}).recover(state);
  const execution = await engine.resume();
  const [waiting] = execution.getPostponed().filter((each) => each.type === 'bpmn:UserTask');
  waiting.signal(answers);
  await save(id, engine);
  if (execution.state === 'running') execution.stop();
  return {id, state: execution.state};
}

async function body(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return parts.length ? JSON.parse(Buffer.concat(parts).toString()) : {};
}

async function answer(request) {
  if (request.headers.authorization !== `Bearer ${token}`) return [401, {}];
  const sent = await body(request);
  if (request.url === '/start') return [200, await start()];
  const [, id] = /^\/complete\/([0-9a-f-]{36})$/.exec(request.url) ?? [];
  return id ? [200, await complete(id, sent)] : [404, {}];
}

createServer(async (request, response) => {
  const [status, told] = await answer(request).catch((error) => [500, {error: String(error)}]);
  const text = JSON.stringify(told);
  response.writeHead(status, {'content-type': 'application/json', 'content-length': Buffer.byteLength(text)});
  response.end(text);
}).listen(Number(port), '127.0.0.1');
