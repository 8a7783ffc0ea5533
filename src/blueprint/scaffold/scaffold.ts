/**
 * Scaffolding: everything that `kaa init` does, in one place to import from.
 */
export { type AddedApplication, addApplication, type NewApplication } from './add-application.js';
export { createBlueprint, type NewBlueprint, type Scaffolded } from './create-blueprint.js';
export { DEFAULT_TEMPLATE, listTemplates, type TemplateInfo } from './templates.js';
