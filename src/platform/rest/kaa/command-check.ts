/**
 * `POST /kaa/app-versions/{av}/commands/{type}/validate`: whether the payload of a command is as the blueprint declares it. As for
 * configurations (`…/schemas/validate` of ECR), whoever is about to send it asks; Kaa itself knows no schemas of commands, so
 * none is ever refused for its payload.
 */

import { own } from '../../../blueprint/data.js';
import { type SchemaTools, schemaTools } from '../../../blueprint/json-schema.js';
import type { VersionSchemas } from '../../../blueprint/model.js';
import { listNames, nearest } from '../../../blueprint/nearest.js';
import { Type } from '../../../schema.js';
import { requiredBody } from '../bodies.js';
import { versionOf } from '../find.js';
import { notFound } from '../http-error.js';
import type { RestContext, RestServer } from '../server.js';

/** Problems that a message names. */
const SHOWN = 3;

export function commandCheckRoute(server: RestServer, context: RestContext): void {
  const tools = schemaTools();
  server.post(
    '/kaa/app-versions/:av/commands/:type/validate',
    {
      schema: {
        tags: ['kaa'],
        summary: 'Hold the payload of a command against the JSON Schema of the blueprint',
        params: Type.Object({ av: Type.String(), type: Type.String() }),
        body: Type.Unknown({ description: 'The payload, any JSON.' }),
        response: { 200: Type.Object({ valid: Type.Boolean(), message: Type.Optional(Type.String()) }) },
      },
    },
    (request) => {
      const { av, type } = request.params;
      versionOf(context, av);
      const commands = own(context.platform.blueprint.schemas, av)?.commands ?? {};
      if (Object.keys(commands).length === 0) throw notFound(`the blueprint declares no commands of ${av}`);
      const message = mismatch(tools, commands, type, requiredBody(request));
      return message === undefined ? { valid: true } : { valid: false, message };
    },
  );
}

function mismatch(
  tools: SchemaTools,
  commands: VersionSchemas['commands'],
  type: string,
  payload: unknown,
): string | undefined {
  const declared = own(commands, type);
  if (declared === undefined) {
    const types = Object.keys(commands);
    const near = nearest(type, types);
    const hint = near === undefined ? `there are: ${listNames(types)}` : `did you mean "${near}"?`;
    return `no command type "${type}" is declared (${hint})`;
  }
  if (declared.payload === undefined) return undefined;
  const findings = tools.validateBy(declared.payload, payload, []);
  if (findings.length === 0) return undefined;
  const said = findings.map(({ path, message }) => `${['payload', ...path].join('.')}: ${message}`);
  return said.slice(0, SHOWN).join('; ') + (said.length > SHOWN ? ` and ${said.length - SHOWN} more` : '');
}
