import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { problemsAfter } from './fixture.js';
test('gen', async () => {
  const groups = JSON.parse(readFileSync('/tmp/cases.json', 'utf8'));
  console.log(await problemsAfter());
  let out = '';
  const result: any = {};
  for (const [g, cases] of Object.entries<any>(groups)) {
    out += `== ${g}\n`; result[g] = [];
    for (const [title, changes] of cases) {
      const p = await problemsAfter(...changes);
      out += `- ${title}\n${p.map((x: string) => '     ' + x).join('\n')}\n`;
      result[g].push([title, changes, p]);
    }
  }
  writeFileSync('/tmp/gen.txt', out); writeFileSync('/tmp/gen.json', JSON.stringify(result));
}, 120000);
