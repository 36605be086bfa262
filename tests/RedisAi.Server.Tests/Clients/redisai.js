// Uses every method of the class RedisAI of redis-modules-sdk against a server, and prints what each gives, as JSON:
//   node redisai.js FOLDER PORT MODEL      FOLDER has the package in node_modules, MODEL is an ONNX file that adds two inputs
'use strict';

const { createRequire } = require('node:module');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const [folder, port, model] = process.argv.slice(2);
const { RedisAI } = createRequire(join(folder, 'package.json'))('redis-modules-sdk');

const source = [
  'def bar(tensors: List[Tensor], keys: List[str], args: List[str]):',
  '    return tensors[0] + tensors[1]',
  '',
].join('\n');

const results = [];

async function note(call, run) {
  try {
    results.push([call, await run()]);
  } catch (error) {
    results.push([call, `error: ${error.message}`]);
  }
}

async function main() {
  const ai = new RedisAI({ host: '127.0.0.1', port: Number(port) });
  await ai.connect();
  const ones = Array(16).fill(1);
  await note('config(path)', () => ai.config('/usr/lib/backends'));
  await note('config(path, backend)', () => ai.config('redisai_onnx.so', 'ONNX'));
  await note('config(path, unknown)', () => ai.config('redisai_x.so', 'X'));
  await note('tensorset(values)', () => ai.tensorset('x', 'FLOAT', [2, 2], [1, 2, 3, 4]));
  await note('tensorset(nothing)', () => ai.tensorset('zeros', 'INT32', [3]));
  await note('tensorset(wrong)', () => ai.tensorset('x', 'FLOAT', [2], [1]));
  await note('tensorget(VALUES, meta)', () => ai.tensorget('x', 'VALUES', true));
  await note('tensorget(VALUES)', () => ai.tensorget('x', 'VALUES'));
  await note('tensorget(BLOB, meta)', () => ai.tensorget('zeros', 'BLOB', true));
  await note('tensorget(BLOB)', () => ai.tensorget('zeros', 'BLOB'));
  await note('tensorget()', () => ai.tensorget('zeros'));
  await note('tensorget(absent)', () => ai.tensorget('nosuch'));
  await note('modelstore', () => ai.modelstore('m', 'ONNX', 'CPU', readFileSync(model), { tag: 'v1', batch: { size: '8' } }));
  await note('modelstore(TF)', () => ai.modelstore('tf', 'TF', 'CPU', Buffer.from('model'), { inputs: ['a'], inputsCount: 1, outputs: ['b'], outputsCount: 1 }));
  await note('modelget(meta)', () => ai.modelget('m', true));
  await note('modelget(meta, blob)', async () => {
    const { blob, ...rest } = await ai.modelget('m', true, true);
    return { ...rest, hasBlob: blob.length > 0 };
  });
  await note('tensorset(input)', () => ai.tensorset('ones', 'FLOAT', [16], ones));
  await note('modelexecute', () => ai.modelexecute('m', { inputsCount: 2, inputs: ['ones', 'ones'], outputsCount: 1, outputs: ['y'], timeout: 60000 }));
  await note('tensorget(output)', () => ai.tensorget('y', 'VALUES', true));
  await note('modelexecute(wrong)', () => ai.modelexecute('m', { inputsCount: 1, inputs: ['ones'], outputsCount: 1, outputs: ['y'] }));
  await note('modelscan', () => ai.modelscan());
  await note('info(model)', async () => {
    const { duration, ...rest } = await ai.info('m');
    return rest;
  });
  await note('info(model, RESETSTAT)', () => ai.info('m', true));
  await note('scriptset', () => ai.scriptset('s', { device: 'CPU', tag: 't', script: source }));
  await note('scriptget(meta, source)', () => ai.scriptget('s', true, true));
  await note('scriptget(source)', () => ai.scriptget('s', false, true));
  await note('scriptexecute', () => ai.scriptexecute('s', 'bar', { numberOfKeys: 1, keys: ['k'], numberOfInputs: 2, inputs: ['ones', 'ones'], numberOfOutputs: 1, outputs: ['z'] }));
  await note('tensorget(result)', () => ai.tensorget('z', 'VALUES'));
  await note('scriptscan', () => ai.scriptscan());
  await note('info(script)', async () => {
    const { duration, ...rest } = await ai.info('s');
    return rest;
  });
  const run = { type: 'load', numberOfKeys: 1, keys: ['ones'], timeout: 60000 };
  await note('dagexecute', () => ai.dagexecute({ ...run, type: 'persist', keys: ['p'] }, ['AI.TENSORSET p FLOAT 1 VALUES 5', 'AI.TENSORGET p VALUES']));
  await note('dagexecute(load)', () => ai.dagexecute(run, ['AI.MODELEXECUTE m INPUTS 2 ones ones OUTPUTS 1 sum', 'AI.TENSORGET sum META']));
  await note('dagexecuteRO', () => ai.dagexecuteRO(run, ['AI.MODELEXECUTE m INPUTS 2 ones ones OUTPUTS 1 sum', 'AI.TENSORGET sum META']));
  await note('modeldel', () => ai.modeldel('m'));
  await note('modeldel(absent)', () => ai.modeldel('m'));
  await note('scriptdel', () => ai.scriptdel('s'));

  // What a class of a later version has and this script does not use would go untested.
  const methods = Object.getOwnPropertyNames(RedisAI.prototype).filter((name) => name !== 'constructor').sort();
  await ai.disconnect();
  process.stdout.write(JSON.stringify({ methods, results }));
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
