// A participant's system in JavaScript: subscribes, publishes and receives through the gateway.
//
//     HUB_KEY=seh_… node participant.js HOST:PORT PROTOS
//
// PROTOS is the folder of the contracts. Prints `subscription ID`, then `received SEQUENCE NEED EVENT` for each event, then `done`.
'use strict';

const assert = require('node:assert');
const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [target, protos] = process.argv.slice(2);
const SECONDS = 60;

function client(name) {
  const file = path.join(protos, 'socialenzyme/hub', name, 'v1', `${name}.proto`);
  const loaded = grpc.loadPackageDefinition(loader.loadSync(file, { defaults: true, enums: String, longs: Number, oneofs: true, includeDirs: [protos] }));
  const [service] = Object.entries(loaded.socialenzyme.hub[name].v1).filter(([key]) => key.endsWith('Service')).map(([, value]) => value);
  return new service(target, grpc.credentials.createInsecure());
}

const needs = client('needs');
const opportunities = client('opportunities');
const participants = client('participants');
const metadata = new grpc.Metadata();
metadata.set('authorization', `Bearer ${process.env.HUB_KEY}`);
const within = () => ({ deadline: Date.now() + SECONDS * 1000 });

const call = (on, method, request) => new Promise((resolve, reject) =>
  on[method](request, metadata, within(), (error, response) => error ? reject(error) : resolve(response)));

// One open Subscribe call; events wait until somebody takes them.
function open(subscriptionId, credits, cursor = '') {
  const stream = opportunities.subscribe(metadata, within());
  const events = [];
  let wake = () => {};
  let failure;
  stream.on('data', response => { if (response.event) { events.push(response.event); wake(); } });
  stream.on('error', error => { failure = error; wake(); });
  const ended = new Promise(resolve => stream.on('status', resolve));
  stream.write({ start: { subscriptionId, credits, cursor } });
  return {
    send: message => stream.write(message),
    async take(count) {
      while (events.length < count) {
        if (failure) throw failure;
        await new Promise(resolve => { wake = resolve; });
      }
      return events.splice(0, count);
    },
    // Ends in good order: our side first, then whatever the hub still says.
    async close() {
      stream.end();
      assert.strictEqual((await ended).code, grpc.status.OK);
      assert.strictEqual(events.length, 0, 'more came than there were credits for');
    },
  };
}

async function publish(title) {
  const content = { title, description: 'Fra en forenings værktøj i JavaScript.', category: 'skole', scope: 'NEED_SCOPE_LOCAL', municipality: '0101' };
  return (await call(needs, 'publishNeed', { content })).need.id;
}

const ids = events => events.map(event => event.id);

async function main() {
  const me = (await call(participants, 'getParticipant', {})).participant.id;
  const made = await call(opportunities, 'createSubscription', {
    name: 'JavaScript', channel: 'CHANNEL_GRPC', filter: { publisher: { values: [me] } } });
  const subscription = made.subscription.id;
  console.log('subscription', subscription);

  const stream = open(subscription, 2);
  const published = [await publish('Behov 0'), await publish('Behov 1'), await publish('Behov 2')];
  const events = await stream.take(2);
  stream.send({ acknowledgement: { cursor: events[1].cursor } });
  stream.send({ credits: { credits: 1 } });
  events.push(...await stream.take(1));
  await stream.close();
  for (const event of events) console.log('received', Number(event.sequence), event.subject.replace('needs/', ''), event.id);

  let again = open(subscription, 1);
  assert.deepStrictEqual(ids(await again.take(1)), ids(events.slice(2)), 'not what comes after the acknowledgement');
  await again.close();
  again = open(subscription, 2, events[0].cursor);
  assert.deepStrictEqual(ids(await again.take(2)), ids(events.slice(1)), 'not what comes after the cursor');
  await again.close();
  assert.deepStrictEqual(events.map(event => event.subject).sort(), published.map(need => `needs/${need}`).sort());

  await assert.rejects(publish(''), refused => {
    assert.strictEqual(refused.code, grpc.status.INVALID_ARGUMENT);
    assert.deepStrictEqual(refused.metadata.get('problem-code'), ['invalid-fields']);
    return true;
  });
  console.log('done');
  for (const each of [needs, opportunities, participants]) each.close();
}

main().catch(error => { console.error(error); process.exit(1); });
