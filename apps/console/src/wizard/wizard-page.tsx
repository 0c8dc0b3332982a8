export default function WizardPage(_: { datasetId?: string; connectionId?: string; step?: string }) {
  return null;
}
