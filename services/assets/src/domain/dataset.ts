export interface Dataset {
  id: string;
  name: string;
  createdAt: Date;
  /** Its rows are being deleted. Only a record that names the dataset still finds it. */
  isDeleted?: boolean;
}

/** The largest MAX_DATASETS_PER_ORGANIZATION: all datasets of an organization are read at once and fit on one page. */
export const MAX_LISTED_DATASETS = 1000;
