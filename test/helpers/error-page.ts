/**
 * Writes docs/errors.md from the error table and the exit codes.
 */
interface Entry {
  readonly kind: string;
  readonly message: string;
  readonly next: readonly string[];
}

const KINDS: Readonly<Record<string, string>> = {
  user: 'yours to mend',
  external: 'another program or host failed',
  bug: 'a bug in kaa',
};

/** The page as markdown. */
export function errorPage(
  errors: Readonly<Record<string, Entry>>,
  exits: Readonly<Record<number, string>>,
): string {
  return [
    '# Errors and exit codes',
    '',
    'kaa reports a failure on stderr as one message and the steps that help. The library throws the same as `KaaError`',
    'with the `code` below, `message`, `kind` and `next`. Words in braces are filled in.',
    '',
    '## Exit codes',
    '',
    '| code | meaning |',
    '| ---: | --- |',
    ...Object.entries(exits).map(([code, meaning]) => `| ${code} | ${meaning} |`),
    '',
    '## Errors',
    '',
    ...Object.entries(errors).flatMap(([code, entry]) => section(code, entry)),
    '',
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

function section(code: string, { kind, message, next }: Entry): string[] {
  return [
    `### ${code}`,
    '',
    `*${KINDS[kind]}*`,
    '',
    '```text',
    message,
    ...next.map((step) => `  → ${step}`),
    '```',
    '',
  ];
}
