/**
 * The blueprint room with the platform's catalog in hand: what may be set is the platform's to say.
 */
import {
  blueprintSchema as blueprintSchemaFor,
  contractSchema,
  fleetSchema,
} from '../blueprint/editor-schemas.js';
import {
  loadBlueprint as load,
  loadFleets,
  type ValidationReport,
  validateBlueprint as validate,
} from '../blueprint/load.js';
import type { LoadedBlueprint } from '../blueprint/model.js';
import {
  type AddedApplication,
  addApplication as add,
  createBlueprint as create,
  DEFAULT_TEMPLATE,
  listTemplates,
  type NewApplication,
  type NewBlueprint,
  type Scaffolded,
  type TemplateInfo,
} from '../blueprint/scaffold/scaffold.js';
import { serviceCatalog } from '../platform/catalog.js';

export type { AddedApplication, Scaffolded, TemplateInfo };
export { contractSchema, DEFAULT_TEMPLATE, fleetSchema, listTemplates, loadFleets };

/**
 * Reads and checks a blueprint.
 * @param path blueprint.yaml or its folder; searched from the current folder upward when absent
 * @throws KaaError BLUEPRINT_NOT_FOUND, BLUEPRINT_INVALID (`details.problems` lists every problem)
 */
export function loadBlueprint(path?: string): Promise<LoadedBlueprint> {
  return load({ path, catalog: serviceCatalog() });
}

/** Everything that is wrong with a blueprint and its fleets. @throws KaaError BLUEPRINT_NOT_FOUND */
export function validateBlueprint(path?: string): Promise<ValidationReport> {
  return validate({ path, catalog: serviceCatalog() });
}

/** The JSON Schema of blueprint.yaml, for editors. */
export function blueprintSchema(): object {
  return blueprintSchemaFor(serviceCatalog());
}

/** Writes a new blueprint from a template; nothing is written when anything is wrong. */
export function createBlueprint(options: Omit<NewBlueprint, 'catalog'>) {
  return create({ ...options, catalog: serviceCatalog() });
}

/** Adds an application, or a further version of one, to a blueprint; nothing is written when anything is wrong. */
export function addApplication(options: Omit<NewApplication, 'catalog'>): Promise<AddedApplication> {
  return add({ ...options, catalog: serviceCatalog() });
}
