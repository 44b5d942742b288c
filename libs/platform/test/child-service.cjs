// A service with nothing in it, run from the sources: TypeScript is translated as it is loaded.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const Module = require('node:module');
const { transformSync } = require('@swc/core');

const LIBS = join(module.path, '../..');
const swc = JSON.parse(readFileSync(join(LIBS, '../.swcrc'), 'utf8'));
const jsc = { ...swc.jsc, baseUrl: undefined, paths: undefined };

require.extensions['.ts'] = (module, filename) => {
  const options = { swcrc: false, filename, module: swc.module, jsc };
  module._compile(transformSync(readFileSync(filename, 'utf8'), options).code, filename);
};
const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) =>
  resolve.call(Module, request.replace(/^@lk\/([a-z-]+)$/, `${LIBS}/$1/src`), ...rest);

const { runService } = require('../src/run-service.ts');

class EmptyModule {}
const beforeListen = () => {
  if (process.env.CHILD_CRASHES)
    void Promise.resolve().then(() => Promise.reject(new Error('canary')));
};
void runService({ name: 'child', configs: [], module: EmptyModule, beforeListen });
