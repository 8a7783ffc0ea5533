/**
 * One side of a comparison: the application versions of a blueprint, with what is compared of each, and where it stands.
 */
import type { LoadedContract } from '../../../blueprint/contract-model.js';
import type { Path, Position } from '../../../blueprint/source.js';

/** A schema and the file that it is in. */
export interface SchemaFile {
  readonly file: string;
  readonly schema: object;
  locate(path: Path): Position;
}

/** The metadata keys that endpoints may use: `config/epmx.yaml`. [10/EPMP EPMP-06] */
export interface MetadataKeys {
  readonly file: string;
  /** True for keys that endpoints may write. */
  readonly keys: Readonly<Record<string, boolean>>;
  locate(key: string): Position;
}

export interface SideVersion {
  readonly name: string;
  /** By subject: `data-sample`, `metadata`, `configuration`, `command.<type>.payload`, `command.<type>.result`. */
  readonly schemas: Readonly<Record<string, SchemaFile>>;
  readonly commands: readonly string[];
  /** Absent: endpoints may use every key. */
  readonly metadataKeys?: MetadataKeys | undefined;
  readonly contract?: LoadedContract | undefined;
  /** Where blueprint.yaml declares it. */
  readonly position: Position;
}

export interface Side {
  /** What people call it: a folder, a revision, a version. */
  readonly name: string;
  readonly versions: readonly SideVersion[];
}
