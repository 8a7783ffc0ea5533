/**
 * What an extension may ask of the service that keeps its data: read-only views, one per Kaa protocol.
 *
 * Writing goes the other way, as events in the effects. In a real installation these questions travel over NATS.
 */

/** EPMX asks the endpoint register. [19/EPMMP] */
export interface MetadataProvider {
  /** The metadata of the endpoint; do not change it. */
  metadata(endpointId: string): Readonly<Record<string, unknown>>;
}

export interface AssignedConfiguration {
  /** Opaque; the empty text when nothing is assigned. [7/CMP CMP-01, CMP-02] */
  readonly configId: string;
  /** Null when nothing is assigned. */
  readonly config: unknown;
}

/** CMX asks the configuration register (`ecr`) or the software register (`otao`). [6/CDTP] */
export interface ConfigurationProvider {
  /** The name of the providing service instance, `ecr` or `otao`. */
  readonly name: string;
  /**
   * The configuration of that name which applies to the endpoint now, or undefined when there is none.
   * @param currentId what the endpoint says it has; the software register chooses the next version by it
   */
  assigned(query: {
    readonly endpointId: string;
    readonly appVersionName: string;
    readonly name: string;
    readonly currentId?: string | undefined;
  }): AssignedConfiguration | undefined;
  /** The names under which something may be assigned to the endpoint: what is looked through when it connects. */
  names(query: { readonly endpointId: string; readonly appVersionName: string }): readonly string[];
}
