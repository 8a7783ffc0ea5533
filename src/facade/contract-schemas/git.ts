/**
 * The files of a blueprint as they are in a git revision, read from the objects of the repository: the working tree is neither
 * looked at nor touched.
 */
import { posix } from 'node:path';
import { contractReferences, schemaReferences } from '../../blueprint/check/assembly.js';
import { BLUEPRINT_FILE, type BlueprintFiles, CONFIG_FOLDER } from '../../blueprint/files.js';
import { nearest } from '../../blueprint/nearest.js';
import { parseSource } from '../../blueprint/source.js';
import { kaaError } from '../../errors.js';

/** Files of a blueprint in a revision. `HEAD~1` means the blueprint's own folder there, `main:some/folder` that one. */
export interface RevisionQuery {
  readonly text: string;
  /** A folder of the repository: that of the blueprint, or the current one. */
  readonly folder: string;
  /** Application versions that could have been meant. */
  readonly versions?: readonly string[];
}

type Git = (...args: string[]) => Promise<string | undefined>;

/**
 * @throws KaaError GIT_MISSING without git, GIT_REVISION_UNKNOWN when there is no such revision or no repository, or when there is no
 * blueprint in it
 */
export async function filesOfRevision({
  text,
  folder,
  versions = [],
}: RevisionQuery): Promise<BlueprintFiles> {
  const git = await openGit(folder);
  const cut = text.indexOf(':');
  const [revision, named] = cut < 0 ? [text, undefined] : [text.slice(0, cut), text.slice(cut + 1)];
  const meant = nearest(text, versions);
  const hint = meant === undefined ? '' : ` (did you mean "${meant}"?)`;
  const unknown = (reason: string) => kaaError('GIT_REVISION_UNKNOWN', { text, reason: reason + hint });
  if (revision.startsWith('-') || revision === '') throw unknown('it is not the name of a revision');
  const own = await git('rev-parse', '--show-prefix');
  if (own === undefined)
    throw unknown(`${folder} is in no git repository, and there is no such folder or application version`);
  const commit = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  if (commit === undefined)
    throw unknown('git knows no such revision, and there is no such folder or application version');
  const prefix = posix.normalize(`${named ?? own}/`).replace(/^(\.\/|\/)+/, '');
  const read = (path: string) => git('cat-file', 'blob', `${commit}:${posix.join(prefix, path)}`);
  const blueprint = await read(BLUEPRINT_FILE);
  if (blueprint === undefined)
    throw unknown(`there is no ${BLUEPRINT_FILE} in ${prefix === '' ? 'its root' : prefix} of that revision`);
  const files = new Map([[BLUEPRINT_FILE, blueprint]]);
  const { data } = parseSource(BLUEPRINT_FILE, blueprint);
  const references = [...schemaReferences(data), ...contractReferences(data)].map(({ file }) => file);
  const listed =
    (await git('ls-tree', '--name-only', '-z', '--full-tree', commit, `${prefix}${CONFIG_FOLDER}/`)) ?? '';
  const settings = listed
    .split('\0')
    .filter((path) => /\.ya?ml$/.test(path))
    .map((path) => path.slice(prefix.length));
  for (const path of new Set([...references, ...settings])) {
    const content = await read(path);
    if (content !== undefined) files.set(path, content);
  }
  return files;
}

/** git in a folder: what it prints, undefined when it fails. */
async function openGit(folder: string): Promise<Git> {
  const { execa } = await import('execa');
  return async (...args) => {
    const { stdout, exitCode, code } = await execa('git', args, {
      cwd: folder,
      reject: false,
      stdin: 'ignore',
      stderr: 'ignore',
      stripFinalNewline: args[0] !== 'cat-file',
      env: { GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
    });
    if (code === 'ENOENT') throw kaaError('GIT_MISSING', {});
    return exitCode === 0 ? stdout : undefined;
  };
}
