/**
 * `kaa data tail`: new data points as they come, until Ctrl-C.
 */
import { option } from '@oclif/core/flags';
import { printableJson } from '../../kernel/printable.js';
import type { Point } from '../../operator/epts.js';
import { tailPoints } from '../../operator/tail.js';
import { DATA_FLAGS, DataCommand } from '../data-command.js';
import { onInterrupt } from '../interrupt.js';
import { say } from '../output.js';
import { pointLine } from '../render/points.js';

export default class DataTail extends DataCommand {
  static override description =
    'Print new data points as they come, until Ctrl-C. Only the local platform can tell of them.\n' +
    'With --json, or as ndjson, one JSON object a line.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --endpoint thermostat-a --format ndjson',
  ];

  static override flags = {
    ...DATA_FLAGS,
    format: option({ options: ['table', 'ndjson'] as const })({
      description: 'How to print the points; as lines of a table without it.',
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(DataTail);
    const interrupt = onInterrupt();
    try {
      const kaa = await this.kaa(flags);
      const whose = await this.whose(kaa, flags);
      const asJson = this.jsonEnabled() || flags.format === 'ndjson';
      const line = (point: Point) => (asJson ? printableJson(point) : pointLine(point, this.style));
      for await (const points of tailPoints(kaa, whose, interrupt.signal)) {
        say(points.map((point) => `${line(point)}\n`).join(''), process.stdout);
      }
    } finally {
      interrupt.release();
    }
  }
}
