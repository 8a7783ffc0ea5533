/** The types of picture.js, for its test: the script itself is plain JavaScript. */
export const COMMAND: string;
export function terminalSvg(text: string, title: string): string;
