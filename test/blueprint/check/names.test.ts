/**
 * Names of applications and versions against each other.
 */
import { describe, expect, it } from 'vitest';
import { type Change, notesAfter, problemsAfter } from '../fixture.js';

type Case = readonly [title: string, changes: readonly Change[], problems: readonly string[]];

const NAMES: readonly Case[] = [
  [
    '[1/KP KP-02] a version of two applications',
    [['blueprint.yaml', 'lamp-v1: {}', 'kettle-v2: {}']],
    [
      'blueprint.yaml:37:7  applications.lamp.versions.kettle-v2  application "kettle" has a version of this name too; names of versions are unique in the whole server, since topics name the version alone',
    ],
  ],
  [
    'applications that differ by - and _ only',
    [['blueprint.yaml', '  lamp:', '  ket-tle:']],
    [
      'blueprint.yaml:35:3  applications.ket-tle  the applications "kettle" and "ket-tle" differ only by "-" and "_": Kaa\'s services mix such names up',
      'config/kpc.yaml:7:5  kaa.applications.lamp  blueprint.yaml has no application "lamp"; there are: kettle, ket-tle',
    ],
  ],
  [
    'versions that differ by - and _ only',
    [['blueprint.yaml', 'lamp-v1: {}', 'kettle_v2: {}']],
    [
      'blueprint.yaml:37:7  applications.lamp.versions.kettle_v2  the application versions "kettle-v2" and "kettle_v2" differ only by "-" and "_": Kaa\'s services mix such names up',
    ],
  ],
];

describe('names', () => {
  it.each(NAMES)('%s', async (_title, changes, problems) => {
    expect(await problemsAfter(...changes)).toEqual(problems);
  });
});

describe('names that stay legal', () => {
  it('a version from before Kaa 1.2 is no problem, only worth knowing', async () => {
    const change = ['blueprint.yaml', 'lamp-v1: {}', 'lamp_v1: {}'] as const;
    expect(await problemsAfter(change)).toEqual([]);
    expect(await notesAfter(change)).toEqual([
      'blueprint.yaml:37:7  applications.lamp.versions.lamp_v1  "lamp_v1" is a legal name from before Kaa 1.2; since then Kaa composes "lamp-" and a suffix of a-z and 0-9',
    ]);
  });

  it.each(['constructor', 'null', '007', '-', '_'])('an application may be named %s', async (name) => {
    const key = JSON.stringify(name);
    const application = ['blueprint.yaml', '  lamp:', `  ${key}:`] as const;
    const config = ['config/kpc.yaml', '    lamp:', `    ${key}:`] as const;
    expect(await problemsAfter(application, config)).toEqual([]);
  });

  it('a composed name gives no note', async () => {
    expect(await notesAfter()).toEqual([]);
  });
});
