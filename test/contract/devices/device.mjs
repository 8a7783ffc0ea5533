/**
 * A small device, faithful to the contract of `demo/`, and wrong in each way that DEVICE_FAULTS names:
 *
 *     wrong-type, wrong-metadata, late-answer, no-answer, double-execution, wrong-status, foreign-token, silent-on-configuration,
 *     applies-anything, refuses-without-reason, no-back-off, never-back, samples-after-stop, no-resend, too-large, strange-topic
 */
import mqtt from 'mqtt';

const { KAA_MQTT_URL, KAA_APP_VERSION: version, KAA_TOKEN: token, DEVICE_FAULTS = '' } = process.env;
const faults = new Set(DEVICE_FAULTS.split(','));
const path = (instance, rest, as = token) => `kp1/${version}/${instance}/${as}${rest}`;

let requestId = 0;
let period = 200;
let isSampling = true;
let temperature = 20;
let pause = 100;
let isReported = false;
/** Data samples without an answer, by topic. */
const unanswered = new Map();
/** Commands that were executed. */
const executed = new Set();

let client;
connect();
setTimeout(sample, 50);

function connect() {
  client = mqtt.connect(KAA_MQTT_URL, {
    clientId: `device-${process.pid}`,
    reconnectPeriod: 0,
    connectTimeout: 2000,
  });
  client.on('error', () => {});
  client.on('connect', () => {
    pause = 100;
    if (!isReported) report();
    isReported = true;
    resend();
  });
  client.on('message', receive);
  client.on('close', () => {
    client.removeAllListeners('close');
    if (faults.has('never-back') && isReported) return;
    setTimeout(connect, pause);
    if (!faults.has('no-back-off')) pause = Math.min(pause * 2, 5000);
  });
}

function publish(topic, payload) {
  if (client.connected) client.publish(topic, JSON.stringify(payload), { qos: 1 });
}

function report() {
  const metadata = faults.has('wrong-metadata') ? { serial: 42 } : { serial: 'D-1' };
  publish(path('epmx', `/update/keys/${++requestId}`), metadata);
}

function sample() {
  setTimeout(sample, period);
  if (!isSampling && !faults.has('samples-after-stop')) return;
  temperature += 0.1;
  const value = faults.has('wrong-type') ? String(temperature) : Number(temperature.toFixed(1));
  const body = [{ temperature: value, ...(faults.has('too-large') && { note: 'x'.repeat(3000) }) }];
  const topic = path('dcx', `/json/${++requestId}`);
  publish(topic, body);
  unanswered.set(topic, { body, at: Date.now() });
  if (faults.has('foreign-token') && requestId % 5 === 0) publish(path('dcx', '/json', 'sensor-2'), body);
  if (faults.has('strange-topic') && requestId % 5 === 0) publish('sensors/temperature', body);
}

function resend() {
  if (faults.has('no-resend')) return;
  for (const [topic, { body, at }] of unanswered) {
    if (Date.now() - at < 500) continue;
    unanswered.delete(topic);
    const again = path('dcx', `/json/${++requestId}`);
    publish(again, body);
    unanswered.set(again, { body, at: Date.now() });
  }
}
setInterval(resend, 250);

function receive(topic, bytes) {
  const levels = topic.split('/');
  const [, , instance, , ...rest] = levels;
  if (instance === 'dcx') unanswered.delete(levels.slice(0, -1).join('/'));
  if (instance === 'cex' && rest[0] === 'command')
    for (const command of JSON.parse(bytes)) execute(rest[1], command);
  if (instance === 'cmx' && rest[0] === 'config') configure(JSON.parse(bytes));
}

function execute(type, { id, payload }) {
  if (executed.has(`${type} ${id}`) && !faults.has('double-execution')) return;
  executed.add(`${type} ${id}`);
  const known = ['reboot', 'start', 'stop', 'set'].includes(type);
  if (faults.has('no-answer') && type === 'reboot') return;
  if (type === 'stop') {
    isSampling = false;
    unanswered.clear();
  }
  if (type === 'start') isSampling = true;
  const statusCode = known ? (faults.has('wrong-status') && type === 'reboot' ? 500 : 200) : 404;
  const result = { id, statusCode, ...(type === 'set' && { payload: { level: payload.level } }) };
  const answer = () => publish(path('cex', `/result/${type}/${++requestId}`), [result]);
  setTimeout(answer, faults.has('late-answer') && type === 'reboot' ? 1500 : 20);
}

function configure({ configId, config }) {
  if (!configId || !config || faults.has('silent-on-configuration')) return;
  const isRight = typeof config.periodMs === 'number' && config.periodMs >= 50;
  const topic = path('cmx', `/applied/json/${++requestId}`);
  if (isRight || faults.has('applies-anything')) {
    if (isRight) period = config.periodMs;
    publish(topic, { configId, statusCode: 200 });
  } else {
    const reasonPhrase = faults.has('refuses-without-reason') ? undefined : 'periodMs is no period';
    publish(topic, { configId, statusCode: 400, reasonPhrase });
  }
}
