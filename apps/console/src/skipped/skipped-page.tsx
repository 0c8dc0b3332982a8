export default function SkippedPage(_: { datasetId: string }) {
  return null;
}
