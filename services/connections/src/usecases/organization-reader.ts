/** Who asks, as far as a use case needs to know. */
export interface Asker {
  readonly subject: string;
  readonly organizationId: string;
  readonly role: 'VIEWER' | 'EDITOR' | 'SERVICE';
}

export interface OrganizationStanding {
  readonly plan: 'FREE' | 'PAID';
  readonly dataRows: {
    readonly limit: number;
    readonly remaining: number;
    /** When the next month's rows come. */
    readonly resetsAt: Date;
  };
  /** Whether the dataset that was asked about is the organization's. */
  readonly hasDataset: boolean;
}

/** Tells what billing and datasets know of an organization. */
export interface OrganizationReader {
  /** @throws AppError PEER_UNAVAILABLE (retryable) */
  read(asker: Asker, datasetId: string): Promise<OrganizationStanding>;
}
