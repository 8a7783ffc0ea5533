/**
 * A preload that writes down every file that a program loads, by `import` or by `require`: one URL or path a line, into the
 * file that KAA_TEST_MODULES names. Use: `node --import ./test/helpers/record-modules.mjs program.js`.
 */
import { appendFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';

const file = process.env.KAA_TEST_MODULES;

// The hooks run in a thread of their own, so they are a module of their own, passed as text.
const hooks = `
  import { appendFileSync } from 'node:fs';
  let file;
  export const initialize = (data) => { file = data; };
  export async function resolve(specifier, context, next) {
    const found = await next(specifier, context);
    appendFileSync(file, found.url + '\\n');
    return found;
  }
`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`, import.meta.url, { data: file });

process.on('exit', () => {
  const required = Object.keys(createRequire(import.meta.url).cache);
  appendFileSync(file, `${required.join('\n')}\n`);
});
