// Asks a gRPC server for everything a client may meet, with @grpc/grpc-js, and over bare HTTP/2 what no client library would send.
//
//     node conformance.js HOST:PORT PROTO...
//
// Prints `ok name` or `FAIL name: reason` for each check.
'use strict';

const assert = require('node:assert');
const crypto = require('node:crypto');
const http2 = require('node:http2');
const path = require('node:path');
const zlib = require('node:zlib');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [target, ...protos] = process.argv.slice(2);
const MIB = 1024 * 1024;
const SERVICE = 'socialenzyme.hub.conformance.v1.ConformanceService';

function load(file) {
  const roots = protos.map(proto => path.dirname(proto));
  return grpc.loadPackageDefinition(loader.loadSync(file, { keepCase: true, defaults: true, longs: Number, includeDirs: roots }));
}

const named = name => protos.find(proto => proto.endsWith(name));
const { ConformanceService } = load(named('conformance.proto')).socialenzyme.hub.conformance.v1;
const { Health } = load(named('health.proto')).grpc.health.v1;
const v1 = load(named('v1/reflection.proto')).grpc.reflection.v1;
const v1alpha = load(named('v1alpha/reflection.proto')).grpc.reflection.v1alpha;

const options = { 'grpc.max_send_message_length': -1 };
const insecure = grpc.credentials.createInsecure();
const client = new ConformanceService(target, insecure, options);
const health = new Health(target, insecure);

const within = seconds => ({ deadline: Date.now() + seconds * 1000 });
const metadata = entries => {
  const made = new grpc.Metadata();
  for (const [key, value] of entries) made.add(key, value);
  return made;
};

// A call with one response: resolves to all that came back.
function call(method, request, { entries = [], seconds = 20, on = client } = {}) {
  return new Promise((resolve, reject) => {
    const result = {};
    const made = on[method](request, metadata(entries), within(seconds), (error, response) => {
      result.response = response;
      result.error = error;
      if (error) reject(Object.assign(error, { result }));
    });
    made.on('metadata', headers => { result.headers = headers; });
    made.on('status', status => { result.status = status; if (status.code === 0) setImmediate(() => resolve(result)); });
  });
}

// A call with many responses: resolves to the messages and the status, whatever it is.
function drain(stream) {
  return new Promise(resolve => {
    const messages = [];
    stream.on('data', message => messages.push(message));
    stream.on('error', () => {});
    stream.on('status', status => resolve({ messages, status }));
  });
}

const next = (stream, event = 'data') => new Promise((resolve, reject) => {
  // An error between two reads would otherwise end this process.
  if (stream.listenerCount('error') === 0) stream.on('error', () => {});
  stream.once('error', reject);
  stream.once(event, value => {
    stream.off('error', reject);
    resolve(value);
  });
});

function collect(messages, entries = []) {
  return new Promise((resolve, reject) => {
    const stream = client.Collect(metadata(entries), within(60), (error, response) => (error ? reject(error) : resolve(response)));
    const ended = new Promise(end => stream.once('status', end));
    (async () => {
      for (const message of messages) {
        if (!stream.write(message)) await Promise.race([ended, new Promise(drained => stream.once('drain', drained))]);
      }
      stream.end();
    })();
  });
}

async function fails(code, promise) {
  try {
    await promise;
  } catch (error) {
    assert.strictEqual(error.code, code, `status ${error.code} (${error.details})`);
    return error;
  }
  throw new Error(`succeeded instead of ${code}`);
}

// One request over bare HTTP/2: what the server sends, without a client that tidies it up.
function raw(requestPath, headers, body, { end = true, resetAfter } = {}) {
  return new Promise((resolve, reject) => {
    const session = http2.connect(`http://${target}`);
    session.on('error', reject);
    const stream = session.request({
      ':method': 'POST', ':path': requestPath, 'content-type': 'application/grpc', te: 'trailers', ...headers,
    }, { endStream: false });
    const result = { body: [], trailers: {} };
    stream.setTimeout(20000, () => reject(new Error('no answer within 20 s')));
    stream.on('response', answer => { result.headers = answer; });
    stream.on('trailers', trailers => { result.trailers = trailers; });
    stream.on('data', chunk => result.body.push(chunk));
    stream.on('error', () => {});
    stream.on('close', () => { session.close(); resolve({ ...result, body: Buffer.concat(result.body), reset: stream.rstCode }); });
    if (body) stream.write(body);
    if (end) stream.end();
    if (resetAfter) setTimeout(() => stream.close(http2.constants.NGHTTP2_CANCEL), resetAfter);
  });
}

const rawStatus = answer => answer.trailers['grpc-status'] ?? answer.headers['grpc-status'];
const frame = (payload, compressed = 0) => {
  const header = Buffer.alloc(5);
  header[0] = compressed;
  header.writeUInt32BE(payload.length, 1);
  return Buffer.concat([header, payload]);
};

const checks = {
  async unary() {
    const { response } = await call('Echo', { text: 'blåbærgrød', payload: Buffer.from([0, 1, 2]) });
    assert.strictEqual(response.text, 'blåbærgrød');
    assert.deepStrictEqual([...response.payload], [0, 1, 2]);
  },

  async unary_empty_message() {
    assert.strictEqual((await call('Echo', {})).response.payload.length, 0);
  },

  async unary_large() {
    const payload = crypto.randomBytes(3 * MIB);
    assert.ok(payload.equals((await call('Echo', { payload })).response.payload));
  },

  async server_stream() {
    const { messages, status } = await drain(client.Count({ count: 2000 }, within(20)));
    assert.strictEqual(status.code, 0);
    assert.deepStrictEqual(messages.map(message => message.number), Array.from({ length: 2000 }, (_, index) => index + 1));
  },

  async server_stream_empty() {
    const { messages, status } = await drain(client.Count({}, within(20)));
    assert.strictEqual(status.code, 0);
    assert.strictEqual(messages.length, 0);
  },

  async client_stream() {
    const response = await collect(Array.from({ length: 500 }, () => ({ payload: Buffer.from('12345') })));
    assert.deepStrictEqual([response.messages, response.bytes], [500, 2500]);
  },

  async client_stream_empty() {
    assert.strictEqual((await collect([])).messages, 0);
  },

  async client_stream_ended_early_by_the_server() {
    const messages = [{ text: 'stop' }, ...Array.from({ length: 50 }, () => ({ payload: Buffer.alloc(1000) }))];
    assert.strictEqual((await fails(9, collect(messages))).details, 'heard enough');
  },

  async client_stream_of_45_megabytes() {
    const payload = Buffer.alloc(MIB);
    const response = await collect(Array.from({ length: 45 }, () => ({ payload })));
    assert.deepStrictEqual([response.messages, response.bytes], [45, 45 * MIB]);
  },

  async duplex_in_turns() {
    const stream = client.Converse(new grpc.Metadata(), within(20));
    for (let number = 0; number < 100; number++) {
      const answer = next(stream);
      stream.write({ text: String(number) });
      assert.strictEqual((await answer).text, String(number));
    }
    const rest = drain(stream);
    stream.end();
    const { messages, status } = await rest;
    assert.deepStrictEqual([messages.map(message => message.text), status.code], [['goodbye'], 0]);
  },

  async duplex_half_close() {
    const stream = client.Converse(new grpc.Metadata(), within(20));
    const rest = drain(stream);
    stream.end();
    assert.deepStrictEqual((await rest).messages.map(message => message.text), ['goodbye']);
  },

  async duplex_headers_come_before_the_first_message() {
    const stream = client.Converse(metadata([['echo-early', 'yes']]), within(20));
    const headers = await next(stream, 'metadata');
    assert.deepStrictEqual(headers.get('echo-early'), ['yes']);
    const rest = drain(stream);
    stream.end();
    await rest;
  },

  async duplex_idle() {
    // On a connection of its own: beside busy calls, an idle one is not noticed.
    const alone = new ConformanceService(target, insecure, { 'grpc.use_local_subchannel_pool': 1 });
    const stream = alone.Converse(new grpc.Metadata(), within(60));
    let answer = next(stream);
    stream.write({ text: 'before' });
    assert.strictEqual((await answer).text, 'before');
    await new Promise(passed => setTimeout(passed, 8000));
    answer = next(stream);
    stream.write({ text: 'after' });
    assert.strictEqual((await answer).text, 'after');
    const rest = drain(stream);
    stream.end();
    assert.deepStrictEqual((await rest).messages.map(message => message.text), ['goodbye']);
    alone.close();
  },

  async metadata_text() {
    const { headers, status } = await call('Echo', {}, { entries: [['echo-one', 'a b'], ['trail-two', 'c;d']] });
    assert.deepStrictEqual(headers.get('echo-one'), ['a b']);
    assert.deepStrictEqual(status.metadata.get('trail-two'), ['c;d']);
  },

  async metadata_binary() {
    const value = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    const { headers, status } = await call('Echo', {}, { entries: [['echo-one-bin', value], ['trail-two-bin', value.subarray(0, 5)]] });
    assert.ok(value.equals(headers.get('echo-one-bin')[0]));
    assert.ok(value.subarray(0, 5).equals(status.metadata.get('trail-two-bin')[0]));
  },

  async metadata_binary_repeated() {
    const sent = [Buffer.from([1]), Buffer.from([2, 3]), Buffer.from([4, 5, 6])];
    const { headers } = await call('Echo', {}, { entries: sent.map(value => ['echo-many-bin', value]) });
    assert.deepStrictEqual(headers.get('echo-many-bin'), sent);
  },

  async metadata_text_repeated() {
    const { headers } = await call('Echo', {}, { entries: [['echo-many', 'a'], ['echo-many', 'b']] });
    assert.strictEqual(headers.get('echo-many').join(',').replaceAll(' ', ''), 'a,b');
  },

  async status_codes() {
    for (let code = 1; code <= 16; code++) {
      assert.strictEqual((await fails(code, call('Fail', { code, message: `code ${code}` }))).details, `code ${code}`);
    }
  },

  async status_message_of_any_text() {
    const text = 'æøå 100 % \n linje 2 – 🫐';
    assert.strictEqual((await fails(5, call('Fail', { code: 5, message: text }))).details, text);
  },

  async status_details() {
    const details = Buffer.from([8, 5, 18, 4, 110, 111, 112, 101, 255]);
    const error = await fails(5, call('Fail', { code: 5, message: 'nope', details }));
    assert.ok(details.equals(error.metadata.get('grpc-status-details-bin')[0]));
  },

  async status_after_messages() {
    const { messages, status } = await drain(client.Count({ count: 3, fail_with_code: 10 }, within(20)));
    assert.deepStrictEqual([messages.length, status.code, status.details], [3, 10, 'asked to fail']);
  },

  async unexpected_exception_keeps_its_secret() {
    const error = await fails(2, call('Fail', { unexpected: true }));
    assert.ok(!error.details.includes('secret'), error.details);
  },

  async interceptor_stands_around_calls() {
    assert.deepStrictEqual((await call('Echo', {})).status.metadata.get('intercepted'), ['unary']);
  },

  async deadline_reaches_the_server() {
    const left = Number((await call('Echo', {}, { seconds: 30 })).response.seen.deadlineMilliseconds);
    assert.ok(left > 25000 && left <= 31000, `${left} ms`);
  },

  async deadline_of_a_unary_call() {
    const started = Date.now();
    await fails(4, call('Sleep', { milliseconds: 5000 }, { seconds: 0.3 }));
    assert.ok(Date.now() - started < 3000);
  },

  async deadline_of_a_stream() {
    const { status } = await drain(client.SleepStream({ milliseconds: 5000 }, within(0.3)));
    assert.strictEqual(status.code, 4);
  },

  async deadline_is_answered_by_the_server_itself() {
    // SleepRequest { milliseconds: 5000 }; nothing on this side watches the time.
    const request = frame(Buffer.from([0x08, 0x88, 0x27]));
    for (const method of ['Sleep', 'SleepStream']) {
      const started = Date.now();
      const answer = await raw(`/${SERVICE}/${method}`, { 'grpc-timeout': '300m' }, request);
      assert.strictEqual(rawStatus(answer), '4', method);
      assert.ok(Date.now() - started < 3000, `${method} took ${Date.now() - started} ms`);
    }
  },

  async cancelled_by_the_client() {
    const key = crypto.randomUUID();
    const stream = client.Wait({}, metadata([['call-key', key]]), within(20));
    assert.strictEqual((await next(stream)).text, 'waiting');
    const rest = drain(stream);
    stream.cancel();
    assert.strictEqual((await rest).status.code, 1);
    assert.ok((await call('Observe', { key, event: 'cancelled' })).response.happened, 'not seen by the server');
  },

  async cancelled_with_an_open_request_stream() {
    // This client half-closes before it resets, so the server may see a normal end; it must see an end.
    const key = crypto.randomUUID();
    const stream = client.Converse(metadata([['call-key', key]]), within(20));
    const answer = next(stream);
    stream.write({ text: 'one' });
    assert.strictEqual((await answer).text, 'one');
    const rest = drain(stream);
    stream.cancel();
    assert.strictEqual((await rest).status.code, 1);
    assert.ok((await call('Observe', { key, event: 'ended' })).response.happened, 'not ended at the server');
  },

  async reset_by_the_client() {
    const key = crypto.randomUUID();
    const opened = raw(`/${SERVICE}/Converse`, { 'call-key': key }, frame(Buffer.alloc(0)), { end: false, resetAfter: 500 });
    assert.ok((await call('Observe', { key, event: 'started' })).response.happened, 'not started');
    await opened;
    assert.ok((await call('Observe', { key, event: 'ended' })).response.happened, 'not ended at the server');
  },

  async reset_by_the_server() {
    try {
      await call('Fail', { abort: true });
    } catch (error) {
      assert.ok([1, 2, 13, 14].includes(error.code), `status ${error.code}`);
      return;
    }
    throw new Error('succeeded over a broken stream');
  },

  async request_too_large() {
    await fails(8, call('Echo', { payload: Buffer.alloc(5 * MIB), response_size: 1 }));
  },

  async request_too_large_after_decompression() {
    // EchoRequest { response_size: 1, payload: 5 MiB of zeros }
    const swollen = frame(zlib.gzipSync(Buffer.concat([Buffer.from([0x18, 1, 0x0a, 0x80, 0x80, 0xc0, 0x02]), Buffer.alloc(5 * MIB)])), 1);
    const answer = await raw(`/${SERVICE}/Echo`, { 'grpc-encoding': 'gzip' }, swollen);
    assert.strictEqual(rawStatus(answer), '8');
  },

  async request_of_exactly_the_limit() {
    assert.strictEqual((await collect([{ payload: Buffer.alloc(4 * MIB - 5) }])).bytes, 4 * MIB - 5);
    await fails(8, collect([{ payload: Buffer.alloc(4 * MIB - 4) }]));
  },

  async response_too_large_for_the_client() {
    await fails(8, call('Echo', { response_size: 5 * MIB }));
  },

  async gzip_request() {
    const zipping = new ConformanceService(target, insecure, { 'grpc.default_compression_algorithm': 2 });
    const { response } = await call('Echo', { payload: Buffer.alloc(100000, 'y') }, { on: zipping });
    assert.deepStrictEqual([response.payload.length, response.seen.encoding], [100000, 'gzip']);
    zipping.close();
  },

  async gzip_response() {
    assert.strictEqual((await call('Echo', { response_size: 100000, compress_response: true })).response.payload.length, 100000);
    // EchoRequest { response_size: 100000, compress_response: true }
    const answer = await raw(`/${SERVICE}/Echo`, { 'grpc-accept-encoding': 'identity,gzip' }, frame(Buffer.from([0x18, 0xa0, 0x8d, 0x06, 0x20, 0x01])));
    assert.deepStrictEqual([answer.headers['grpc-encoding'], answer.body[0], answer.body.length < 5000], ['gzip', 1, true]);
  },

  async gzip_stream() {
    const { messages } = await drain(client.Count({ count: 100, compress: true }, within(20)));
    assert.deepStrictEqual(messages.map(message => message.number), Array.from({ length: 100 }, (_, index) => index + 1));
  },

  async unknown_encoding() {
    const answer = await raw(`/${SERVICE}/Echo`, { 'grpc-encoding': 'snappy' }, frame(Buffer.from([1, 2, 3]), 1));
    assert.strictEqual(rawStatus(answer), '12');
    assert.match(answer.trailers['grpc-accept-encoding'] ?? answer.headers['grpc-accept-encoding'] ?? '', /gzip/);
  },

  async broken_gzip() {
    const answer = await raw(`/${SERVICE}/Echo`, { 'grpc-encoding': 'gzip' }, frame(Buffer.from([1, 2, 3]), 1));
    assert.strictEqual(rawStatus(answer), '13');
  },

  async broken_message() {
    // Half a frame; no frame at all; two where one belongs; bytes that are no message.
    const bodies = [frame(Buffer.alloc(100)).subarray(0, 50), Buffer.alloc(0), Buffer.concat([frame(Buffer.alloc(0)), frame(Buffer.alloc(0))])];
    for (const body of bodies) assert.strictEqual(rawStatus(await raw(`/${SERVICE}/Echo`, {}, body)), '13');
    assert.notStrictEqual(rawStatus(await raw(`/${SERVICE}/Echo`, {}, frame(Buffer.from([0xff, 0xff])))), '0');
  },

  async message_in_small_pieces() {
    const session = http2.connect(`http://${target}`);
    const stream = session.request({ ':method': 'POST', ':path': `/${SERVICE}/Echo`, 'content-type': 'application/grpc', te: 'trailers' });
    const trailers = next(stream, 'trailers');
    stream.resume();
    for (const byte of frame(Buffer.from([0x12, 2, 0x68, 0x69]))) {
      await new Promise(written => stream.write(Buffer.from([byte]), written));
      await new Promise(turn => setImmediate(turn));
    }
    stream.end();
    assert.strictEqual((await trailers)['grpc-status'], '0');
    session.close();
  },

  async unimplemented() {
    await fails(12, call('Missing', {}));
    for (const missing of [`/${SERVICE}/NoSuchMethod`, '/no.such.Service/Echo']) {
      assert.strictEqual(rawStatus(await raw(missing, {}, frame(Buffer.alloc(0)))), '12', missing);
    }
  },

  async plain_http() {
    const answer = await raw(`/${SERVICE}/Echo`, { 'content-type': 'application/json' }, Buffer.from('{}'));
    assert.strictEqual(answer.headers[':status'], 415);
    const unknown = await raw('/no/such', { 'content-type': 'application/json' }, Buffer.from('{}'));
    assert.strictEqual(unknown.headers[':status'], 404);
  },

  async error_without_messages_is_one_frame() {
    // FailRequest { code: 5 }
    const answer = await raw(`/${SERVICE}/Fail`, {}, frame(Buffer.from([0x08, 5])));
    assert.deepStrictEqual([answer.headers[':status'], answer.headers['grpc-status'], answer.body.length], [200, '5', 0]);
    assert.strictEqual(answer.headers['content-type'], 'application/grpc');
  },

  async health_check() {
    assert.strictEqual((await call('Check', {}, { on: health })).response.status, 1);
    await fails(5, call('Check', { service: 'nobody' }, { on: health }));
  },

  async health_watch() {
    await call('SetHealth', { healthy: true });
    const watch = health.Watch({ service: 'toggled' }, within(20));
    assert.strictEqual((await next(watch)).status, 1);
    let change = next(watch);
    await call('SetHealth', { healthy: false });
    assert.strictEqual((await change).status, 2);
    change = next(watch);
    await call('SetHealth', { healthy: true });
    assert.strictEqual((await change).status, 1);
    watch.cancel();
    const unknown = health.Watch({ service: 'nobody' }, within(20));
    assert.strictEqual((await next(unknown)).status, 3);
    unknown.cancel();
  },

  async reflection() {
    for (const { ServerReflection } of [v1, v1alpha]) {
      const stream = new ServerReflection(target, insecure).ServerReflectionInfo(new grpc.Metadata(), within(20));
      const ask = async request => { const answer = next(stream); stream.write(request); return answer; };
      const listed = (await ask({ list_services: '' })).list_services_response.service.map(service => service.name);
      for (const name of [SERVICE, 'grpc.health.v1.Health', 'grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection']) {
        assert.ok(listed.includes(name), `${name} in ${listed}`);
      }
      for (const symbol of [SERVICE, `${SERVICE}.Echo`, 'socialenzyme.hub.conformance.v1.EchoRequest']) {
        const files = (await ask({ file_containing_symbol: symbol })).file_descriptor_response.file_descriptor_proto;
        assert.ok(files.some(file => file.includes('conformance.proto')), symbol);
      }
      assert.strictEqual((await ask({ file_by_filename: 'conformance.proto' })).file_descriptor_response.file_descriptor_proto.length, 1);
      assert.strictEqual((await ask({ file_containing_symbol: 'no.such.Symbol' })).error_response.error_code, 5);
      const rest = drain(stream);
      stream.end();
      assert.strictEqual((await rest).status.code, 0);
    }
  },

  async trace_context() {
    const trace = crypto.randomBytes(16).toString('hex');
    const { response } = await call('Echo', {}, { entries: [['traceparent', `00-${trace}-00f067aa0ba902b7-01`]] });
    assert.strictEqual(response.seen.traceId, trace);
  },

  async handler_has_a_scope_of_its_own() {
    const scopes = new Set();
    for (let count = 0; count < 5; count++) scopes.add((await call('Echo', {})).response.seen.scope);
    assert.strictEqual(scopes.size, 5);
  },

  async concurrent_calls() {
    await Promise.all(Array.from({ length: 300 }, async (_, number) => {
      assert.strictEqual((await call('Echo', { text: String(number) })).response.text, String(number));
      assert.strictEqual((await drain(client.Count({ count: 50 }, within(20)))).messages.length, 50);
    }));
  },

  async calls_after_a_cancelled_one() {
    for (let count = 0; count < 50; count++) {
      const stream = client.Wait({}, within(20));
      stream.on('error', () => {});
      stream.cancel();
    }
    assert.strictEqual((await call('Echo', { text: 'still here' })).response.text, 'still here');
  },
};

async function run(name) {
  let timer;
  const impatience = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error('not done after 60 s')), 60000); });
  try {
    await Promise.race([checks[name](), impatience]);
    return `ok ${name}`;
  } catch (error) {
    return `FAIL ${name}: ${String(error.details || error.message || error).replace(/\s+/g, ' ').slice(0, 500)}`;
  } finally {
    clearTimeout(timer);
  }
}

(async () => {
  // The idle call waits beside the others.
  const idle = run('duplex_idle');
  for (const name of Object.keys(checks)) {
    if (name !== 'duplex_idle') console.log(await run(name));
  }
  console.log(await idle);
  process.exit(0);
})();
