export interface Dataset {
  id: string;
  name: string;
  createdAt: Date;
}

/** The largest MAX_DATASETS_PER_ORGANIZATION: the list of datasets has no pages. */
export const MAX_LISTED_DATASETS = 1000;
